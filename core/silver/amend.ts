import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { NewRecord } from '../../contracts/journal/record.ts';
import { QuaysideError } from '../base/errors.ts';
import type { TableCommit } from '../iceberg/commit/stage-table.ts';
import type { DataFile } from '../iceberg/manifest/types.ts';
import { headOf } from '../iceberg/metadata/lookup.ts';
import type { Operation } from '../iceberg/metadata/types.ts';
import type { RowChange } from '../iceberg/rows/file-changes.ts';
import { type Table, tableText } from '../iceberg/table.ts';
import { formatHead } from '../journal/chain.ts';
import type { PublishedFile } from '../journal/publications.ts';
import { refuseOwn } from './commit.ts';
import { journalPath } from './places.ts';
import { journalHeadKey, type PublishPlace } from './publish.ts';
import type { WrittenSeen } from './seen.ts';

/** One table of an amendment. */
interface AmendedTable {
  readonly table: Table;
  readonly change: RowChange;
  readonly operation: Operation;
  /** The snapshot whose files come back. */
  readonly requires?: bigint;
  /** Field id of the column that says whose a row is; undefined where no rows change. */
  readonly tenantField?: number;
}

/** A change of tables that no delivery brought. */
export interface Amendment {
  readonly publicationId: string;
  readonly purpose: 'rollback' | 'clean' | 'compaction';
  /** Null where no tenant's rows change. */
  readonly tenant: string | null;
  readonly tables: readonly AmendedTable[];
  readonly seen: readonly WrittenSeen[];
  /** Records that say what is intended; they are written together with the intent. */
  readonly beside: readonly NewRecord[];
}

type Intent = Extract<NewRecord, { kind: 'publication-intent' }>['body'];
type IntentTable = Intent['tables'][number];

/**
 * Changes tables in one transaction of the catalog, with intent and outcome in the journal around it, as a run's publication does.
 * Resolves to the tables as committed. Throws CONFLICT (retryable: the tenant's rows or the files were touched by somebody else; nothing
 * was changed and what was written for it is removed), COMMIT_UNCERTAIN (recovery finds out), or what files and journal throw.
 */
export async function amend(
  place: PublishPlace,
  amendment: Amendment,
  signal?: AbortSignal,
): Promise<readonly Table[]> {
  const { catalog, journal, lease, workspace } = place;
  const { publicationId, purpose, tenant, seen } = amendment;
  const parts = amendment.tables.map((one) => ({ ...one, snapshotId: place.stamps.snapshotId() }));
  const record = { tenant, inputs: [] };
  const recorded = new Map(journal.publishedFiles().map((file) => [file.path, file]));
  const tables: IntentTable[] = [];
  for (const part of parts) tables.push(await intentTable(workspace, part, part.snapshotId, recorded));
  const seenFiles = seen.map((one) => ({ ...one, path: journalPath(workspace, one.path) }));
  const intent: Intent = { publicationId, purpose, tables, seen: seenFiles };
  journal.append([{ ...record, kind: 'publication-intent', body: intent }, ...amendment.beside], lease);
  const summary = {
    'quayside.purpose': purpose,
    'quayside.publication-id': publicationId,
    ...(tenant === null ? {} : { 'quayside.tenant': tenant }),
    [journalHeadKey]: formatHead(journal.head()),
  };
  let committed: readonly Table[] = [];
  try {
    const commits = parts.map((part) => commitOf(part, part.snapshotId, tenant, summary));
    // The commit point.
    if (commits.length > 0)
      committed = await catalog.commit(commits, {
        fence: publicationId,
        ...(signal === undefined ? {} : { signal }),
      });
  } catch (cause) {
    const reason = cause instanceof QuaysideError ? cause.code : 'INTERNAL';
    if (reason !== 'COMMIT_UNCERTAIN') {
      await discard(amendment);
      const body = { ...intent, outcome: 'abandoned', recovered: false, reason } as const;
      journal.append([{ ...record, kind: 'publication-outcome', body }], lease);
    }
    throw cause;
  }
  const body = {
    ...intent,
    tables: intent.tables.map((one, index) => settled(one, committed[index], workspace)),
    outcome: 'published',
    recovered: false,
  } as const;
  journal.append([{ ...record, kind: 'publication-outcome', body }], lease);
  return committed;
}

/** Until the outcome, a table's metadata location is that of the metadata it was planned on. */
async function intentTable(
  workspace: string,
  { table, change }: AmendedTable,
  snapshotId: bigint,
  recorded: ReadonlyMap<string, PublishedFile>,
): Promise<IntentTable> {
  const dataFiles: IntentTable['dataFiles'][number][] = [];
  for (const { file } of change.add) {
    const path = journalPath(workspace, file.location);
    // A file that comes back is what was once published: hashed now, a file that was altered meanwhile would pass for whole.
    const known = recorded.get(path);
    dataFiles.push({
      path,
      content: file.content === 'data' ? 'data' : 'position-deletes',
      digest: known?.digest ?? (await digestOf(table, file)),
      bytes: known?.bytes ?? file.bytes,
      rows: file.records,
    });
  }
  return {
    table: tableText(table.name),
    parentSnapshotId: headOf(table.metadata, 'main')?.['snapshot-id'].toString() ?? null,
    snapshotId: snapshotId.toString(),
    metadataLocation: journalPath(workspace, table.metadataLocation),
    dataFiles,
  };
}

async function digestOf({ files }: Table, { location }: DataFile): Promise<string> {
  const digest = createHash('sha256');
  for await (const piece of createReadStream(files.pathOf(location))) digest.update(piece);
  return digest.digest('hex');
}

function commitOf(
  { table, change: { add, remove }, operation, requires, tenantField }: AmendedTable,
  snapshotId: bigint,
  tenant: string | null,
  summary: Readonly<Record<string, string>>,
): TableCommit {
  const origin = requires === undefined ? {} : { requires };
  const files = { kind: 'files', snapshotId, branch: 'main', operation, add, remove, summary } as const;
  return {
    table,
    changes: [{ ...files, ...origin }],
    ...(tenant === null || tenantField === undefined
      ? {}
      : { refuse: refuseOwn(table, tenantField, tenant) }),
  };
}

function settled(one: IntentTable, table: Table | undefined, workspace: string): IntentTable {
  if (table === undefined) throw new TypeError(`${one.table} was not committed`);
  const made = table.metadata.snapshots.find(
    (snapshot) => snapshot['snapshot-id'].toString() === one.snapshotId,
  );
  return {
    ...one,
    parentSnapshotId: made?.['parent-snapshot-id']?.toString() ?? null,
    metadataLocation: journalPath(workspace, table.metadataLocation),
  };
}

/** What was written for an amendment that did not take place. Files that were to come back belong to their snapshots. */
async function discard({ tables, seen }: Amendment): Promise<void> {
  await Promise.allSettled([
    ...tables.flatMap(({ table, change }) =>
      change.add
        .filter(({ sequenceNumber }) => sequenceNumber === undefined)
        .map(({ file }) => table.files.delete(file.location)),
    ),
    ...seen.map(({ path }) => rm(path, { force: true })),
  ]);
}
