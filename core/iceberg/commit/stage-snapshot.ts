import type { FileChange, MetadataChange } from '../change/types.ts';
import { formatManifestList, readManifestList } from '../manifest/manifest-list.ts';
import { summarizeManifest } from '../manifest/summarize.ts';
import type { DataFile, ManifestFile } from '../manifest/types.ts';
import type { NewEntry } from '../manifest/write-manifest.ts';
import { headOf } from '../metadata/lookup.ts';
import type { Snapshot, TableMetadata } from '../metadata/types.ts';
import { mergeManifests } from './merge-manifests.ts';
import { rewriteManifests } from './rewrite-manifests.ts';
import { metadataFolder, type Staging, type StoredManifest, syncMarker } from './staging.ts';
import { storeManifest, storeNew } from './store-manifest.ts';
import { summarize } from './summary.ts';

/** A snapshot whose files are written and that becomes visible with the metadata that names it. */
export interface StagedSnapshot {
  readonly changes: readonly MetadataChange[];
  /** Locations written by this try only. */
  readonly written: readonly string[];
}

/** Writes the manifests and the manifest list of a file change on top of `metadata`. Throws CONFLICT. */
export async function stageSnapshot(
  staging: Staging,
  metadata: TableMetadata,
  change: FileChange,
  now: number,
): Promise<StagedSnapshot> {
  const { snapshotId, branch } = change;
  const parent = headOf(metadata, branch) ?? headOf(metadata, 'main');
  const sequenceNumber = metadata['last-sequence-number'] + 1;
  const before = await readManifestList(staging.files, parent);
  const rewritten = await rewriteManifests(metadata, before, change.remove, snapshotId, staging.read);

  const stored: StoredManifest[] = [];
  for (const { manifest, entries } of rewritten.changed) {
    stored.push(await storeManifest(staging, metadata, manifest.specId, manifest.content, entries));
  }
  const merged = await mergeManifests(staging, metadata, rewritten.kept, snapshotId);
  stored.push(...merged.stored);
  const added = await addedManifests(staging, metadata, change);
  const manifests: readonly ManifestFile[] = [
    ...[...added, ...stored].map(({ manifest, location, bytes }) =>
      summarizeManifest(manifest, location, bytes, snapshotId, sequenceNumber),
    ),
    ...merged.kept,
  ];

  const list = `${metadataFolder(metadata.location)}/snap-${snapshotId}-1-${staging.stamps.uuid()}.avro`;
  const identity = { id: snapshotId, parent: parent?.['snapshot-id'] ?? null, sequenceNumber };
  await storeNew(staging, list, formatManifestList(manifests, identity, syncMarker(staging.stamps)));
  const addedFiles = change.add.map(({ file }) => file);
  const snapshot: Snapshot = {
    'snapshot-id': snapshotId,
    ...(parent === undefined ? {} : { 'parent-snapshot-id': parent['snapshot-id'] }),
    'sequence-number': sequenceNumber,
    'timestamp-ms': now,
    'manifest-list': list,
    summary: summarize(change.operation, addedFiles, rewritten.removed, parent, change.summary),
    'schema-id': metadata['current-schema-id'],
  };
  return {
    changes: [
      { kind: 'add-snapshot', snapshot },
      { kind: 'set-ref', name: branch, ref: { 'snapshot-id': snapshotId, type: 'branch' } },
    ],
    written: [list, ...stored.map(({ location }) => location)],
  };
}

/** One manifest per partition spec and content; the same ones in every try. */
async function addedManifests(
  staging: Staging,
  metadata: TableMetadata,
  { snapshotId, add }: FileChange,
): Promise<readonly StoredManifest[]> {
  const known = staging.added.get(snapshotId);
  if (known !== undefined) return known;
  const groups = Map.groupBy(add, ({ file }) => `${file.specId}-${contentOf(file)}`);
  const stored: StoredManifest[] = [];
  for (const group of groups.values()) {
    const [first] = group;
    if (first === undefined) continue;
    const entries = group.map(
      ({ file, sequenceNumber }): NewEntry => ({
        status: 'added',
        snapshotId,
        sequenceNumber: sequenceNumber ?? null,
        fileSequenceNumber: null,
        file,
      }),
    );
    stored.push(await storeManifest(staging, metadata, first.file.specId, contentOf(first.file), entries));
  }
  staging.added.set(snapshotId, stored);
  return stored;
}

const contentOf = (file: DataFile): 'data' | 'deletes' => (file.content === 'data' ? 'data' : 'deletes');
