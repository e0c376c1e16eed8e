import { contracts, datasetNames } from '../../contracts/data/contracts.ts';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import { icebergSchema } from '../contract/derived/iceberg-schema.ts';
import type { Delivery } from '../landing/receive.ts';
import { type Holding, holdTenant } from '../silver/holding.ts';
import { pathFromJournal } from '../silver/places.ts';
import { openTables } from '../silver/tables.ts';
import type { RunJob } from './run-job.ts';

/** What silver has of the tenant, of all datasets: references point at those that are not delivered too. */
export async function holdAll(
  { duck, request: { tenant }, workspace: { catalog, folder, journal } }: RunJob,
  { batches }: Delivery,
  signal: AbortSignal | undefined,
): Promise<readonly Holding[]> {
  const holdings: Holding[] = [];
  for (const name of datasetNames) {
    const contract = contracts[name];
    const tables = await openTables(catalog, { contract, fields: icebergSchema(contract).fields });
    const seen = journal.seenFile(tenant, name);
    const seenPath = seen === undefined ? undefined : pathFromJournal(folder, seen.path);
    const batchId = batches.find(({ dataset }) => dataset === name)?.batchId;
    holdings.push(await holdTenant(duck, contract, tables, { tenant, batchId, seenPath }, signal));
  }
  return holdings;
}

export function holdingOf(holdings: readonly Holding[], dataset: DatasetName): Holding {
  const found = holdings.find(({ contract }) => contract.dataset === dataset);
  if (found === undefined) throw new TypeError(`nothing is known of ${dataset}`);
  return found;
}
