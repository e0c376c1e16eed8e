import { readManifestList } from '../manifest/manifest-list.ts';
import { manifestReader } from '../manifest/manifest-reader.ts';
import type { Snapshot } from '../metadata/types.ts';
import { canonicalLocation } from '../storage/location.ts';
import type { TableFiles } from '../storage/table-files.ts';

/** Canonical locations of everything that snapshots need: manifest lists, manifests, live data and delete files. */
export async function reachableFrom(
  files: TableFiles,
  snapshots: readonly Snapshot[],
): Promise<ReadonlySet<string>> {
  const read = manifestReader(files);
  const found = new Set<string>();
  for (const snapshot of snapshots) {
    found.add(canonicalLocation(snapshot['manifest-list']));
    for (const manifest of await readManifestList(files, snapshot)) {
      const location = canonicalLocation(manifest.location);
      if (found.has(location)) continue;
      found.add(location);
      for (const { status, file } of await read(manifest)) {
        if (status !== 'deleted') found.add(canonicalLocation(file.location));
      }
    }
  }
  return found;
}
