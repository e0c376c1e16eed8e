import { QuaysideError } from '../../base/errors.ts';
import { formatManifest, type NewEntry, type NewManifest } from '../manifest/write-manifest.ts';
import { currentSchema, specById } from '../metadata/lookup.ts';
import type { TableMetadata } from '../metadata/types.ts';
import { typedFields } from '../transform/transform.ts';
import { metadataFolder, type Staging, type StoredManifest, syncMarker } from './staging.ts';

/** Writes a manifest of entries of one partition spec under a name of its own. */
export async function storeManifest(
  staging: Staging,
  metadata: TableMetadata,
  specId: number,
  content: 'data' | 'deletes',
  entries: readonly NewEntry[],
): Promise<StoredManifest> {
  const spec = specById(metadata, specId);
  const fields = typedFields(spec, metadata.schemas);
  const manifest: NewManifest = { schema: currentSchema(metadata), spec, fields, content, entries };
  const bytes = formatManifest(manifest, syncMarker(staging.stamps));
  const location = `${metadataFolder(metadata.location)}/${staging.stamps.uuid()}-m0.avro`;
  await storeNew(staging, location, bytes);
  return { manifest, location, bytes: bytes.length };
}

/** Writes a file that must not be there yet. */
export async function storeNew({ files }: Staging, location: string, bytes: Uint8Array): Promise<void> {
  if (await files.putIfAbsent(location, bytes)) return;
  throw new QuaysideError('INTERNAL', `${location} already exists although its name was to be unique`);
}
