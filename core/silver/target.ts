import { QuaysideError } from '../base/errors.ts';
import { ancestry, snapshotById } from '../iceberg/metadata/lookup.ts';
import { type Table, tableText } from '../iceberg/table.ts';
import type { EntryOf } from '../journal/entry.ts';
import type { Journal } from '../journal/journal.ts';
import type { OwnChange } from './moment.ts';
import type { TenantTable } from './tenant-tables.ts';

/** What a tenant's rows are to go back to: what a run left, or what a snapshot of one of the tables holds. */
export type RollbackTarget = { readonly runId: string } | { readonly snapshotId: bigint };

/** A moment of a workspace. */
export interface Moment {
  /** Number of the journal's record that ended it. */
  readonly seq: number;
  /** The table and snapshot that were asked for. */
  readonly exact?: { readonly table: string; readonly snapshotId: bigint };
}

type Outcome = EntryOf<'publication-outcome'>;

/** The moment a target means. Throws USAGE for a run that left nothing or is another tenant's, SNAPSHOT_NOT_FOUND. */
export function momentOf(
  journal: Journal,
  tables: readonly TenantTable[],
  tenant: string,
  target: RollbackTarget,
): Moment {
  return 'runId' in target
    ? { seq: endOfRun(journal, tenant, target.runId) }
    : momentOfSnapshot(
        journal,
        tables.map(({ table }) => table),
        target.snapshotId,
      );
}

/** All publications that changed what a tenant's rows are, oldest first. */
export const ownPublications = (journal: Journal, tenant: string): readonly Outcome[] =>
  published(journal, tenant).filter(({ body }) => body.purpose !== 'compaction');

/** The changes of one table that publications made. */
export const changesOf = (publications: readonly Outcome[], name: string): readonly OwnChange[] =>
  publications.flatMap(({ seq, body }) =>
    body.tables
      .filter(({ table }) => table === name)
      .map(({ table, snapshotId, parentSnapshotId }) => ({
        seq,
        table,
        snapshotId: BigInt(snapshotId),
        parentSnapshotId: parentSnapshotId === null ? null : BigInt(parentSnapshotId),
      })),
  );

const everything = Number.MAX_SAFE_INTEGER;

const published = (journal: Journal, tenant?: string): readonly Outcome[] =>
  journal
    .log({ tenant, kind: 'publication-outcome', limit: everything })
    .flatMap((entry) =>
      entry.kind === 'publication-outcome' && entry.body.outcome === 'published' ? [entry] : [],
    )
    .toReversed();

function endOfRun(journal: Journal, tenant: string, runId: string): number {
  const run = journal.run(runId);
  const done = run?.status === 'published' || run?.status === 'unchanged';
  if (run === undefined || run.tenant !== tenant || !done) {
    throw new QuaysideError(
      'USAGE',
      `${runId} is no finished run of ${tenant}${run === undefined ? '' : ` (${run.tenant ?? ''}, ${run.status})`}; \`quayside runs --tenant ${tenant}\` lists them.`,
      { parameters: { runId, tenant } },
    );
  }
  const own = run.publications.filter(({ body }) => body.outcome === 'published').at(-1);
  if (own !== undefined) return own.seq;
  const finished = journal
    .log({ tenant, kind: 'run-finished', limit: everything })
    .find((entry) => entry.kind === 'run-finished' && entry.body.runId === runId);
  return finished?.seq ?? 0;
}

/** A snapshot of another program is in no record: the last of its ancestors that is says when it was. */
function momentOfSnapshot(journal: Journal, tables: readonly Table[], snapshotId: bigint): Moment {
  const table = tables.find(({ metadata }) =>
    metadata.snapshots.some((snapshot) => snapshot['snapshot-id'] === snapshotId),
  );
  if (table === undefined) {
    throw new QuaysideError(
      'SNAPSHOT_NOT_FOUND',
      `No table has a snapshot ${snapshotId}; it may have been expired. \`quayside tables snapshots NAME\` lists those of a table.`,
      { parameters: { snapshot: snapshotId.toString() } },
    );
  }
  const seqs = new Map(
    published(journal).flatMap(({ seq, body }) => body.tables.map((one) => [one.snapshotId, seq] as const)),
  );
  const line = ancestry(table.metadata, snapshotById(table.metadata, snapshotId));
  const known = line.flatMap((snapshot) => seqs.get(snapshot['snapshot-id'].toString()) ?? []);
  return { seq: known[0] ?? 0, exact: { table: tableText(table.name), snapshotId } };
}
