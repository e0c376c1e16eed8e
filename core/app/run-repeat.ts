import type { DatasetName } from '../../contracts/data/dataset.ts';
import { loadIfThere } from '../silver/tables.ts';
import type { ReadDelivery } from './pipeline.ts';
import type { RunJob } from './run-job.ts';
import { finishedRecord, inputsOf } from './run-records.ts';
import { asUnchanged, placeOf, type RunCounts, type RunResult } from './run-result.ts';

/**
 * The recorded result, where the same evaluation is the tenant's last publication: nothing is judged and no snapshot is made.
 * Undefined where it must be judged anew, also where a table that the record speaks of is gone.
 */
export async function answerFromRecord(
  { workspace, request, lease, runId, asOf, seconds }: RunJob,
  read: ReadDelivery,
  basis: string,
): Promise<RunResult | undefined> {
  const { journal, catalog, folder } = workspace;
  const { tenant } = request;
  const requested = { given: request.asOf !== undefined, time: asOf.toISOString() };
  const repeat = journal.repeat({ tenant, basisId: basis, asOf: requested });
  if (repeat?.run === undefined) return undefined;
  const datasets: Partial<Record<DatasetName, RunCounts>> = {};
  for (const { contract } of read.datasets) {
    const recorded = repeat.run.datasets[contract.dataset];
    const table = await loadIfThere(catalog, contract.silverTable);
    if (recorded === undefined || table === undefined) return undefined;
    datasets[contract.dataset] = { ...asUnchanged(recorded), ...placeOf(table) };
  }
  const result: RunResult = {
    runId,
    deliveryId: read.delivery.deliveryId,
    tenant,
    asOf: asOf.toISOString(),
    status: 'unchanged',
    seconds: seconds(),
    datasets,
  };
  const { evaluationId } = repeat.evaluation.body;
  journal.append([finishedRecord(folder, result, inputsOf(read), evaluationId)], lease);
  return result;
}
