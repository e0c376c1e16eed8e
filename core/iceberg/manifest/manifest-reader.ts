import type { TableFiles } from '../storage/table-files.ts';
import { readManifest } from './read-manifest.ts';
import type { ManifestEntry, ManifestFile } from './types.ts';

/** Reads manifests, each once: they never change. For one scan or one commit. */
export type ManifestReader = (manifest: ManifestFile) => Promise<readonly ManifestEntry[]>;

export function manifestReader(files: TableFiles): ManifestReader {
  const read = new Map<string, Promise<readonly ManifestEntry[]>>();
  return (manifest) => {
    const known = read.get(manifest.location) ?? readManifest(files, manifest);
    read.set(manifest.location, known);
    return known;
  };
}

export const hasLiveFiles = (manifest: ManifestFile): boolean =>
  manifest.added.files + manifest.existing.files > 0;
