import { contracts, datasetNames } from '../../contracts/data/contracts.ts';
import type { DatasetContract } from '../../contracts/data/dataset.ts';
import { icebergSchema } from '../contract/derived/iceberg-schema.ts';
import { type OnConnections, onConnections } from '../duck/on-connections.ts';
import type { Delivery } from '../landing/receive.ts';
import { type Holding, holdTenant } from '../silver/holding.ts';
import { pathFromJournal } from '../silver/places.ts';
import { type DatasetTables, openTables } from '../silver/tables.ts';
import type { RunJob } from './run-job.ts';

/** What silver has of the tenant, of all datasets: references point at those that are not delivered too. */
export async function holdAll(
  { duck, request: { tenant }, workspace: { catalog, folder, journal } }: RunJob,
  { batches }: Delivery,
  work: OnConnections,
): Promise<readonly Holding[]> {
  const opened: { readonly contract: DatasetContract; readonly tables: DatasetTables }[] = [];
  for (const name of datasetNames) {
    const contract = contracts[name];
    const tables = await openTables(catalog, { contract, fields: icebergSchema(contract).fields });
    opened.push({ contract, tables });
  }
  return onConnections(duck, opened, work, (own, { contract, tables }, signal) => {
    const seen = journal.seenFile(tenant, contract.dataset);
    const seenPath = seen === undefined ? undefined : pathFromJournal(folder, seen.path);
    const batchId = batches.find(({ dataset }) => dataset === contract.dataset)?.batchId;
    const auditedSnapshot = journal.auditedSnapshot(tenant, contract.silverTable);
    const request = { tenant, batchId, seenPath, auditedSnapshot };
    return holdTenant(own, contract, tables, request, signal);
  });
}
