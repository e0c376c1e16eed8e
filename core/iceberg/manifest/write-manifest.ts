import { writeAvro } from '../avro/container.ts';
import { stringifyJson } from '../metadata/json.ts';
import type { PartitionSpec, Schema } from '../schema/types.ts';
import type { TypedPartitionField } from '../transform/transform.ts';
import { avroName, manifestEntrySchema } from './avro-schemas.ts';
import { contents, statuses } from './codes.ts';
import type { BoundById, CountById, DataFile, EntryStatus } from './types.ts';

/** An entry to be written. Sequence numbers are null where the commit is to give them: only for added files. */
export interface NewEntry {
  readonly status: EntryStatus;
  readonly snapshotId: bigint;
  readonly sequenceNumber: number | null;
  readonly fileSequenceNumber: number | null;
  readonly file: DataFile;
}

export interface NewManifest {
  readonly schema: Schema;
  readonly spec: PartitionSpec;
  readonly fields: readonly TypedPartitionField[];
  readonly content: 'data' | 'deletes';
  readonly entries: readonly NewEntry[];
}

/** The bytes of a manifest. `sync` is 16 random bytes. */
export function formatManifest(manifest: NewManifest, sync: Uint8Array): Uint8Array {
  const metadata = new Map([
    ['schema', stringifyJson(manifest.schema)],
    ['schema-id', String(manifest.schema['schema-id'])],
    ['partition-spec', stringifyJson(manifest.spec.fields)],
    ['partition-spec-id', String(manifest.spec['spec-id'])],
    ['format-version', '2'],
    ['content', manifest.content],
  ]);
  const records = manifest.entries.map((entry) => toRecord(entry, manifest.fields));
  return writeAvro({ schema: manifestEntrySchema(manifest.fields), metadata, records }, sync);
}

function toRecord(entry: NewEntry, fields: readonly TypedPartitionField[]): unknown {
  return {
    status: statuses.indexOf(entry.status),
    snapshot_id: entry.snapshotId,
    sequence_number: long(entry.sequenceNumber),
    file_sequence_number: long(entry.fileSequenceNumber),
    data_file: toDataFile(entry.file, fields),
  };
}

function toDataFile(file: DataFile, fields: readonly TypedPartitionField[]): unknown {
  const partition = fields.map((field) => [
    avroName(field.name),
    buffered(file.partition.get(field['field-id']) ?? null),
  ]);
  return {
    content: contents.indexOf(file.content),
    file_path: file.location,
    file_format: file.format.toUpperCase(),
    partition: Object.fromEntries(partition),
    record_count: BigInt(file.records),
    file_size_in_bytes: BigInt(file.bytes),
    column_sizes: counts(file.columnSizes),
    value_counts: counts(file.valueCounts),
    null_value_counts: counts(file.nullCounts),
    nan_value_counts: counts(file.nanCounts),
    lower_bounds: bounds(file.lowerBounds),
    upper_bounds: bounds(file.upperBounds),
    key_metadata: buffered(file.keyMetadata),
    split_offsets: file.splitOffsets,
    equality_ids: file.equalityIds,
    sort_order_id: file.sortOrderId,
    referenced_data_file: file.referencedDataFile,
  };
}

const long = (value: number | null): bigint | null => (value === null ? null : BigInt(value));

/** avsc takes Buffers only. */
const buffered = (value: unknown): unknown => (value instanceof Uint8Array ? Buffer.from(value) : value);

const byKey = ([a]: readonly [number, unknown], [b]: readonly [number, unknown]): number => a - b;

const counts = (values: CountById): unknown =>
  values.size === 0
    ? null
    : [...values].toSorted(byKey).map(([key, value]) => ({ key, value: BigInt(value) }));

const bounds = (values: BoundById): unknown =>
  values.size === 0
    ? null
    : [...values].toSorted(byKey).map(([key, value]) => ({ key, value: Buffer.from(value) }));
