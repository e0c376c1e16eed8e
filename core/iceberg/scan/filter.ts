import { bucketOfText } from '../transform/bucket-value.ts';
import type { TypedPartitionField } from '../transform/transform.ts';
import { bucketsOf } from '../transform/transform.ts';
import type { Partition, PartitionValue } from '../value/partition.ts';

/** Rows whose top-level text column has one value: a tenant's rows. */
export interface Equals {
  readonly fieldId: number;
  readonly value: string;
}

/** The partition values that rows of the filter have, as far as the spec's transforms tell. */
export function partitionOfFilter(fields: readonly TypedPartitionField[], filter: Equals): Partition {
  const known: (readonly [number, PartitionValue])[] = [];
  for (const field of fields) {
    if (field['source-id'] !== filter.fieldId || field.sourceType !== 'string') continue;
    const buckets = bucketsOf(field.transform);
    if (field.transform === 'identity') known.push([field['field-id'], filter.value]);
    if (buckets !== undefined) known.push([field['field-id'], bucketOfText(filter.value, buckets)]);
  }
  return new Map(known);
}

/** Whether a file's partition says that all its rows fit the filter. */
export function coversAll(
  fields: readonly TypedPartitionField[],
  partition: Partition,
  filter: Equals,
): boolean {
  return fields.some(
    (field) =>
      field['source-id'] === filter.fieldId &&
      field.transform === 'identity' &&
      partition.get(field['field-id']) === filter.value,
  );
}

/** Whether a file may hold rows of the filter. */
export function mayHold(known: Partition, partition: Partition): boolean {
  return [...known].every(([id, value]) => partition.get(id) === value);
}
