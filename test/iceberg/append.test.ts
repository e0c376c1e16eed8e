import { expect, test } from 'vitest';
import { sql } from '../../core/sql/sql.ts';
import { append, goods, goodsRows, openLake, sum, texts } from './lake.ts';

const name = { namespace: 'shop', name: 'goods' };

test('appended rows are read back with all their types, tenant by tenant', async () => {
  await using lake = await openLake();
  const empty = await lake.catalog.createTable(name, goods);
  expect(await texts(lake, empty, sql`sku`)).toEqual([]);
  const one = await append(lake, empty, goodsRows('acme', 0, 10));
  const two = await append(lake, one, goodsRows("o'neill/[x]*?", 5, 8));
  expect(await sum(lake, two)).toBe('13 rows, stock 63');
  expect(await sum(lake, one)).toBe('10 rows, stock 45');
  expect(await sum(lake, two, { filter: { fieldId: 2, value: 'acme' } })).toBe('10 rows, stock 45');
  expect(await sum(lake, two, { filter: { fieldId: 2, value: "o'neill/[x]*?" } })).toBe('3 rows, stock 18');
  expect(
    await texts(
      lake,
      two,
      sql`[seen_at::VARCHAR, price::VARCHAR, tags::VARCHAR, geo::VARCHAR, extras::VARCHAR]`,
      { filter: { fieldId: 2, value: "o'neill/[x]*?" } },
    ),
  ).toMatchInlineSnapshot(`
    [
      "['2024-01-01 00:05:00.123456+00', 6.25, '[a5, NULL, ü]', NULL, '{line=5}']",
      "['2024-01-01 00:06:00.123456+00', 7.50, NULL, '{\\'lat\\': 0.6, \\'lon\\': -0.6}', '{line=6}']",
      "['2024-01-01 00:07:00.123456+00', 8.75, '[a7, NULL, ü]', NULL, '{line=7}']",
    ]
  `);
  expect(await lake.catalog.load(name)).toMatchObject({ metadataLocation: two.metadataLocation });
});

test('NULL and the text that stands for it in folder names are two partitions', async () => {
  await using lake = await openLake();
  const fields = [
    { id: 1, name: 'n', required: true, type: 'int' },
    { id: 2, name: 'p', required: false, type: 'string' },
  ];
  const table = await lake.catalog.createTable(name, {
    fields,
    partitionBy: [{ 'source-id': 2, name: 'p', transform: 'identity' }],
  });
  const values = sql`(VALUES (1, NULL), (2, '__HIVE_DEFAULT_PARTITION__'), (3, ''), (4, '..'), (5, 'x*?[y]{z} ü%/\\'' ')) AS v(n, p)`;
  const next = await append(lake, table, values);
  expect(await texts(lake, next, sql`n || '=' || coalesce(p, 'NULL')`)).toEqual([
    '1=NULL',
    '2=__HIVE_DEFAULT_PARTITION__',
    '3=',
    '4=..',
    "5=x*?[y]{z} ü%/\\' ",
  ]);
});
