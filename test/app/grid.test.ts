import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { type ColumnFilter, pageRequest } from '../../contracts/api/page.ts';
import { plainBase64 } from '../../contracts/api/wire.ts';
import { GridMemory, readPage, readValues } from '../../core/app/grid-page.ts';
import { type GridSource, gridColumns } from '../../core/app/grid.ts';
import { Duck } from '../../core/duck/duck.ts';
import { ident, type Sql, sql } from '../../core/sql/sql.ts';

let folder = '';
let duck: Duck;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quayside-grid-'));
  duck = await Duck.open({ memory: 512 * 1024 ** 2, threads: 2, spill: join(folder, 'spill') });
  await duck.run(sql`
    CREATE TABLE small AS
    SELECT i::BIGINT AS n,
      CASE WHEN i % 7 = 0 THEN NULL WHEN i % 11 = 0 THEN '' ELSE concat('Name_', i % 13, '%') END AS name,
      ((i * 37 % 101) / 4)::DECIMAL(9, 2) AS price,
      i % 3 = 0 AS good,
      DATE '2026-01-01' + (i % 40)::INTEGER AS day,
      TIMESTAMPTZ '2026-01-01 00:00:00Z' + INTERVAL (i) MINUTE AS seen,
      [i, i + 1] AS list,
      (i % 5)::INTEGER AS "odd "" name"
    FROM range(400) AS r(i)`);
  await duck.run(sql`
    CREATE TABLE large AS
    SELECT i::BIGINT AS n, (hash(i) % 1000)::INTEGER AS bucket, concat('row ', i) AS name
    FROM range(150000) AS r(i)`);
});

afterAll(async () => {
  await duck[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function sourceOf(table: string): Promise<GridSource> {
  const relation: Sql = ident(table);
  const columns = await gridColumns(duck, relation, (name) => name === 'name');
  return { relation, columns, order: [ident('n')], key: table };
}

async function rowsOf(source: GridSource, asked: z.input<typeof pageRequest>, memory = new GridMemory()) {
  const page = await readPage(duck, source, pageRequest.parse(asked), memory);
  return { ...page, table: tableFromIPC(page.arrow) };
}

test('cells cross as what they are: numbers, booleans, digits, times in UTC, lists as JSON', async () => {
  const { table, columns, total } = await rowsOf(await sourceOf('small'), { limit: 2, offset: 1 });
  expect(total).toBe(400);
  expect(table.toArray().map((row) => ({ ...row?.toJSON() }))).toEqual([
    {
      n: '1',
      name: 'Name_1%',
      price: '9.25',
      good: false,
      day: '2026-01-02',
      seen: '2026-01-01T00:01:00.000Z',
      list: '[1,2]',
      'odd " name': 1,
    },
    expect.objectContaining({ n: '2', price: '18.50' }),
  ]);
  expect(columns.map(({ kind }) => kind)).toEqual([
    'number',
    'text',
    'number',
    'boolean',
    'date',
    'timestamp',
    'other',
    'number',
  ]);
  expect(columns.find(({ name }) => name === 'name')?.personal).toBe(true);
});

test.each<[string, ColumnFilter, string]>([
  ['a number as a number', { column: 'n', op: 'less', value: '9' }, 'n < 9'],
  ['a decimal finer than its column', { column: 'price', op: 'more', value: '9.251' }, 'price > 9.251'],
  ['between', { column: 'price', op: 'between', from: '2', to: '3.5' }, 'price BETWEEN 2 AND 3.5'],
  [
    'text in any case',
    { column: 'name', op: 'contains', value: 'NAME_1' },
    "name ILIKE '%name\\_1%' ESCAPE '\\'",
  ],
  [
    'what LIKE would take for a pattern',
    { column: 'name', op: 'endsWith', value: '1%' },
    "ends_with(name, '1%')",
  ],
  ['blank', { column: 'name', op: 'blank' }, "coalesce(name, '') = ''"],
  ['filled', { column: 'name', op: 'filled' }, "coalesce(name, '') <> ''"],
  [
    'among, with blanks',
    { column: 'name', op: 'in', values: ['Name_1%', null] },
    "name = 'Name_1%' OR name IS NULL",
  ],
  [
    'other than, with blanks',
    { column: 'name', op: 'notEquals', value: 'Name_1%' },
    "name IS DISTINCT FROM 'Name_1%'",
  ],
  ['a boolean', { column: 'good', op: 'equals', value: 'true' }, 'good'],
  ['a day', { column: 'day', op: 'atLeast', value: '2026-02-01' }, "day >= DATE '2026-02-01'"],
  [
    'a time',
    { column: 'seen', op: 'atMost', value: '2026-01-01T01:00:00Z' },
    "seen <= TIMESTAMPTZ '2026-01-01 01:00:00Z'",
  ],
  ['inside a list', { column: 'list', op: 'contains', value: '[17,' }, 'list[1] = 17'],
  ['quotes', { column: 'name', op: 'equals', value: "'; DROP TABLE small; --" }, 'FALSE'],
])('filter: %s', async (_, filter, where) => {
  const { total } = await rowsOf(await sourceOf('small'), { filters: [filter] });
  const view = ident('expected');
  await duck.view(view, `SELECT count(*) AS rows FROM small WHERE ${where}`);
  const { rows } = await duck.row(sql`FROM ${view}`, z.object({ rows: z.coerce.number() }));
  expect(total).toBe(rows);
});

test('text anywhere, and the values of a column under the other filters', async () => {
  const source = await sourceOf('small');
  expect((await rowsOf(source, { text: 'name_12' })).total).toBeGreaterThan(0);
  const filters: ColumnFilter[] = [
    { column: 'good', op: 'equals', value: 'true' },
    { column: 'odd " name', op: 'in', values: ['1'] },
  ];
  const found = await readValues(duck, source, { column: 'odd " name', filters, limit: 3, text: undefined });
  expect(found.cut).toBe(true);
  expect(found.values).toHaveLength(3);
  expect(found.values.reduce((sum, { rows }) => sum + rows, 0)).toBeLessThan(134);
});

test('pages of any order and size are the whole, each row once (property)', async () => {
  const source = await sourceOf('small');
  const sort = fc.array(
    fc.record({
      column: fc.constantFrom('name', 'price', 'good', 'day', 'odd " name'),
      descending: fc.boolean(),
    }),
    { maxLength: 3 },
  );
  await fc.assert(
    fc.asyncProperty(sort, fc.integer({ min: 50, max: 400 }), async (by, limit) => {
      const all = await rowsOf(source, { sort: by, limit: 1000 });
      const whole = all.table.toArray().map((row) => String(row?.['n']));
      const pieces: string[] = [];
      for (let offset = 0; offset < 400; offset += limit) {
        const { table } = await rowsOf(source, { sort: by, limit, offset });
        pieces.push(...table.toArray().map((row) => String(row?.['n'])));
      }
      expect(pieces).toEqual(whole);
      expect(new Set(whole).size).toBe(400);
    }),
    { numRuns: 15 },
  );
});

test('a large relation is sorted once: its pages are those of sorting it each time', async () => {
  const source = await sourceOf('large');
  const memory = new GridMemory();
  const sort = [{ column: 'bucket', descending: true }];
  const expected = await duck.table('SELECT n FROM large ORDER BY bucket DESC, n', 150_000);
  const order = expected.rows.map(([n]) => z.string().parse(n));
  for (const [offset, limit] of [
    [0, 200],
    [1990, 20],
    [149_900, 200],
    [75_123, 1000],
    [0, 1000],
    [3000, 7],
  ] as const) {
    const { table, total } = await rowsOf(source, { sort, offset, limit, columns: ['n'] }, memory);
    expect(total).toBe(150_000);
    expect(table.toArray().map((row) => String(row?.['n']))).toEqual(order.slice(offset, offset + limit));
  }
  const filters: ColumnFilter[] = [{ column: 'bucket', op: 'less', value: '900' }];
  const { table, total } = await rowsOf(source, { sort, filters, offset: 120_000, limit: 3 }, memory);
  const kept = await duck.table('SELECT n FROM large WHERE bucket < 900 ORDER BY bucket DESC, n', 150_000);
  expect(total).toBe(kept.rows.length);
  expect(table.toArray().map((row) => String(row?.['n']))).toEqual(
    kept.rows.slice(120_000, 120_003).map(([n]) => z.string().parse(n)),
  );
});

test('orders come and go; one that is interrupted is found again', async () => {
  const source = await sourceOf('large');
  const memory = new GridMemory();
  for (const descending of [true, false])
    for (const column of ['bucket', 'name', 'n'])
      await rowsOf(source, { sort: [{ column, descending }], offset: 5000, limit: 1 }, memory);
  const tables = await duck.table(
    "SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'quayside_order_%'",
    100,
  );
  expect(tables.rows.length).toBeLessThanOrEqual(12);
  const stopped = AbortSignal.abort();
  const request = pageRequest.parse({ sort: [{ column: 'name' }], offset: 9000 });
  await expect(readPage(duck, source, request, new GridMemory(), stopped)).rejects.toMatchObject({
    code: 'CANCELLED',
  });
  expect((await rowsOf(source, { sort: [{ column: 'name' }], offset: 9000, limit: 1 })).rows).toBe(1);
});

test('an order whose DuckDB is gone is found again in the next one', async () => {
  const memory = new GridMemory();
  const asked = { sort: [{ column: 'name', descending: true }], offset: 4000, limit: 2, columns: ['n'] };
  const before = await rowsOf(await sourceOf('large'), asked, memory);
  await using other = await Duck.open({ memory: 512 * 1024 ** 2, threads: 2, spill: join(folder, 'other') });
  await other.run(
    sql`CREATE TABLE large AS SELECT i AS n, 0 AS bucket, concat('row ', i) AS name FROM range(150000) AS r(i)`,
  );
  // A block that was not fetched before.
  const request = pageRequest.parse({ ...asked, offset: 90_000 });
  const page = await readPage(other, await sourceOf('large'), request, memory);
  expect(page.rows).toBe(2);
  expect(before.rows).toBe(2);
});

test('base64 is what Node says it is (property)', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const text = plainBase64.encode(bytes);
      expect(text).toBe(Buffer.from(bytes).toString('base64'));
      expect(plainBase64.decode(text)).toEqual(bytes);
    }),
  );
  for (const wrong of ['a', 'ab=c', '====', 'a b=', 'äöü='])
    expect(() => plainBase64.decode(wrong)).toThrow('base64');
});
