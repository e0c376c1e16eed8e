import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Bench } from '../../core/app/host.ts';
import { relocate } from '../../core/app/relocate.ts';
import { runRollback } from '../../core/app/rollback.ts';
import { run } from '../../core/app/run.ts';
import { Workspace } from '../../core/app/run-workspace.ts';
import { compact } from '../../core/app/table-upkeep.ts';
import { planScan } from '../../core/iceberg/scan/plan-scan.ts';
import { scanRelation } from '../../core/iceberg/scan/relation.sql.ts';
import { sql } from '../../core/sql/sql.ts';
import { Lakehouse } from '../app/lakehouse.ts';
import { isSparkThere, Spark } from './spark.ts';

const table = { namespace: 'supply_chain', name: 'dim_suppliers_v1' };
const inSpark = `quayside.${table.namespace}.${table.name}`;
const silver = `${table.namespace}.${table.name}`;
const differing = z.object({ rows: z.coerce.number() });

const lines = (name: string, from: number, to: number, day: string): readonly string[] =>
  Array.from({ length: to - from }, (_, index) => `S-${from + index},${name},2026-11-${day}`);

/** Of every snapshot of every table: how many rows one side has that the other does not. */
async function differences(lake: Lakehouse, folder: string, spark: Spark): Promise<Record<string, number>> {
  await using workspace = await Workspace.open(lake.host, folder);
  await using bench = await Bench.open(lake.host);
  const found: Record<string, number> = {};
  for (const name of await workspace.catalog.list('supply_chain')) {
    const loaded = await workspace.catalog.load(name);
    for (const { 'snapshot-id': id } of loaded.metadata.snapshots) {
      const out = join(lake.folder, `dump-${id}`);
      await spark.dump(`SELECT * FROM quayside.${name.namespace}.${name.name} VERSION AS OF ${id}`, out);
      const ours = sql`(SELECT COLUMNS(*)::VARCHAR FROM ${scanRelation(await planScan(loaded, { at: { snapshotId: id } }))})`;
      const theirs = sql`(SELECT COLUMNS(*)::VARCHAR FROM read_parquet(${`${out}/*.parquet`}))`;
      const { rows } = await bench.duck.row(
        sql`SELECT count(*) AS rows FROM ((FROM ${ours} EXCEPT ALL FROM ${theirs}) UNION ALL (FROM ${theirs} EXCEPT ALL FROM ${ours}))`,
        differing,
      );
      found[`${name.name} ${id}`] = rows;
    }
  }
  return found;
}

describe.skipIf(!isSparkThere())('Spark on the tables of runs', () => {
  test('sees every snapshot, updates rows itself, and after a move of the workspace sees them all again', async () => {
    await using lake = await Lakehouse.open();
    const deliver = async (name: string, rows: readonly string[], workspace = lake.workspace) => {
      const sources = [await lake.suppliers(name, rows)];
      return run(lake.host, { tenant: 'acme', timezone: 'UTC', severities: {}, sources, workspace });
    };
    const { runId } = await deliver('a', lines('Hafen', 0, 60, '01'));
    await deliver('b', [...lines('Kai', 0, 3, '02'), 'S-x,,2026-11-02', ...lines('Neu', 60, 70, '02')]);
    await lake.run('globex', await lake.delivery('globex', 2));
    let before: Record<string, number> = {};
    {
      await using spark = await Spark.open(lake.workspace);
      before = await differences(lake, lake.workspace, spark);
      expect(Object.keys(before).length).toBeGreaterThan(4);
      expect(new Set(Object.values(before))).toEqual(new Set([0]));

      await runRollback(lake.host, { workspace: lake.workspace, tenant: 'acme', target: { runId } });
      await spark.sql(
        `ALTER TABLE ${inSpark} SET TBLPROPERTIES ('write.merge.mode' = 'merge-on-read', 'write.update.mode' = 'merge-on-read', 'write.delete.granularity' = 'partition')`,
      );
      await spark.sql(
        `UPDATE ${inSpark} SET legal_name = 'Changed by Spark' WHERE supplier_id IN ('S-5', 'S-6') OR (tenant_id = 'globex' AND hash(supplier_id) % 10 = 0)`,
      );
      expect(await deliver('c', lines('Wieder', 5, 8, '03'))).toMatchObject({
        datasets: { suppliers: { updated: 3 } },
      });
      before = await differences(lake, lake.workspace, spark);
      expect(new Set(Object.values(before))).toEqual(new Set([0]));
    }

    const place = join(lake.folder, 'moved [ü]');
    await rename(lake.workspace, place);
    await relocate(lake.host, place);
    await using spark = await Spark.open(place);
    const after = await differences(lake, place, spark);
    expect(after).toEqual(before);
    expect(
      await spark.sql(
        `SELECT count(*) AS n FROM ${inSpark}.all_delete_files WHERE file_path NOT LIKE 'file://${place}/%'`,
      ),
    ).toEqual([{ n: 0 }]);

    await deliver('d', lines('Danach', 6, 9, '04'), place);
    await spark.sql(`UPDATE ${inSpark} SET legal_name = 'By Spark again' WHERE supplier_id = 'S-9'`);
    await compact(lake.host, { workspace: place, table: silver });
    const late = await differences(lake, place, spark);
    expect(Object.keys(late).length).toBe(Object.keys(after).length + 3);
    expect(new Set(Object.values(late))).toEqual(new Set([0]));
    const [{ n = 0 } = {}] = await spark.sql(
      `SELECT count(*) AS n FROM ${inSpark} WHERE legal_name = 'By Spark again'`,
    );
    expect(n).toBe(1);
  });
});
