import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { NewRecord } from '../../contracts/journal/record.ts';
import { QuaysideError } from '../base/errors.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { DataFile } from '../iceberg/manifest/types.ts';
import { headOf } from '../iceberg/metadata/lookup.ts';
import { type Stamps, type Table, tableText } from '../iceberg/table.ts';
import { formatHead } from '../journal/chain.ts';
import type { Journal } from '../journal/journal.ts';
import type { Lease } from '../journal/leases.ts';
import { commitOf } from './commit.ts';
import { contractKey, contractText } from './evolve.ts';
import { journalPath } from './places.ts';
import { quarantineTenantId } from './quarantine-fields.ts';
import type { WrittenSeen } from './seen.ts';
import type { StagedDataset } from './stage.ts';
import { isEmpty, type StagedChange } from './staged.ts';
import { fieldId } from './tables.ts';

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

/** Where a snapshot's summary holds the journal's head as it was after the intent; see `parseHead`. */
export const journalHeadKey = 'quayside.journal-head';

export interface PublishPlace {
  readonly catalog: Catalog;
  readonly journal: Journal;
  readonly stamps: Stamps;
  /** Held for the tenant since before its rows were read. */
  readonly lease: Lease;
  /** Absolute path of the workspace. */
  readonly workspace: string;
}

interface Part {
  readonly dataset: StagedDataset;
  readonly staged: StagedChange;
  readonly snapshotId: bigint;
  readonly tenantField: number;
}

export interface Published {
  /** All tables of the published datasets as they are now, by name. */
  readonly tables: ReadonlyMap<string, Table>;
  /** Whether any of them has a new snapshot. */
  readonly changed: boolean;
}

type Intent = Extract<NewRecord, { kind: 'publication-intent' }>['body'];

/**
 * Makes staged and audited datasets visible: all tables that change in one transaction of the catalog, or none. The journal holds the
 * intent before it and, together with what `settle` adds, the outcome after it. Throws CONFLICT (retryable: the tenant's rows were
 * changed by somebody else), COMMIT_UNCERTAIN (recovery finds out), or what files and journal throw.
 */
export async function publish(
  place: PublishPlace,
  facts: PublicationFacts,
  datasets: readonly StagedDataset[],
  seen: readonly WrittenSeen[],
  settle: (published: Published) => readonly NewRecord[],
  signal?: AbortSignal,
): Promise<Published> {
  const { catalog, journal, lease, workspace } = place;
  const parts = datasets.flatMap((dataset) => partsOf(dataset, place.stamps));
  const intent = await intentOf(place, facts, parts, seen);
  const record = { tenant: facts.tenant, inputs: facts.inputs };
  // Nothing is committed yet: what the run will have done, for a recovery that finds the tables changed.
  const planned = settle({ tables: tablesAfter(datasets, []), changed: parts.length > 0 });
  journal.append(
    [
      { ...record, kind: 'publication-intent', body: intent },
      ...planned.flatMap((one) => plannedRecord(one, facts.publicationId)),
    ],
    lease,
  );
  const head = formatHead(journal.head());
  let committed: readonly Table[] = [];
  try {
    const commits = parts.map(({ dataset, staged, snapshotId, tenantField }) =>
      commitOf(
        staged,
        snapshotId,
        { fieldId: tenantField, name: facts.tenant },
        summaryOf(facts, dataset, head),
      ),
    );
    // The commit point.
    if (commits.length > 0)
      committed = await catalog.commit(commits, {
        fence: facts.publicationId,
        ...(signal === undefined ? {} : { signal }),
      });
  } catch (cause) {
    abandon(place, record, intent, cause);
    throw cause;
  }
  const byName = new Map(committed.map((table) => [tableText(table.name), table]));
  const published = { tables: tablesAfter(datasets, committed), changed: committed.length > 0 };
  const outcome = {
    ...intent,
    tables: intent.tables.map((one) => {
      const table = byName.get(one.table);
      if (table === undefined) throw new TypeError(`${one.table} was not committed`);
      return {
        ...one,
        parentSnapshotId: parentOf(table, BigInt(one.snapshotId)),
        metadataLocation: journalPath(workspace, table.metadataLocation),
      };
    }),
    outcome: 'published',
    recovered: false,
  } as const;
  journal.append([{ ...record, kind: 'publication-outcome', body: outcome }, ...settle(published)], lease);
  return published;
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
  const { status, runId, deliveryId, evaluationId, datasets } = record.body;
  if (status !== 'published' && status !== 'unchanged') return [];
  const body = { runId, publicationId, status, deliveryId, evaluationId, datasets };
  return [{ tenant: record.tenant, inputs: record.inputs, kind: 'run-planned', body }];
}

function partsOf(dataset: StagedDataset, stamps: Stamps): readonly Part[] {
  const all = [
    { staged: dataset.silver, tenantField: fieldId(dataset.holding.contract, 'tenant_id') },
    { staged: dataset.quarantine, tenantField: quarantineTenantId },
  ];
  return all
    .filter(({ staged }) => !isEmpty(staged))
    .map((part) => ({ ...part, dataset, snapshotId: stamps.snapshotId() }));
}

/** Until the outcome, a table's metadata location is that of the metadata it was planned on. */
async function intentOf(
  { workspace }: PublishPlace,
  { publicationId, runId, deliveryId, evaluationId }: PublicationFacts,
  parts: readonly Part[],
  seen: readonly WrittenSeen[],
): Promise<Intent> {
  const tables: Intent['tables'][number][] = [];
  for (const { staged, snapshotId } of parts) {
    const { table } = staged;
    tables.push({
      table: tableText(table.name),
      parentSnapshotId: idText(headOf(table.metadata, 'main')?.['snapshot-id']),
      snapshotId: String(snapshotId),
      metadataLocation: journalPath(workspace, table.metadataLocation),
      dataFiles: await Promise.all(staged.change.add.map(({ file }) => fileRecord(workspace, table, file))),
    });
  }
  return {
    publicationId,
    purpose: 'run',
    runId,
    deliveryId,
    evaluationId,
    tables,
    seen: seen.map((one) => ({ ...one, path: journalPath(workspace, one.path) })),
  };
}

async function fileRecord(
  workspace: string,
  { files }: Table,
  file: DataFile,
): Promise<Intent['tables'][number]['dataFiles'][number]> {
  const digest = createHash('sha256');
  for await (const piece of createReadStream(files.pathOf(file.location))) digest.update(piece);
  return {
    path: journalPath(workspace, file.location),
    content: file.content === 'data' ? 'data' : 'position-deletes',
    digest: digest.digest('hex'),
    bytes: file.bytes,
    rows: file.records,
  };
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

/** Where nobody knows whether the commit took place the intent stays open, and recovery looks at the tables. */
function abandon(
  { journal, lease }: PublishPlace,
  record: { readonly tenant: string; readonly inputs: readonly string[] },
  intent: Intent,
  cause: unknown,
): void {
  const reason = cause instanceof QuaysideError ? cause.code : 'INTERNAL';
  if (reason === 'COMMIT_UNCERTAIN') return;
  try {
    journal.append(
      [
        {
          ...record,
          kind: 'publication-outcome',
          body: { ...intent, outcome: 'abandoned', recovered: false, reason },
        },
      ],
      lease,
    );
  } catch {
    // The first error is the one to tell; recovery settles the intent.
  }
}

function parentOf({ metadata }: Table, snapshotId: bigint): string | null {
  const found = metadata.snapshots.find((snapshot) => snapshot['snapshot-id'] === snapshotId);
  return idText(found?.['parent-snapshot-id'] ?? undefined);
}

const idText = (id: bigint | undefined): string | null => (id === undefined ? null : String(id));
