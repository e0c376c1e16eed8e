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
  const { metadata, metadataLocation, files } = await load();
  const referred = new Set([
    ...(await reachableFrom(files, metadata.snapshots)),
    ...[
      metadataLocation,
      ...metadata['metadata-log'].map((entry) => entry['metadata-file']),
      ...(metadata.statistics ?? []).map((file) => file['statistics-path']),
      ...(metadata['partition-statistics'] ?? []).map((file) => file['statistics-path']),
    ].map(canonicalLocation),
  ]);
  return listed.filter(
    ({ location, modified }) =>
      modified.getTime() < olderThan && !isMirror(location) && !referred.has(canonicalLocation(location)),
  );
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

const isMirror = (location: string): boolean =>
  /\/metadata\/(?:v\d+\.metadata\.json|version-hint\.text)$/.test(location);
