import { expect, test } from 'vitest';
import { z } from 'zod';
import { planScan } from '../../core/iceberg/scan/plan-scan.ts';
import { registerBucketFunctions } from '../../core/iceberg/transform/bucket.ts';
import { bucketOfText } from '../../core/iceberg/transform/bucket-value.ts';
import { sql } from '../../core/sql/sql.ts';
import { append, openLake, texts } from './lake.ts';

const name = { namespace: 'shop', name: 'bucketed' };
const fields = [
  { id: 1, name: 'key', required: false, type: 'string' },
  { id: 2, name: 'n', required: true, type: 'long' },
];

test('rows of a bucketed table lie in their buckets, and a key is looked for in its bucket only', async () => {
  await using lake = await openLake();
  const partitionBy = [
    { 'source-id': 1, name: 'key_bucket', transform: 'bucket[16]' },
    { 'source-id': 2, name: 'n_bucket', transform: 'bucket[2]' },
  ];
  const table = await lake.catalog.createTable(name, { fields, partitionBy });
  const rows = sql`(SELECT CASE WHEN i % 10 > 0 THEN 'ü' || i END AS key, i AS n FROM range(100) AS r(i))`;
  const filled = await append(lake, table, rows);
  const plan = await planScan(filled);
  expect(plan.files.reduce((sum, { file }) => sum + file.records, 0)).toBe(100);
  expect(plan.files.filter(({ file }) => file.partition.get(1000) === null)).toHaveLength(2);

  const filter = { fieldId: 1, value: 'ü57' };
  const narrow = await planScan(filled, { filter });
  expect(new Set(narrow.files.map(({ file }) => file.partition.get(1000)))).toEqual(
    new Set([bucketOfText('ü57', 16)]),
  );
  expect(narrow.files.every(({ whole }) => !whole)).toBe(true);
  expect(await texts(lake, filled, sql`n`, { filter })).toEqual(['57']);
});

test('the SQL functions hash as the specification says; NULL stays NULL', async () => {
  await using lake = await openLake();
  registerBucketFunctions(lake.duck);
  registerBucketFunctions(lake.duck);
  const hashes = await lake.duck.row(
    sql`SELECT iceberg_hash_text('iceberg') AS text, iceberg_hash_long(34) AS whole, iceberg_hash_text(NULL) AS none,
      iceberg_hash_text(repeat('x', 40000)) IS NOT NULL AS large`,
    z.object({ text: z.number(), whole: z.number(), none: z.null(), large: z.boolean() }),
  );
  expect(hashes).toEqual({ text: 1210000089, whole: 2017239379, none: null, large: true });
});

test('a partition transform that cannot be computed is refused before anything is written', async () => {
  await using lake = await openLake();
  const partitionBy = [{ 'source-id': 1, name: 'key_trunc', transform: 'truncate[4]' }];
  const table = await lake.catalog.createTable(name, { fields, partitionBy });
  await expect(append(lake, table, sql`(SELECT 'a' AS key, 1 AS n)`)).rejects.toMatchObject({
    code: 'TABLE_NOT_SUPPORTED',
  });
});
