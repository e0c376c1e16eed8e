import { z } from 'zod';
import { byFieldId } from '../avro/by-field-id.ts';
import { readAvro, writeAvro } from '../avro/container.ts';
import type { Snapshot } from '../metadata/types.ts';
import type { TableFiles } from '../storage/table-files.ts';
import { manifestFileSchema } from './avro-schemas.ts';
import { manifestContents } from './codes.ts';
import { damagedFile } from './damaged.ts';
import type { FieldSummary, ManifestFile } from './types.ts';

const whole = z.bigint().transform(Number);
const bytes = z.instanceof(Uint8Array);

/** A manifest list's record by field ids. Java calls the counts of rows and files required, older writers leave them out. */
const record = z.object({
  500: z.string(),
  501: whole,
  502: z.int(),
  517: z.int().default(0),
  515: whole.default(0),
  516: whole.default(0),
  503: z.bigint(),
  504: z.int().nullish(),
  505: z.int().nullish(),
  506: z.int().nullish(),
  512: z.bigint().nullish(),
  513: z.bigint().nullish(),
  514: z.bigint().nullish(),
  507: z
    .array(
      z.object({
        509: z.boolean(),
        518: z.boolean().nullish(),
        510: bytes.nullish(),
        511: bytes.nullish(),
      }),
    )
    .nullish(),
  519: bytes.nullish(),
});

/** The manifests of a snapshot; none where there is no snapshot. Throws TABLE_DAMAGED. */
export async function readManifestList(
  files: TableFiles,
  snapshot: Snapshot | undefined,
): Promise<readonly ManifestFile[]> {
  if (snapshot === undefined) return [];
  const location = snapshot['manifest-list'];
  const { schema, records } = readAvro(await files.read(location), location);
  const convert = byFieldId(schema);
  return records.map((value) => {
    const parsed = record.safeParse(convert(value));
    if (!parsed.success) throw damagedFile(location, 'a manifest list', parsed.error);
    return toManifestFile(parsed.data, location);
  });
}

function toManifestFile(parsed: z.infer<typeof record>, location: string): ManifestFile {
  const content = manifestContents[parsed[517]];
  if (content === undefined) throw damagedFile(location, 'a manifest list', `content ${parsed[517]}`);
  // A count that is missing is unknown: 1 keeps the manifest in use.
  const count = (files: number | null | undefined, rows: bigint | null | undefined) => ({
    files: files ?? 1,
    rows: Number(rows ?? 0n),
  });
  return {
    location: parsed[500],
    bytes: parsed[501],
    specId: parsed[502],
    content,
    sequenceNumber: parsed[515],
    minSequenceNumber: parsed[516],
    addedSnapshotId: parsed[503],
    added: count(parsed[504], parsed[512]),
    existing: count(parsed[505], parsed[513]),
    deleted: count(parsed[506], parsed[514]),
    partitions:
      parsed[507]?.map((summary) => ({
        containsNull: summary[509],
        containsNan: summary[518] ?? null,
        lower: summary[510] ?? null,
        upper: summary[511] ?? null,
      })) ?? null,
    keyMetadata: parsed[519] ?? null,
  };
}

/** The bytes of a manifest list. `sync` is 16 random bytes. */
export function formatManifestList(
  manifests: readonly ManifestFile[],
  snapshot: { readonly id: bigint; readonly parent: bigint | null; readonly sequenceNumber: number },
  sync: Uint8Array,
): Uint8Array {
  const metadata = new Map([
    ['snapshot-id', String(snapshot.id)],
    ['parent-snapshot-id', String(snapshot.parent)],
    ['sequence-number', String(snapshot.sequenceNumber)],
    ['format-version', '2'],
  ]);
  return writeAvro({ schema: manifestFileSchema, metadata, records: manifests.map(toRecord) }, sync);
}

function toRecord(manifest: ManifestFile): unknown {
  return {
    manifest_path: manifest.location,
    manifest_length: BigInt(manifest.bytes),
    partition_spec_id: manifest.specId,
    content: manifestContents.indexOf(manifest.content),
    sequence_number: BigInt(manifest.sequenceNumber),
    min_sequence_number: BigInt(manifest.minSequenceNumber),
    added_snapshot_id: manifest.addedSnapshotId,
    added_files_count: manifest.added.files,
    existing_files_count: manifest.existing.files,
    deleted_files_count: manifest.deleted.files,
    added_rows_count: BigInt(manifest.added.rows),
    existing_rows_count: BigInt(manifest.existing.rows),
    deleted_rows_count: BigInt(manifest.deleted.rows),
    partitions: manifest.partitions?.map(toSummary) ?? null,
    key_metadata: buffered(manifest.keyMetadata),
  };
}

const toSummary = (summary: FieldSummary): unknown => ({
  contains_null: summary.containsNull,
  contains_nan: summary.containsNan,
  lower_bound: buffered(summary.lower),
  upper_bound: buffered(summary.upper),
});

const buffered = (value: Uint8Array | null): Buffer | null => (value === null ? null : Buffer.from(value));
