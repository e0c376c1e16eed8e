import { datasetNames } from '../../contracts/data/contracts.ts';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { Work } from '../base/progress.ts';
import { scanRelation } from '../iceberg/scan/relation.sql.ts';
import { keptRows } from '../rules/judging.sql.ts';
import { verdictTable } from '../rules/working-tables.ts';
import type { Holding } from '../silver/holding.ts';
import type { PublishRun } from '../silver/publish-run.ts';
import { type Sql, sql } from '../sql/sql.ts';
import { planFreed } from './freed-parts.ts';
import { untouchedRows } from './freed-touched.ts';
import type { ReadDelivery } from './pipeline.ts';
import type { RunJob } from './run-job.ts';
import { keptOf } from './run-kept.ts';

type RunDataset = PublishRun['datasets'][number];

/**
 * Rows of datasets that are not part of the delivery, which waited only for what it brings: they are published with it. `batchId` names
 * the batch that freed them.
 */
export async function freedBy(
  job: RunJob,
  read: ReadDelivery,
  holdings: readonly Holding[],
  { signal }: Work,
): Promise<readonly RunDataset[]> {
  const { duck, request, workspace, asOf } = job;
  const { tenant, severities } = request;
  const delivered = new Map(read.datasets.map((one) => [one.contract.dataset, one]));
  const silver = Object.fromEntries(holdings.map((held) => [held.contract.dataset, silverAfter(held, read)]));
  const seen = Object.fromEntries(holdings.map((held) => [held.contract.dataset, held.seen]));
  const freed: RunDataset[] = [];
  for (const holding of holdings) {
    const { contract, quarantinePlan } = holding;
    const bringer = contract.foreignKeys
      .map(({ references }) => delivered.get(references.dataset))
      .find((one) => one !== undefined);
    if (bringer === undefined || delivered.has(contract.dataset) || quarantinePlan.files.length === 0)
      continue;
    const rows = await untouchedRows(job, contract.dataset, scanRelation(quarantinePlan), signal);
    if (rows === undefined) continue;
    const plan = await planFreed(
      duck,
      {
        contract,
        tenant,
        rows,
        originOf: (runId) => workspace.journal.run(runId)?.request ?? request,
        codeLists: read.codeLists,
        asOf,
        severities,
        silver,
        seen,
        batchId: bringer.batch.batchId,
      },
      signal,
    );
    if (plan !== undefined) freed.push({ holding, rows: plan.judged, objects: bringer.batch.objects });
  }
  return freed;
}

/** What silver will have of a dataset; of a full delivery nothing else stays for sure. */
function silverAfter({ contract: { dataset }, silver }: Holding, { delivery, datasets }: ReadDelivery): Sql {
  const own = datasets.find(({ contract }) => contract.dataset === dataset);
  if (own === undefined) return silver;
  const passed = sql`
    SELECT row_key AS key, NULL::VARCHAR AS business_key, NULL::VARCHAR AS data_source
    FROM ${keptRows(dataset, keptOf(own))}
    SEMI JOIN (FROM ${verdictTable(dataset)} WHERE disposition = 'passed') AS passing USING (file_no, row_no)`;
  return delivery.kind === 'full' ? sql`(${passed})` : sql`(${passed} UNION ALL FROM ${silver})`;
}

/** How many rows of each dataset were freed, from what became of all rows that were published. */
export const freedCounts = (
  freed: readonly RunDataset[],
  counts: ReadonlyMap<
    DatasetName,
    { readonly inserted: number; readonly updated: number; readonly unchanged: number }
  >,
): Readonly<Partial<Record<DatasetName, number>>> =>
  Object.fromEntries(
    datasetNames
      .filter((name) => freed.some(({ holding }) => holding.contract.dataset === name))
      .map((name) => {
        const { inserted = 0, updated = 0, unchanged = 0 } = counts.get(name) ?? {};
        return [name, inserted + updated + unchanged];
      }),
  );
