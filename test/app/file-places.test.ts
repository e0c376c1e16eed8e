import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pageRequest } from '../../contracts/api/page.ts';
import { filePlaces } from '../../core/app/file-places.ts';
import { type GridSource, gridColumns } from '../../core/app/grid.ts';
import { GridMemory, readPage } from '../../core/app/grid-page.ts';
import { fetchPlaces, placesSql } from '../../core/app/grid-places.ts';
import { planScan, type ScanOptions } from '../../core/iceberg/scan/plan-scan.ts';
import { scanRelation } from '../../core/iceberg/scan/relation.sql.ts';
import type { Table } from '../../core/iceberg/table.ts';
import { sql } from '../../core/sql/sql.ts';
import { append, goods, goodsRows, type Lake, openLake } from '../iceberg/lake.ts';

let lake: Lake;
let table: Table;

beforeAll(async () => {
  lake = await openLake();
  table = await lake.catalog.createTable({ namespace: 'shop', name: 'goods' }, goods);
  table = await append(lake, table, goodsRows('a', 0, 300));
  table = await append(lake, table, goodsRows('b', 1000, 1250));
  table = await append(lake, table, goodsRows('a', 2000, 2040));
});
afterAll(() => lake[Symbol.asyncDispose]());

async function sourceOf(options: ScanOptions = {}): Promise<GridSource> {
  const plan = await planScan(table, options);
  const relation = scanRelation(plan, { positions: true });
  const columns = (await gridColumns(lake.duck, relation, () => false)).filter(
    ({ name }) => !name.startsWith('_'),
  );
  return { relation, columns, ...filePlaces(plan), isOrdered: true, key: JSON.stringify(options) };
}

const skus = async (source: GridSource, offset: number, limit: number): Promise<unknown[]> => {
  const request = pageRequest.parse({ offset, limit, columns: ['sku'] });
  const page = await readPage(lake.duck, source, request, new GridMemory());
  return tableFromIPC(page.arrow)
    .toArray()
    .map((row) => row?.['sku']);
};

test.each<[string, ScanOptions, number]>([
  ['of all tenants', {}, 590],
  ['of one tenant', { filter: { fieldId: 2, value: 'a' } }, 340],
])('pages %s are slices of files, also over their borders and beyond the end', async (_, options, total) => {
  const source = await sourceOf(options);
  expect(source.slice).toBeDefined();
  const { slice: _slice, ...plain } = source;
  const all = await skus(plain, 0, 1000);
  expect(all).toHaveLength(total);
  for (const [offset, limit] of [
    [0, 10],
    [290, 30],
    [299, 1],
    [0, 1000],
    [total - 5, 50],
    [total, 5],
  ] as const)
    expect(await skus(source, offset, limit)).toEqual(all.slice(offset, offset + limit));
});

test('rows are found by their places, in whatever order', async () => {
  const source = await sourceOf();
  const request = pageRequest.parse({
    sort: [{ column: 'price', descending: true }],
    columns: ['sku', 'stock'],
  });
  const places = (await lake.duck.table(placesSql(source, request).text, 1000)).rows;
  const some = places.filter((_, index) => index % 7 === 3);
  const expected = await lake.duck.table(
    sql`SELECT sku, stock FROM ${source.relation} ORDER BY price DESC`.text,
    1000,
  );
  expect(await fetchPlaces(lake.duck, source, request, some)).toEqual(
    expected.rows.filter((_, index) => index % 7 === 3),
  );
  const { near: _near, ...plain } = source;
  expect(await fetchPlaces(lake.duck, plain, request, some)).toEqual(
    await fetchPlaces(lake.duck, source, request, some),
  );
});
