import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Bench } from '../../core/app/host.ts';
import { Workspace } from '../../core/app/run-workspace.ts';
import { scoreTables } from '../../core/app/score-tables.ts';
import { writeDataFiles } from '../../core/iceberg/data/write-data-files.ts';
import { planScan } from '../../core/iceberg/scan/plan-scan.ts';
import { scanRelation } from '../../core/iceberg/scan/relation.sql.ts';
import { type Sql, sql } from '../../core/sql/sql.ts';
import { SmallWorkspace } from './small-workspace.ts';

/** Writes silver's suppliers anew, as another program may; `made` of silver's and quarantine's rows. */
async function rewrite(
  { host, folder }: SmallWorkspace,
  made: (silver: Sql, quarantine: Sql) => Sql,
): Promise<void> {
  await using open = await Workspace.open(host, folder);
  await using bench = await Bench.open(host);
  const planOf = async (name: string) =>
    planScan(await open.catalog.load({ namespace: 'supply_chain', name }));
  const silver = await planOf('dim_suppliers_v1');
  const rows = made(scanRelation(silver), scanRelation(await planOf('quarantine_suppliers_v1')));
  const files = await writeDataFiles(bench.duck, silver.table, rows, { uuid: randomUUID() });
  const change = {
    kind: 'files',
    snapshotId: open.stamps.snapshotId(),
    branch: 'main',
    operation: 'overwrite',
    add: files.map((file) => ({ file })),
    remove: silver.files.map(({ file }) => file),
    summary: {},
  } as const;
  await open.catalog.commit([{ table: silver.table, changes: [change] }]);
}

test('the score is of what the tables hold: a dirty row in silver, a changed and a lost one are seen', async () => {
  await using shop = await SmallWorkspace.open();
  const scored = () =>
    scoreTables(shop.host, {
      folder: join(shop.folder, '..', 'delivery'),
      tenant: 'acme',
      workspace: shop.folder,
    });
  expect(await scored()).toMatchObject({ recall: 1, precision: 1, falseAlarms: 0, missing: 0, strays: 0 });

  // A row that waits got into silver as well.
  const last = sql`(SELECT max(row_key) FROM quarantine WHERE row_key NOT IN (SELECT supplier_id FROM silver))`;
  await rewrite(
    shop,
    (silver, quarantine) => sql`(
      WITH silver AS (FROM ${silver}), quarantine AS (FROM ${quarantine})
      FROM silver
      UNION ALL
      (SELECT * REPLACE (${last} AS supplier_id, 'S9999999' AS supplier_code) FROM silver LIMIT 1)
    )`,
  );
  expect(await scored()).toMatchObject({ recall: 1, missing: 0, strays: 1 });

  // One is not as it came, one is not there.
  await rewrite(
    shop,
    (silver) => sql`(
      SELECT * EXCLUDE (nth) REPLACE (CASE WHEN nth = 1 THEN 'Elsewhere' ELSE city END AS city)
      FROM (SELECT *, row_number() OVER (ORDER BY supplier_id) AS nth FROM ${silver} WHERE supplier_code <> 'S9999999')
      WHERE nth <> 2
    )`,
  );
  expect(await scored()).toMatchObject({ missing: 2, strays: 1 });
});
