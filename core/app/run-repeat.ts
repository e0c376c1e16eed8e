import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { RowCounts } from '../../contracts/journal/run.ts';
import type { Table } from '../iceberg/table.ts';
import { loadIfThere } from '../silver/tables.ts';
import { type FullCounts, goneKeys } from '../silver/full.ts';
import type { ReadDataset, ReadDelivery } from './pipeline.ts';
import type { RunJob } from './run-job.ts';
import { finishedRecord, inputsOf } from './run-records.ts';
import {
  asUnchanged,
  leftOut,
  placeOf,
  recordedCounts,
  type RunCounts,
  type RunResult,
} from './run-result.ts';

/**
 * The recorded result, where the same evaluation is the tenant's last publication: nothing is judged and no snapshot is made.
 * Undefined where it must be judged anew, also where a table that the record speaks of is gone.
 */
export async function answerFromRecord(
  job: RunJob,
  read: ReadDelivery,
  basis: string,
  signal?: AbortSignal,
): Promise<RunResult | undefined> {
  const { workspace, request, lease, runId, asOf, seconds } = job;
  const { journal, catalog, folder } = workspace;
  const { tenant } = request;
  const requested = { given: request.asOf !== undefined, time: asOf.toISOString() };
  const repeat = journal.repeat({ tenant, basisId: basis, asOf: requested });
  if (repeat?.run === undefined) return undefined;
  const datasets: Partial<Record<DatasetName, RunCounts>> = {};
  for (const dataset of read.datasets) {
    const { contract } = dataset;
    const recorded = repeat.run.datasets[contract.dataset];
    const table = await loadIfThere(catalog, contract.silverTable);
    if (recorded === undefined || table === undefined) return undefined;
    // The first records do not say how many keys a full delivery no longer had.
    if (read.delivery.kind === 'full' && recorded.full === undefined) return undefined;
    const counts = { ...asUnchanged(recordedCounts(recorded)), ...placeOf(table) };
    const full = await goneAgain(job, dataset, { table, recorded }, signal);
    datasets[contract.dataset] = full === undefined ? counts : { ...counts, full };
  }
  const result: RunResult = {
    runId,
    deliveryId: read.delivery.deliveryId,
    tenant,
    asOf: asOf.toISOString(),
    status: 'unchanged',
    seconds: seconds(),
    datasets,
    ...leftOut(read.delivery.notRead),
  };
  const { evaluationId } = repeat.evaluation.body;
  journal.append([finishedRecord(folder, result, inputsOf(read), evaluationId)], lease);
  return result;
}

/**
 * The keys that the delivery still does not have: what was recorded without those that were removed then, which this run does not do again;
 * which ones, from the table as it is. The recorded publication is the tenant's last one.
 */
async function goneAgain(
  { duck, request: { tenant } }: RunJob,
  { contract, typed }: ReadDataset,
  { table, recorded: { full } }: { readonly table: Table; readonly recorded: RowCounts },
  signal: AbortSignal | undefined,
): Promise<FullCounts | undefined> {
  if (full === undefined) return undefined;
  const gone = full.gone - full.removed;
  if (gone === 0) return { gone, removed: 0, examples: [] };
  return {
    gone,
    removed: 0,
    examples: await goneKeys(duck, contract, table, { tenant, delivered: typed }, signal),
  };
}
