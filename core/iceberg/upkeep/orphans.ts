import { canonicalLocation } from '../storage/location.ts';
import type { ListedFile } from '../storage/table-files.ts';
import type { Table } from '../table.ts';
import { reachableFrom } from './reachable.ts';

/**
 * Files below a table's folder that nothing refers to: left by killed writers and lost races. Only those last written before
 * `olderThan` (milliseconds since 1970): a writer at work has files nobody refers to yet. `load` gives the table as it is then; it is
 * called after the files are listed, so that what was committed meanwhile is seen.
 */
export async function findOrphans(
  table: Table,
  load: () => Promise<Table>,
  olderThan: number,
): Promise<readonly ListedFile[]> {
  const listed = await table.files.list(table.metadata.location);
  const referred = await referredBy(await load());
  return listed.filter(
    ({ location, modified }) =>
      modified.getTime() < olderThan && !isMirror(location) && !referred.has(canonicalLocation(location)),
  );
}

/** Canonical locations of all files that a table needs: those of its snapshots, its metadata with its log, statistics. */
export async function referredBy({ metadata, metadataLocation, files }: Table): Promise<ReadonlySet<string>> {
  const beside = [
    metadataLocation,
    ...metadata['metadata-log'].map((entry) => entry['metadata-file']),
    ...(metadata.statistics ?? []).map((file) => file['statistics-path']),
    ...(metadata['partition-statistics'] ?? []).map((file) => file['statistics-path']),
  ];
  return new Set([...(await reachableFrom(files, metadata.snapshots)), ...beside.map(canonicalLocation)]);
}

/** Deletes what `findOrphans` finds; resolves to how many. */
export async function removeOrphans(
  table: Table,
  load: () => Promise<Table>,
  olderThan: number,
): Promise<number> {
  const orphans = await findOrphans(table, load, olderThan);
  await Promise.all(orphans.map(({ location }) => table.files.delete(location)));
  return orphans.length;
}

/** A file of the mirror beside a table's metadata, which nothing refers to. */
export const isMirror = (location: string): boolean =>
  /\/metadata\/(?:v\d+\.metadata\.json|version-hint\.text)$/.test(location);
