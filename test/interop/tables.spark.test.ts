import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { sqlitePointers } from '../../core/catalog/sqlite-pointers.ts';
import type { TableChange } from '../../core/iceberg/change/types.ts';
import type { RowChange } from '../../core/iceberg/rows/file-changes.ts';
import { rowsWhere } from '../../core/iceberg/rows/matching.sql.ts';
import { removeRows } from '../../core/iceberg/rows/remove-rows.ts';
import { restore } from '../../core/iceberg/rows/restore.ts';
import { planScan, type ScanOptions } from '../../core/iceberg/scan/plan-scan.ts';
import { scanRelation } from '../../core/iceberg/scan/relation.sql.ts';
import type { Table } from '../../core/iceberg/table.ts';
import { compact } from '../../core/iceberg/upkeep/compact.ts';
import { planCompaction } from '../../core/iceberg/upkeep/plan-compaction.ts';
import { type Sql, sql } from '../../core/sql/sql.ts';
import { append, goods, goodsRows, type Lake, openLake } from '../iceberg/lake.ts';
import { isSparkThere, Spark } from './spark.ts';

const name = { namespace: 'shop', name: 'goods' };
const inSpark = 'quayside.shop.goods';
const openShared = (): Promise<Lake> => openLake((root) => sqlitePointers(join(root, 'catalog.sqlite')));
const headOf = (table: Table): bigint => table.metadata['current-snapshot-id'] ?? 0n;

async function commit(
  lake: Lake,
  table: Table,
  change: RowChange,
  operation: 'overwrite' | 'delete' | 'replace',
): Promise<Table> {
  const changes: TableChange[] = [
    {
      kind: 'files',
      snapshotId: lake.stamps.snapshotId(),
      branch: 'main',
      operation,
      add: change.add,
      remove: change.remove,
      summary: {},
    },
  ];
  const [next = table] = await lake.catalog.commit([{ table, changes }]);
  return next;
}

const removal = async (lake: Lake, table: Table, condition: Sql): Promise<RowChange> => {
  const plan = await planScan(table);
  return removeRows(lake.duck, plan, rowsWhere(plan, condition), { stamps: lake.stamps });
};

/** How many rows one side has that the other does not, value by value. */
async function differing(lake: Lake, table: Table, options: ScanOptions, out: string): Promise<number> {
  const ours = sql`(SELECT * FROM ${scanRelation(await planScan(table, options))})`;
  const theirs = sql`(SELECT * FROM read_parquet(${`${out}/*.parquet`}))`;
  const { rows } = await lake.duck.row(
    sql`SELECT count(*)::INTEGER AS rows FROM (
      (FROM ${ours} EXCEPT ALL FROM ${theirs}) UNION ALL (FROM ${theirs} EXCEPT ALL FROM ${ours})
    )`,
    z.object({ rows: z.number() }),
  );
  return rows;
}

describe.skipIf(!isSparkThere())('Spark and Quayside on one catalog', () => {
  test('Spark sees the same rows after every kind of commit, by catalog, by folder, and in old snapshots', async () => {
    await using lake = await openShared();
    const first = await append(lake, await lake.catalog.createTable(name, goods), goodsRows('acme', 0, 300));
    await using spark = await Spark.open(lake.root);
    const seen = new Map<Table, number>();
    const expectSame = async (table: Table): Promise<number> => {
      const out = join(lake.root, lake.stamps.uuid());
      const { rows } = await spark.dump(`SELECT * FROM ${inSpark}`, out);
      expect(await differing(lake, table, {}, out)).toBe(0);
      seen.set(table, rows);
      return rows;
    };

    expect(await expectSame(first)).toBe(300);
    const appended = await append(lake, first, goodsRows('beta/[ü]', 0, 50));
    expect(await expectSame(appended)).toBe(350);

    const few = await commit(lake, appended, await removal(lake, appended, sql`stock % 50 = 7`), 'delete');
    expect(await expectSame(few)).toBe(343);
    const more = await commit(lake, few, await removal(lake, few, sql`stock < 12`), 'delete');
    expect(await expectSame(more)).toBe(343 - 22);
    expect(await spark.sql(`SELECT count(*) AS files FROM ${inSpark}.delete_files`)).not.toEqual([
      { files: 0 },
    ]);

    const plan = await planScan(more);
    const upserted = await removeRows(lake.duck, plan, rowsWhere(plan, sql`sku = 'S000100'`), lake);
    const changed = await append(
      lake,
      await commit(lake, more, upserted, 'overwrite'),
      sql`(SELECT * REPLACE (stock + 1 AS stock) FROM ${goodsRows('acme', 100, 101)})`,
    );
    expect(await expectSame(changed)).toBe(321);

    const [evolved = changed] = await lake.catalog.commit([
      {
        table: changed,
        changes: [
          {
            kind: 'update-schema',
            edits: [
              { kind: 'add', name: 'note', type: 'string', id: 40 },
              { kind: 'rename', id: 3, name: 'on_hand' },
              { kind: 'widen', id: 3, type: 'long' },
              { kind: 'widen', id: 4, type: 'decimal(14, 2)' },
            ],
          },
        ],
      },
    ]);
    expect(await expectSame(evolved)).toBe(321);
    const newer = await append(
      lake,
      evolved,
      sql`(SELECT * RENAME (stock AS on_hand), 'hello' AS note FROM ${goodsRows('acme', 900, 905)})`,
    );
    expect(await expectSame(newer)).toBe(326);

    const acme = { filter: { fieldId: 2, value: 'acme' } };
    const rolledBack = await commit(
      lake,
      newer,
      restore(
        await planScan(newer, acme),
        await planScan(newer, { ...acme, at: { snapshotId: headOf(first) } }),
      ),
      'overwrite',
    );
    expect(await expectSame(rolledBack)).toBe(300 + 38);

    const many = await planScan(rolledBack);
    const together = await compact(
      lake.duck,
      many,
      planCompaction(many, { smallBelow: 1e9, fewestFiles: 2 }),
      lake,
    );
    const compacted = await commit(lake, rolledBack, together, 'replace');
    expect(await expectSame(compacted)).toBe(338);
    expect(await spark.sql(`SELECT count(*) AS files FROM ${inSpark}.delete_files`)).toEqual([{ files: 0 }]);

    for (const [table, rows] of seen) {
      const out = join(lake.root, lake.stamps.uuid());
      const then = await spark.dump(`SELECT * FROM ${inSpark} VERSION AS OF ${headOf(table)}`, out);
      expect(then.rows).toBe(rows);
      const at = { at: { snapshotId: headOf(table) } };
      expect(await differing(lake, compacted, at, out)).toBe(0);
    }
    for (const location of [compacted.metadata.location, compacted.metadataLocation]) {
      const out = join(lake.root, lake.stamps.uuid());
      expect(await spark.load(location, out)).toMatchObject({ rows: 338 });
      expect(await differing(lake, compacted, {}, out)).toBe(0);
    }
  });

  test('Quayside reads what Spark appends, merges, deletes, evolves and compacts, and goes on', async () => {
    await using lake = await openShared();
    await append(lake, await lake.catalog.createTable(name, goods), goodsRows('acme', 0, 300));
    await using spark = await Spark.open(lake.root);
    /** The table as Spark left it, once both see the same rows in it. */
    const same = async (rows: number): Promise<Table> => {
      const table = await lake.catalog.load(name);
      const out = join(lake.root, lake.stamps.uuid());
      expect(await spark.dump(`SELECT * FROM ${inSpark}`, out)).toMatchObject({ rows });
      expect(await differing(lake, table, {}, out)).toBe(0);
      return table;
    };
    const deletes = async (): Promise<number> =>
      (await planScan(await lake.catalog.load(name))).deletes.length;

    await spark.sql(`INSERT INTO ${inSpark}
      SELECT replace(sku, 'S', 'T'), 'gamma', stock, price, made_on, seen_at, tags, geo, extras FROM ${inSpark} WHERE stock < 20`);
    await same(320);

    for (const mode of ['copy-on-write', 'merge-on-read']) {
      await spark.sql(
        `ALTER TABLE ${inSpark} SET TBLPROPERTIES ('write.merge.mode' = '${mode}', 'write.delete.mode' = '${mode}')`,
      );
      await spark.sql(`MERGE INTO ${inSpark} AS t
        USING (SELECT sku, tenant_id, stock + 1000 AS stock FROM ${inSpark} WHERE stock % 10 = 3) AS s
        ON t.sku = s.sku AND t.tenant_id = s.tenant_id
        WHEN MATCHED THEN UPDATE SET stock = s.stock`);
      await same(320);
    }
    expect(await deletes()).toBeGreaterThan(0);
    await spark.sql(`DELETE FROM ${inSpark} WHERE stock = 50 OR sku = 'T000001'`);
    const cut = await same(318);

    const ours = await commit(lake, cut, await removal(lake, cut, sql`stock IN (1003, 60, 61)`), 'delete');
    const grown = await append(lake, ours, goodsRows('beta', 0, 10));
    const { rows } = await lake.duck.row(
      sql`SELECT count(*)::INTEGER AS rows FROM ${scanRelation(await planScan(grown))}`,
      z.object({ rows: z.number() }),
    );
    expect(rows).toBe(318 - 2 + 10 - (await threes(lake, cut)));
    await same(rows);

    await spark.sql(`ALTER TABLE ${inSpark} ADD COLUMN note STRING`);
    await spark.sql(`ALTER TABLE ${inSpark} RENAME COLUMN stock TO on_hand`);
    await spark.sql(`ALTER TABLE ${inSpark} ALTER COLUMN on_hand TYPE BIGINT`);
    await spark.sql(`UPDATE ${inSpark} SET note = 'seen by Spark' WHERE tenant_id = 'beta'`);
    await same(rows);

    await spark.sql(
      `CALL quayside.system.rewrite_data_files(table => 'shop.goods', options => map('min-input-files', '2', 'delete-file-threshold', '1'))`,
    );
    await spark.sql(`CALL quayside.system.rewrite_manifests('shop.goods')`);
    const tidied = await same(rows);
    const further = await append(
      lake,
      tidied,
      sql`(SELECT * RENAME (stock AS on_hand), 'by Quayside' AS note FROM ${goodsRows('delta', 0, 5)})`,
    );
    expect(further.metadata.snapshots.length).toBeGreaterThan(5);
    await same(rows + 5);

    const plan = await planScan(further);
    const together = await compact(
      lake.duck,
      plan,
      planCompaction(plan, { smallBelow: 1e9, fewestFiles: 2 }),
      lake,
    );
    await commit(lake, further, together, 'replace');
    await same(rows + 5);
    await spark.sql(`DELETE FROM ${inSpark} WHERE tenant_id = 'delta'`);
    await same(rows);
  });
});

/** Rows whose stock the merges made 1003: they were 3, or 1003 by the first of them. */
async function threes(lake: Lake, table: Table): Promise<number> {
  const { rows } = await lake.duck.row(
    sql`SELECT count(*)::INTEGER AS rows FROM ${scanRelation(await planScan(table))} WHERE stock = 1003`,
    z.object({ rows: z.number() }),
  );
  return rows;
}
