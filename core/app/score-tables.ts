import { join } from 'node:path';
import { z } from 'zod';
import { QuaysideError } from '../base/errors.ts';
import type { Work } from '../base/progress.ts';
import { planScan } from '../iceberg/scan/plan-scan.ts';
import { scanRelation } from '../iceberg/scan/relation.sql.ts';
import { receive } from '../landing/receive.ts';
import { quarantineTenantId } from '../silver/quarantine-fields.ts';
import { fieldId, loadIfThere } from '../silver/tables.ts';
import type { Sql } from '../sql/sql.ts';
import { Bench, type Host } from './host.ts';
import { type ReadDataset, readDelivery } from './pipeline.ts';
import { Workspace } from './run-workspace.ts';
import { addScored, openTruth, type Score, Totals } from './score.ts';
import {
  arrivedSql,
  type HeldFile,
  missingSql,
  straySql,
  valuesSql,
  verdictSql,
  violationSql,
  waitingSql,
} from './score-tables.sql.ts';
import { makeFolder } from '../base/make-folder.ts';

export interface TablesScore extends Score {
  /** Delivered rows that are neither in silver, with their values, nor in quarantine; repeats of a row count here too. */
  readonly missing: number;
  /** Rows of the tenant in silver that are no row of the files which passes: dirty ones, or of other deliveries. */
  readonly strays: number;
}

/**
 * Compares the ground truth of generated files with what a workspace's tables hold of them: nothing is judged again. Throws
 * TRUTH_MISSING, and TABLE_NOT_FOUND where no run has made the tables.
 */
export async function scoreTables(
  host: Host,
  request: { readonly folder: string; readonly tenant: string; readonly workspace: string },
  work: Work = {},
): Promise<TablesScore> {
  await using workspace = await Workspace.open(host, request.workspace);
  await using bench = await Bench.open(host);
  const { duck } = bench;
  const { signal } = work;
  const { folder, truthFile, logicalTime } = await openTruth(duck, request);
  const scratch = join(bench.scratch, 'staged');
  await makeFolder(scratch);
  const asked = { tenant: request.tenant, sources: [folder], timezone: 'UTC', asOf: logicalTime };
  const delivery = await receive(duck, { ...asked, kind: 'delta', scratch }, work);
  const { datasets } = await readDelivery(duck, delivery, asked);
  const totals = new Totals();
  const counts = { missing: 0, strays: 0 };
  for (const dataset of datasets) {
    const file = await heldFile(workspace, dataset, request.tenant);
    for (const statement of [waitingSql, arrivedSql, verdictSql, violationSql])
      await duck.run(statement(file), signal);
    await addScored(duck, { ...dataset, typed: valuesSql(file) }, truthFile, totals, work);
    counts.missing += (await duck.row(missingSql(file), counted, signal)).rows;
    counts.strays += (await duck.row(straySql(file), counted, signal)).rows;
  }
  return { ...totals.score(), asOf: logicalTime.toISOString(), ...counts };
}

const counted = z.object({ rows: z.coerce.number() });

async function heldFile(
  { catalog }: Workspace,
  { contract, batch, typed }: ReadDataset,
  tenant: string,
): Promise<HeldFile> {
  const rowsOf = async (name: string, tenantField: number): Promise<Sql> => {
    const table = await loadIfThere(catalog, name);
    if (table === undefined)
      throw new QuaysideError('TABLE_NOT_FOUND', `There is no table ${name} yet; run the delivery first.`, {
        parameters: { table: name },
      });
    return scanRelation(await planScan(table, { filter: { fieldId: tenantField, value: tenant } }));
  };
  return {
    contract,
    digest: batch.objects[0]?.digest ?? '',
    typed,
    silver: await rowsOf(contract.silverTable, fieldId(contract, 'tenant_id')),
    quarantine: await rowsOf(contract.quarantineTable, quarantineTenantId),
  };
}
