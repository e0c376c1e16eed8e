import type { NewRecord } from '../../contracts/journal/record.ts';
import { type Stamps, type Table, tableText } from '../iceberg/table.ts';
import { commitOf } from './commit.ts';
import { contractKey, contractText } from './evolve.ts';
import { quarantineTenantId } from './quarantine-fields.ts';
import type { StagedDataset } from './stage.ts';
import { isEmpty } from './staged.ts';
import { fieldId } from './tables.ts';
import {
  journalHeadKey,
  type PublishPlace,
  transact,
  type Transaction,
  type TransactionTable,
} from './transaction.ts';

/** Why something is published; goes into the journal and into the snapshots' summaries. */
export interface PublicationFacts {
  readonly publicationId: string;
  readonly tenant: string;
  readonly runId: string;
  readonly deliveryId: string;
  readonly evaluationId: string;
  /** Digests of the delivered files. */
  readonly inputs: readonly string[];
  /** Batch per dataset. */
  readonly batches: Readonly<Partial<Record<string, string>>>;
}

/** What is written and audited, and becomes visible. */
interface Publishable extends Pick<Transaction, 'seen' | 'digests'> {
  readonly staged: readonly StagedDataset[];
}

export interface Published {
  /** All tables of the published datasets as they are now, by name. */
  readonly tables: ReadonlyMap<string, Table>;
  /** Whether any of them has a new snapshot. */
  readonly changed: boolean;
}

/**
 * Makes staged and audited datasets visible: all tables that change in one transaction of the catalog, or none. The journal holds the
 * intent before it, with what the run will have done, and together with what `settle` adds the outcome after it. Throws as `transact`.
 */
export async function publish(
  place: PublishPlace,
  facts: PublicationFacts,
  { staged: datasets, ...files }: Publishable,
  settle: (published: Published) => readonly NewRecord[],
  signal?: AbortSignal,
): Promise<Published> {
  const { publicationId, runId, deliveryId, evaluationId, tenant, inputs } = facts;
  const tables = datasets.flatMap((dataset) => partsOf(dataset, facts, place.stamps));
  // Nothing is committed yet: what the run will have done, for a recovery that finds the tables changed.
  const planned = settle({ tables: tablesAfter(datasets, []), changed: tables.length > 0 });
  const publishedBy = (committed: readonly Table[]): Published => ({
    tables: tablesAfter(datasets, committed),
    changed: committed.length > 0,
  });
  const committed = await transact(
    place,
    {
      facts: { publicationId, purpose: 'run', runId, deliveryId, evaluationId },
      tenant,
      inputs,
      tables,
      ...files,
      announced: planned.flatMap((one) => plannedRecord(one, publicationId)),
      settled: (now) => settle(publishedBy(now)),
    },
    signal,
  );
  return publishedBy(committed);
}

/** All tables of the datasets, by name, as they are after a commit. */
function tablesAfter(
  datasets: readonly StagedDataset[],
  committed: readonly Table[],
): ReadonlyMap<string, Table> {
  const before = datasets.flatMap(({ silver, quarantine }) => [silver.table, quarantine.table]);
  return new Map([...before, ...committed].map((table) => [tableText(table.name), table]));
}

function plannedRecord(record: NewRecord, publicationId: string): readonly NewRecord[] {
  if (record.kind !== 'run-finished') return [];
  const { status, runId, deliveryId, evaluationId, datasets, freed } = record.body;
  if (status !== 'published' && status !== 'unchanged') return [];
  const said = { runId, publicationId, status, deliveryId, evaluationId, datasets };
  const body = freed === undefined ? said : { ...said, freed };
  return [{ tenant: record.tenant, inputs: record.inputs, kind: 'run-planned', body }];
}

function partsOf(
  dataset: StagedDataset,
  facts: PublicationFacts,
  stamps: Stamps,
): readonly TransactionTable[] {
  const all = [
    { staged: dataset.silver, tenantField: fieldId(dataset.holding.contract, 'tenant_id') },
    { staged: dataset.quarantine, tenantField: quarantineTenantId },
  ];
  return all
    .filter(({ staged }) => !isEmpty(staged))
    .map(({ staged, tenantField }) => {
      const snapshotId = stamps.snapshotId();
      const tenant = { fieldId: tenantField, name: facts.tenant };
      const commit = (head: string) => commitOf(staged, snapshotId, tenant, summaryOf(facts, dataset, head));
      return { table: staged.table, add: staged.change.add, snapshotId, commit };
    });
}

const summaryOf = (
  { runId, deliveryId, evaluationId, tenant, batches }: PublicationFacts,
  { dataset, holding }: StagedDataset,
  head: string,
): Readonly<Record<string, string>> => ({
  'quayside.run-id': runId,
  'quayside.delivery-id': deliveryId,
  'quayside.evaluation-id': evaluationId,
  'quayside.tenant': tenant,
  'quayside.batch-id': batches[dataset] ?? '',
  [contractKey]: contractText(holding.contract),
  [journalHeadKey]: head,
});
