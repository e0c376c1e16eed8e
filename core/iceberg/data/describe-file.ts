import { QuaysideError } from '../../base/errors.ts';
import { ident } from '../../sql/sql.ts';
import type { DataFile } from '../manifest/types.ts';
import type { Leaf } from '../schema/leaves.ts';
import { isComputable, type TypedPartitionField } from '../transform/transform.ts';
import type { Partition } from '../value/partition.ts';
import type { PartitionColumn } from './copy.sql.ts';
import { metricsOf } from './metrics.ts';
import { partitionValueOf } from './partition-text.ts';
import type { WrittenFile } from './written-file.ts';

export interface FileKind {
  readonly specId: number;
  readonly leaves: readonly Leaf[];
  readonly partitions: readonly PartitionColumn[];
  /** The partition of all rows, where the caller gave it. */
  readonly whole: Partition | undefined;
}

/** A file that COPY wrote, as manifests describe it. Throws INTERNAL for NULL in a required column or rows of another partition. */
export function describeFile(
  file: WrittenFile,
  location: string,
  { specId, leaves, partitions, whole }: FileKind,
): DataFile {
  const metrics = metricsOf(file, leaves);
  const empty = leaves.find((leaf) => leaf.required && (metrics.nullCounts.get(leaf.id) ?? 0) > 0);
  if (empty !== undefined) {
    throw new QuaysideError(
      'INTERNAL',
      `required column ${empty.path.join('.')} has NULL in rows to be written`,
    );
  }
  if (whole !== undefined) {
    for (const { field } of partitions) assertOnlyValue(file, field, whole);
  }
  return {
    content: 'data',
    location,
    format: 'parquet',
    specId,
    partition: whole ?? partitionOf(file, partitions),
    records: file.count,
    bytes: file.file_size_bytes,
    ...metrics,
    keyMetadata: null,
    splitOffsets: null,
    equalityIds: null,
    sortOrderId: 0,
    referencedDataFile: null,
  };
}

const partitionOf = (file: WrittenFile, partitions: readonly PartitionColumn[]): Partition =>
  new Map(
    partitions.map(({ field, alias }) => [
      field['field-id'],
      partitionValueOf(field, file.partition_keys.get(alias) ?? null),
    ]),
  );

/** The caller's word for the partition is checked against the values that were written, as far as the file's statistics tell. */
function assertOnlyValue(file: WrittenFile, field: TypedPartitionField, partition: Partition): void {
  const value = partition.get(field['field-id']) ?? null;
  if (field.transform !== 'identity' || !isComputable(field) || value instanceof Uint8Array) return;
  const statistics = file.column_statistics.get(ident(field.sourceName).text);
  for (const text of [statistics?.get('min'), statistics?.get('max')]) {
    if (text === undefined || text === null || partitionValueOf(field, text) === value) continue;
    throw new QuaysideError(
      'INTERNAL',
      `rows of ${field.sourceName} ${text} in a write of ${String(value)} only`,
    );
  }
}
