import { expect, test } from 'vitest';
import type { TableChange } from '../../core/iceberg/change/types.ts';
import type { RowChange } from '../../core/iceberg/rows/file-changes.ts';
import { rowsWhere, rowsWithKeys } from '../../core/iceberg/rows/matching.sql.ts';
import { removeFiltered } from '../../core/iceberg/rows/remove-filtered.ts';
import { removeRows } from '../../core/iceberg/rows/remove-rows.ts';
import { restore } from '../../core/iceberg/rows/restore.ts';
import { planScan } from '../../core/iceberg/scan/plan-scan.ts';
import type { Table } from '../../core/iceberg/table.ts';
import { compact } from '../../core/iceberg/upkeep/compact.ts';
import { expireSnapshots } from '../../core/iceberg/upkeep/expire.ts';
import { findOrphans, removeOrphans } from '../../core/iceberg/upkeep/orphans.ts';
import { planCompaction } from '../../core/iceberg/upkeep/plan-compaction.ts';
import { planExpiry } from '../../core/iceberg/upkeep/plan-expiry.ts';
import { type Sql, sql } from '../../core/sql/sql.ts';
import { append, goods, goodsRows, type Lake, openLake, sum, texts } from './lake.ts';

const name = { namespace: 'shop', name: 'goods' };
const acme = { fieldId: 2, value: 'acme' };

async function filled(lake: Lake): Promise<Table> {
  const table = await lake.catalog.createTable(name, goods);
  return append(lake, await append(lake, table, goodsRows('acme', 0, 30)), goodsRows('beta', 0, 9));
}

const toChange = (lake: Lake, { add, remove }: RowChange): TableChange => ({
  kind: 'files',
  snapshotId: lake.stamps.snapshotId(),
  branch: 'main',
  operation: 'overwrite',
  add,
  remove,
  summary: {},
});

async function commit(lake: Lake, table: Table, change: RowChange): Promise<Table> {
  const [next = table] = await lake.catalog.commit([{ table, changes: [toChange(lake, change)] }]);
  return next;
}

async function removal(lake: Lake, table: Table, condition: Sql): Promise<RowChange> {
  const plan = await planScan(table);
  return removeRows(lake.duck, plan, rowsWhere(plan, condition), { stamps: lake.stamps });
}

const kinds = ({ add, remove }: RowChange) => ({
  add: add.map(({ file }) => file.content),
  remove: remove.length,
});

test('few rows are skipped by a delete file, many cost a rewrite, all drop the file', async () => {
  await using lake = await openLake();
  const table = await filled(lake);
  const few = await removal(lake, table, sql`stock IN (3, 4) AND tenant_id = 'acme'`);
  expect([few.rows, kinds(few)]).toEqual([2, { add: ['position-deletes'], remove: 0 }]);
  const one = await commit(lake, table, few);
  expect(await sum(lake, one)).toBe(`37 rows, stock ${435 - 7 + 36}`);

  const again = await removal(lake, one, sql`stock = 5 AND tenant_id = 'acme'`);
  const two = await commit(lake, one, again);
  expect(await sum(lake, two, { filter: acme })).toBe('27 rows, stock 423');

  const many = await removal(lake, two, sql`stock < 15 AND tenant_id = 'acme'`);
  expect([many.rows, kinds(many)]).toEqual([12, { add: ['data'], remove: 1 }]);
  const three = await commit(lake, two, many);
  expect(await sum(lake, three, { filter: acme })).toBe('15 rows, stock 330');
  expect((await planScan(three)).deletes).toEqual([]);

  const all = await removal(lake, three, sql`tenant_id = 'acme'`);
  expect([all.rows, kinds(all)]).toEqual([15, { add: [], remove: 1 }]);
  expect(await sum(lake, await commit(lake, three, all))).toBe('9 rows, stock 36');
  expect(
    await sum(lake, three, { at: { snapshotId: two.metadata['current-snapshot-id'] ?? 0n }, filter: acme }),
  ).toBe('27 rows, stock 423');
});

test('rows are found by key; NULL equals nothing', async () => {
  await using lake = await openLake();
  const table = await filled(lake);
  const plan = await planScan(table);
  const keys = sql`(VALUES ('acme', 'S000007'), ('beta', 'S000007'), ('beta', 'S000020'), (NULL, 'S000001')) AS keys(tenant_id, sku)`;
  const change = await removeRows(lake.duck, plan, rowsWithKeys(plan, keys, ['tenant_id', 'sku']), {
    stamps: lake.stamps,
    rewriteFrom: 0,
  });
  expect([change.rows, kinds(change)]).toEqual([2, { add: ['data', 'data'], remove: 2 }]);
  expect(await sum(lake, await commit(lake, table, change))).toBe(`37 rows, stock ${435 + 36 - 14}`);
});

test('one tenant is emptied and brought back as it was, the other one stays as it is', async () => {
  await using lake = await openLake();
  const before = await commit(
    lake,
    await filled(lake),
    await removal(lake, await lake.catalog.load(name), sql`stock = 1`),
  );
  const emptied = await commit(
    lake,
    before,
    await removeFiltered(lake.duck, await planScan(before, { filter: acme }), lake),
  );
  expect(await sum(lake, emptied)).toBe('8 rows, stock 35');
  const later = await append(
    lake,
    await append(lake, emptied, goodsRows('beta', 100, 101)),
    goodsRows('acme', 500, 502),
  );
  const then = { snapshotId: before.metadata['current-snapshot-id'] ?? 0n };
  const change = restore(
    await planScan(later, { filter: acme }),
    await planScan(later, { filter: acme, at: then }),
  );
  const back = await commit(lake, later, change);
  expect(await sum(lake, back, { filter: acme })).toBe('29 rows, stock 434');
  expect(await sum(lake, back)).toBe(`38 rows, stock ${434 + 35 + 100}`);
});

test('compaction keeps the rows and leaves no delete file; expiry and orphans leave only what is referred to', async () => {
  await using lake = await openLake();
  const table = await append(lake, await filled(lake), goodsRows('acme', 40, 45));
  const cut = await commit(lake, table, await removal(lake, table, sql`stock = 8`));
  const skus = await texts(lake, cut, sql`sku`);
  const plan = await planScan(cut);
  const compaction = planCompaction(plan, { smallBelow: 1e6, fewestFiles: 2 });
  const compacted = await commit(lake, cut, await compact(lake.duck, plan, compaction, lake));
  const after = await planScan(compacted);
  expect([after.files.length, after.deletes.length]).toEqual([2, 0]);
  expect(await texts(lake, compacted, sql`sku`)).toEqual(skus);

  const policy = { olderThan: Number.MAX_SAFE_INTEGER, keepLast: 1 };
  const expired = await expireSnapshots(
    (all) => lake.catalog.commit(all),
    compacted,
    planExpiry(compacted.metadata, policy),
  );
  expect([expired.snapshots, expired.table.metadata.snapshots.length]).toEqual([4, 1]);
  expect(await texts(lake, expired.table, sql`sku`)).toEqual(skus);
  await expect(
    planScan(expired.table, { at: { snapshotId: cut.metadata['current-snapshot-id'] ?? 0n } }),
  ).rejects.toMatchObject({ code: 'SNAPSHOT_NOT_FOUND' });

  const load = () => lake.catalog.load(name);
  expect(await findOrphans(expired.table, load, Date.now() + 1000)).toEqual([]);
  await lake.files.put(`${table.metadata.location}/data/killed.parquet`, Buffer.from('half'));
  expect(await removeOrphans(expired.table, load, 0)).toBe(0);
  expect(await removeOrphans(expired.table, load, Date.now() + 1000)).toBe(1);
  expect(await texts(lake, await load(), sql`sku`)).toEqual(skus);
});

test('changes planned on an older snapshot are refused where they do not fit any more', async () => {
  await using lake = await openLake();
  const table = await filled(lake);
  const planned = await removal(lake, table, sql`stock = 3`);
  const rewrite = await removal(lake, table, sql`stock > 3`);
  const other = await append(lake, table, goodsRows('gamma', 0, 2));
  const first = await commit(lake, table, planned);
  expect(await sum(lake, first)).toBe(`39 rows, stock ${435 + 36 - 6 + 1}`);
  expect(first.metadata.snapshots).toHaveLength(4);
  await expect(commit(lake, other, rewrite)).rejects.toMatchObject({ code: 'CONFLICT', retryable: true });
  await expect(
    lake.catalog.commit([
      {
        table: other,
        changes: [toChange(lake, { add: [], remove: [], rows: 0 })],
        refuse: (since) => (since.added.length > 0 ? 'somebody else deleted rows' : undefined),
      },
    ]),
  ).rejects.toThrow('somebody else deleted rows');
  expect((await lake.catalog.load(name)).metadataLocation).toBe(first.metadataLocation);
});
