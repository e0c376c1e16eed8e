import { z } from 'zod';
import { byFieldId } from '../avro/by-field-id.ts';
import { readAvro } from '../avro/container.ts';
import type { TableFiles } from '../storage/table-files.ts';
import type { Partition, PartitionValue } from '../value/partition.ts';
import { contents, statuses } from './codes.ts';
import { damagedFile } from './damaged.ts';
import type { DataFile, ManifestEntry, ManifestFile } from './types.ts';

const whole = z.bigint().transform(Number);
const bytes = z.instanceof(Uint8Array);

const counts = (keyId: number, valueId: number) =>
  z
    .array(z.object({ [keyId]: z.int(), [valueId]: z.bigint() }))
    .nullish()
    .transform((pairs) => new Map((pairs ?? []).map((pair) => [Number(pair[keyId]), Number(pair[valueId])])));

const bounds = (keyId: number, valueId: number) =>
  z
    .array(z.object({ [keyId]: z.union([z.int(), bytes]), [valueId]: z.union([z.int(), bytes]) }))
    .nullish()
    .transform((pairs) => {
      const found = new Map<number, Uint8Array>();
      for (const pair of pairs ?? []) {
        const value = pair[valueId];
        if (value instanceof Uint8Array) found.set(Number(pair[keyId]), value);
      }
      return found;
    });

const partitionValue: z.ZodType<PartitionValue> = z.union([
  z.null(),
  z.string(),
  z.number(),
  z.bigint(),
  z.boolean(),
  bytes,
]);

/** A manifest entry by field ids (specification, "Manifest"): 0 status … 2 data_file. */
const entry = z.object({
  0: z.int(),
  1: z.bigint().nullish(),
  3: z.bigint().nullish(),
  4: z.bigint().nullish(),
  2: z.object({
    134: z.int().default(0),
    100: z.string(),
    101: z.string(),
    102: z.record(z.string(), partitionValue),
    103: whole,
    104: whole,
    108: counts(117, 118),
    109: counts(119, 120),
    110: counts(121, 122),
    137: counts(138, 139),
    125: bounds(126, 127),
    128: bounds(129, 130),
    131: bytes.nullish(),
    132: z.array(z.bigint()).nullish(),
    135: z.array(z.int()).nullish(),
    140: z.int().nullish(),
    143: z.string().nullish(),
  }),
});

/** All entries of a manifest, deleted ones too; what they inherit from the manifest is filled in. Throws TABLE_DAMAGED. */
export async function readManifest(
  files: TableFiles,
  manifest: ManifestFile,
): Promise<readonly ManifestEntry[]> {
  const { schema, records } = readAvro(await files.read(manifest.location), manifest.location);
  const convert = byFieldId(schema);
  return records.map((record) => {
    const parsed = entry.safeParse(convert(record));
    if (!parsed.success) throw damagedFile(manifest.location, 'a manifest', parsed.error);
    return toEntry(parsed.data, manifest);
  });
}

function toEntry(parsed: z.infer<typeof entry>, manifest: ManifestFile): ManifestEntry {
  const status = statuses[parsed[0]];
  if (status === undefined) throw damagedFile(manifest.location, 'a manifest', `status ${parsed[0]}`);
  return {
    status,
    snapshotId: parsed[1] ?? manifest.addedSnapshotId,
    sequenceNumber: Number(parsed[3] ?? manifest.sequenceNumber),
    fileSequenceNumber: Number(parsed[4] ?? manifest.sequenceNumber),
    file: toDataFile(parsed[2], manifest),
  };
}

function toDataFile(file: z.infer<typeof entry>[2], manifest: ManifestFile): DataFile {
  const content = contents[file[134]];
  if (content === undefined) throw damagedFile(manifest.location, 'a manifest', `content ${file[134]}`);
  const partition: Partition = new Map(Object.entries(file[102]).map(([id, value]) => [Number(id), value]));
  return {
    content,
    location: file[100],
    format: file[101].toLowerCase(),
    specId: manifest.specId,
    partition,
    records: file[103],
    bytes: file[104],
    columnSizes: file[108],
    valueCounts: file[109],
    nullCounts: file[110],
    nanCounts: file[137],
    lowerBounds: file[125],
    upperBounds: file[128],
    keyMetadata: file[131] ?? null,
    splitOffsets: file[132] ?? null,
    equalityIds: file[135] ?? null,
    sortOrderId: file[140] ?? null,
    referencedDataFile: file[143] ?? null,
  };
}

const nothing = { files: 0, rows: 0 };
const unlisted = {
  specId: 0,
  content: 'data',
  sequenceNumber: 0,
  minSequenceNumber: 0,
  addedSnapshotId: -1n,
  added: nothing,
  existing: nothing,
  deleted: nothing,
  partitions: null,
  keyMetadata: null,
} as const;

/** The entries of a manifest of which no list tells: what they would inherit is -1 and 0. Throws as `readManifest`. */
export const readLooseManifest = (
  files: TableFiles,
  location: string,
  bytes: number,
): Promise<readonly ManifestEntry[]> => readManifest(files, { ...unlisted, location, bytes });
