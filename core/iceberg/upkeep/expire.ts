import type { TableCommit } from '../commit/stage-table.ts';
import type { Snapshot } from '../metadata/types.ts';
import { canonicalLocation } from '../storage/location.ts';
import type { Table } from '../table.ts';
import { reachableFrom } from './reachable.ts';

/** How a catalog commits. */
export type Commit = (commits: readonly TableCommit[]) => Promise<readonly Table[]>;

export interface Expired {
  readonly table: Table;
  readonly snapshots: number;
  /** Files that were deleted. */
  readonly files: number;
}

/**
 * Forgets snapshots, then deletes the files that only they needed. A crash in between leaves orphans for `removeOrphans`; never does
 * a snapshot that is still there lose a file. `unneeded` is told the files' locations before they are deleted; where it throws they
 * stay. Throws CONFLICT for heads of refs.
 */
export async function expireSnapshots(
  commit: Commit,
  table: Table,
  ids: readonly bigint[],
  unneeded: (locations: readonly string[]) => Promise<void> | void = () => undefined,
): Promise<Expired> {
  const gone = table.metadata.snapshots.filter((snapshot) => ids.includes(snapshot['snapshot-id']));
  if (gone.length === 0) return { table, snapshots: 0, files: 0 };
  const rest = table.metadata.snapshots.filter((snapshot) => !gone.includes(snapshot));
  const needed = await reachableFrom(table.files, gone);
  // Read beforehand: a crash after the commit and before `unneeded` knows leaves files of which nobody says why they are there.
  const ofRest = await reachableFrom(table.files, rest);
  const [after = table] = await commit([{ table, changes: [{ kind: 'remove-snapshots', ids }] }]);
  const known = new Set(rest.map((snapshot) => snapshot['snapshot-id']));
  const added = after.metadata.snapshots.filter((snapshot) => !known.has(snapshot['snapshot-id']));
  const still = new Set([...ofRest, ...(await reachableFrom(after.files, added))]);
  const locations = [...needed, ...statisticsOf(table, gone)].filter((location) => !still.has(location));
  await unneeded(locations);
  await Promise.all(locations.map((location) => table.files.delete(location)));
  return { table: after, snapshots: gone.length, files: locations.length };
}

function statisticsOf({ metadata }: Table, gone: readonly Snapshot[]): readonly string[] {
  const ids = new Set(gone.map((snapshot) => snapshot['snapshot-id']));
  return [...(metadata.statistics ?? []), ...(metadata['partition-statistics'] ?? [])]
    .filter((file) => ids.has(file['snapshot-id']))
    .map((file) => canonicalLocation(file['statistics-path']));
}
