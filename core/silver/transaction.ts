import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { NewRecord } from '../../contracts/journal/record.ts';
import { QuaysideError } from '../base/errors.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { TableCommit } from '../iceberg/commit/stage-table.ts';
import { headOf } from '../iceberg/metadata/lookup.ts';
import type { RowChange } from '../iceberg/rows/file-changes.ts';
import { type Stamps, type Table, tableText } from '../iceberg/table.ts';
import { formatHead } from '../journal/chain.ts';
import type { Journal } from '../journal/journal.ts';
import type { Lease } from '../journal/leases.ts';
import type { PublishedFile } from '../journal/publications.ts';
import { journalPath } from './places.ts';
import type { WrittenSeen } from './seen.ts';

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

type Intent = Extract<NewRecord, { kind: 'publication-intent' }>['body'];
type IntentTable = Intent['tables'][number];
type AddedFile = RowChange['add'][number];

/** One table of a transaction. */
export interface TransactionTable {
  readonly table: Table;
  readonly add: readonly AddedFile[];
  readonly snapshotId: bigint;
  /** The change as it is committed; `head` is the journal's head for the snapshot's summary. */
  readonly commit: (head: string) => TableCommit;
}

/** What becomes visible at once. */
export interface Transaction {
  /** What the intent says beside tables and files. */
  readonly facts: Omit<Intent, 'tables' | 'seen'>;
  readonly tenant: string | null;
  /** Digests of the delivered files. */
  readonly inputs: readonly string[];
  readonly tables: readonly TransactionTable[];
  readonly seen: readonly WrittenSeen[];
  /** Digests of added files, by local path, where they are being made already. */
  readonly digests?: ReadonlyMap<string, Promise<string>>;
  /** Written together with the intent. */
  readonly announced: readonly NewRecord[];
  /** Written together with the outcome. It comes after the commit point: it must not fail. */
  readonly settled: (committed: readonly Table[]) => readonly NewRecord[];
}

/**
 * Changes all tables in one transaction of the catalog, or none: the journal holds the intent before it and the outcome after it.
 * Resolves to the tables as committed. Throws CONFLICT (retryable: the tenant's rows or the files were touched by somebody else),
 * COMMIT_UNCERTAIN (recovery finds out), or what files and journal throw. Whether it took place then: `mayHaveTakenPlace`.
 */
export async function transact(
  place: PublishPlace,
  transaction: Transaction,
  signal?: AbortSignal,
): Promise<readonly Table[]> {
  const { catalog, journal, lease, workspace } = place;
  const { tenant, inputs, tables, announced, settled } = transaction;
  const record = { tenant, inputs };
  const intent = await intentOf(place, transaction);
  journal.append([{ ...record, kind: 'publication-intent', body: intent }, ...announced], lease);
  const head = formatHead(journal.head());
  let committed: readonly Table[] = [];
  try {
    const commits = tables.map(({ commit }) => commit(head));
    const fence = intent.publicationId;
    // The commit point.
    if (commits.length > 0)
      committed = await catalog.commit(commits, { fence, ...(signal === undefined ? {} : { signal }) });
  } catch (cause) {
    abandon(place, record, intent, cause);
    throw cause;
  }
  const body = {
    ...intent,
    tables: intent.tables.map((one) => committedTable(one, committed, workspace)),
    outcome: 'published',
    recovered: false,
  } as const;
  try {
    journal.append([{ ...record, kind: 'publication-outcome', body }, ...settled(committed)], lease);
  } catch (cause) {
    throw publishedUnnoted(cause);
  }
  return committed;
}

/** After the commit point: what failed, and that the change stands. The intent stays open for a recovery. */
function publishedUnnoted(cause: unknown): unknown {
  if (!(cause instanceof QuaysideError)) return cause;
  const { code, message, parameters, retryable } = cause;
  return new QuaysideError(
    code,
    `The tables are changed, but the journal could not note it; the same command again does. ${message}`,
    { parameters, retryable, cause },
  );
}

/**
 * Whether files of a failed transaction may be the tables' by now. Where the commit took place but its outcome could not be written,
 * or nobody knows, the intent is still open.
 */
export function mayHaveTakenPlace({ journal }: PublishPlace, publicationId: string, cause: unknown): boolean {
  if (cause instanceof QuaysideError && cause.code === 'COMMIT_UNCERTAIN') return true;
  try {
    return journal.openIntents().some(({ body }) => body.publicationId === publicationId);
  } catch {
    return true;
  }
}

/** Until the outcome, a table's metadata location is that of the metadata it was planned on. */
async function intentOf(
  { journal, workspace }: PublishPlace,
  { facts, tables, seen, digests = new Map() }: Transaction,
): Promise<Intent> {
  const comesBack = tables.some(({ add }) => add.some(({ sequenceNumber }) => sequenceNumber !== undefined));
  const recorded = new Map(
    comesBack ? journal.publishedFiles().map((file) => [file.path, file] as const) : [],
  );
  const planned: IntentTable[] = [];
  for (const { table, add, snapshotId } of tables) {
    planned.push({
      table: tableText(table.name),
      parentSnapshotId: headOf(table.metadata, 'main')?.['snapshot-id'].toString() ?? null,
      snapshotId: snapshotId.toString(),
      metadataLocation: journalPath(workspace, table.metadataLocation),
      dataFiles: await Promise.all(add.map((one) => fileRecord(workspace, table, one, recorded, digests))),
    });
  }
  const seenFiles = seen.map((one) => ({ ...one, path: journalPath(workspace, one.path) }));
  return { ...facts, tables: planned, seen: seenFiles };
}

/** A file that comes back is what was once published: hashed now, a file that was altered meanwhile would pass for whole. */
async function fileRecord(
  workspace: string,
  { files }: Table,
  { file }: AddedFile,
  recorded: ReadonlyMap<string, PublishedFile>,
  digests: ReadonlyMap<string, Promise<string>>,
): Promise<IntentTable['dataFiles'][number]> {
  const path = journalPath(workspace, file.location);
  const known = recorded.get(path);
  const local = files.pathOf(file.location);
  return {
    path,
    content: file.content === 'data' ? 'data' : 'position-deletes',
    digest: known?.digest ?? (await (digests.get(local) ?? digestOf(local))),
    bytes: known?.bytes ?? file.bytes,
    rows: file.records,
  };
}

/** SHA-256 of a file, hex. */
export async function digestOf(path: string): Promise<string> {
  const digest = createHash('sha256');
  for await (const piece of createReadStream(path, { highWaterMark: 1024 ** 2 })) digest.update(piece);
  return digest.digest('hex');
}

/** Where nobody knows whether the commit took place the intent stays open, and recovery looks at the tables. */
function abandon(
  { journal, lease }: PublishPlace,
  record: { readonly tenant: string | null; readonly inputs: readonly string[] },
  intent: Intent,
  cause: unknown,
): void {
  const reason = cause instanceof QuaysideError ? cause.code : 'INTERNAL';
  if (reason === 'COMMIT_UNCERTAIN') return;
  const body = { ...intent, outcome: 'abandoned', recovered: false, reason } as const;
  try {
    journal.append([{ ...record, kind: 'publication-outcome', body }], lease);
  } catch {
    // The first error is the one to tell; recovery settles the intent.
  }
}

function committedTable(one: IntentTable, committed: readonly Table[], workspace: string): IntentTable {
  const table = committed.find(({ name }) => tableText(name) === one.table);
  if (table === undefined) throw new TypeError(`${one.table} was not committed`);
  const made = table.metadata.snapshots.find(({ 'snapshot-id': id }) => id.toString() === one.snapshotId);
  return {
    ...one,
    parentSnapshotId: made?.['parent-snapshot-id']?.toString() ?? null,
    metadataLocation: journalPath(workspace, table.metadataLocation),
  };
}
