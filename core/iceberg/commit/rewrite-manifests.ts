import { QuaysideError } from '../../base/errors.ts';
import { deleteTarget } from '../manifest/delete-target.ts';
import { hasLiveFiles, type ManifestReader } from '../manifest/manifest-reader.ts';
import { mayContain } from '../manifest/may-contain.ts';
import type { DataFile, ManifestEntry, ManifestFile } from '../manifest/types.ts';
import type { NewEntry } from '../manifest/write-manifest.ts';
import { specById } from '../metadata/lookup.ts';
import type { TableMetadata } from '../metadata/types.ts';
import { typedFields } from '../transform/transform.ts';
import { partitionKey } from '../value/partition.ts';

/** Manifests of the parent snapshot with files taken out. */
export interface Rewritten {
  readonly kept: readonly ManifestFile[];
  readonly changed: readonly { readonly manifest: ManifestFile; readonly entries: readonly NewEntry[] }[];
  /** What was taken out, delete files that concern nothing else included. */
  readonly removed: readonly DataFile[];
}

/** Takes files out of the manifests that list them; all others are kept as they are. Throws CONFLICT for a file that is not live. */
export async function rewriteManifests(
  metadata: TableMetadata,
  manifests: readonly ManifestFile[],
  remove: readonly DataFile[],
  snapshotId: bigint,
  read: ManifestReader,
): Promise<Rewritten> {
  const live = manifests.filter(hasLiveFiles);
  if (remove.length === 0) return { kept: live, changed: [], removed: [] };
  const wanted = new Set(remove.map((file) => file.location));
  const concerned = concernedBy(metadata, remove);
  const kept: ManifestFile[] = [];
  const changed: { manifest: ManifestFile; entries: NewEntry[] }[] = [];
  const removed: DataFile[] = [];
  for (const manifest of live) {
    const entries = concerned(manifest) ? (await read(manifest)).filter(isLive) : [];
    const goes = (file: DataFile): boolean =>
      wanted.has(file.location) || wanted.has(deleteTarget(file) ?? '');
    const gone = entries.filter((entry) => goes(entry.file));
    if (gone.length === 0) {
      kept.push(manifest);
      continue;
    }
    removed.push(...gone.map((entry) => entry.file));
    changed.push({ manifest, entries: entries.map((entry) => carried(entry, goes(entry.file), snapshotId)) });
  }
  const found = new Set(removed.map((file) => file.location));
  const missing = remove.find((file) => !found.has(file.location));
  if (missing === undefined) return { kept, changed, removed };
  throw new QuaysideError(
    'CONFLICT',
    `${missing.location} was to be replaced but another commit has already removed it; plan again on the table as it is now.`,
    { parameters: { path: missing.location }, retryable: true },
  );
}

export const isLive = (entry: ManifestEntry): boolean => entry.status !== 'deleted';

/** A live entry in a new manifest: its sequence numbers, until now perhaps inherited, are written out. */
export function carried(entry: ManifestEntry, removed: boolean, snapshotId: bigint): NewEntry {
  return {
    status: removed ? 'deleted' : 'existing',
    snapshotId: removed ? snapshotId : entry.snapshotId,
    sequenceNumber: entry.sequenceNumber,
    fileSequenceNumber: entry.fileSequenceNumber,
    file: removed ? withoutBounds(entry.file) : entry.file,
  };
}

/** Nobody reads a removed file by its bounds, and they are values of rows that may have to be gone for good. Those of delete files are paths. */
const withoutBounds = (file: DataFile): DataFile =>
  file.content === 'data' ? { ...file, lowerBounds: new Map(), upperBounds: new Map() } : file;

/** Whether a manifest may list a file of one of the partitions the removed files are of. */
function concernedBy(
  metadata: TableMetadata,
  remove: readonly DataFile[],
): (manifest: ManifestFile) => boolean {
  const partitions = new Map(remove.map((file) => [partitionKey(file.specId, file.partition), file]));
  return (manifest) => {
    const files = [...partitions.values()].filter((file) => file.specId === manifest.specId);
    if (files.length === 0) return false;
    const fields = typedFields(specById(metadata, manifest.specId), metadata.schemas);
    return files.some((file) => mayContain(manifest, fields, file.partition));
  };
}
