import { QuaysideError } from '../../base/errors.ts';
import type { FileChange, TableChange } from '../change/types.ts';
import { deleteTarget } from '../manifest/delete-target.ts';
import { readManifestList } from '../manifest/manifest-list.ts';
import type { DataFile } from '../manifest/types.ts';
import { ancestry, headOf } from '../metadata/lookup.ts';
import type { Snapshot, TableMetadata } from '../metadata/types.ts';
import { partitionKey } from '../value/partition.ts';
import type { Staging } from './staging.ts';

/** What others committed to a branch since a change was planned. */
interface Since {
  readonly snapshots: readonly Snapshot[];
  readonly added: readonly DataFile[];
  readonly removed: readonly DataFile[];
}

/** The caller's judgement of what happened in between: a sentence where the change must be planned again. */
export type Refusal = (since: Since) => string | undefined;

/**
 * Throws CONFLICT where a change planned on `planned` does not fit `fresh` any more: refs moved, files that it removes or deletes from
 * were touched, or the caller refuses.
 */
export async function assertFits(
  staging: Staging,
  change: TableChange,
  planned: TableMetadata,
  fresh: TableMetadata,
  refuse: Refusal | undefined,
): Promise<void> {
  if (planned === fresh) return;
  if (change.kind === 'set-ref' || change.kind === 'remove-ref') {
    const before = planned.refs[change.name]?.['snapshot-id'];
    if (before !== fresh.refs[change.name]?.['snapshot-id'])
      throw conflict(`${change.name} was moved in between`);
  }
  if (change.kind !== 'files') return;
  if (
    change.requires !== undefined &&
    !fresh.snapshots.some((one) => one['snapshot-id'] === change.requires)
  ) {
    throw conflict(`snapshot ${change.requires}, whose files were to come back, was expired in between`);
  }
  const since = await committedSince(staging, change.branch, planned, fresh);
  if (since.snapshots.length === 0) return;
  const own = touched(change, since) ?? refuse?.(since);
  if (own !== undefined) throw conflict(own);
}

async function committedSince(
  { files, read }: Staging,
  branch: string,
  planned: TableMetadata,
  fresh: TableMetadata,
): Promise<Since> {
  const base = headOf(planned, branch) ?? headOf(planned, 'main');
  const line = ancestry(fresh, headOf(fresh, branch) ?? headOf(fresh, 'main'));
  const at =
    base === undefined ? line.length : line.findIndex((one) => one['snapshot-id'] === base['snapshot-id']);
  if (at < 0) throw conflict(`the snapshot it was planned on is no longer in the history of ${branch}`);
  const snapshots = line.slice(0, at);
  const added: DataFile[] = [];
  const removed: DataFile[] = [];
  for (const snapshot of snapshots) {
    const id = snapshot['snapshot-id'];
    for (const manifest of await readManifestList(files, snapshot)) {
      if (manifest.addedSnapshotId !== id) continue;
      for (const entry of await read(manifest)) {
        if (entry.snapshotId !== id) continue;
        if (entry.status === 'added') added.push(entry.file);
        if (entry.status === 'deleted') removed.push(entry.file);
      }
    }
  }
  return { snapshots, added, removed };
}

/** Files the change relies on that others removed, or deleted rows from. */
function touched(change: FileChange, since: Since): string | undefined {
  const removes = new Set(change.remove.map((file) => file.location));
  const targets = change.add.flatMap(({ file }) => deleteTarget(file) ?? []);
  const gone = new Set(since.removed.map((file) => file.location));
  const lost = [...removes, ...targets].find((location) => gone.has(location));
  if (lost !== undefined) return `${lost} was replaced in between`;
  const partitions = new Set(change.remove.map((file) => partitionKey(file.specId, file.partition)));
  const deleted = since.added.find((file) => {
    const target = deleteTarget(file);
    if (file.content === 'data') return false;
    return target === undefined
      ? partitions.has(partitionKey(file.specId, file.partition))
      : removes.has(target);
  });
  return deleted === undefined
    ? undefined
    : `rows of a file that it replaces were deleted in between (${deleted.location})`;
}

const conflict = (reason: string): QuaysideError =>
  new QuaysideError(
    'CONFLICT',
    `The change does not fit the table as it is now: ${reason}. Plan it again on the current snapshot.`,
    { parameters: { reason }, retryable: true },
  );
