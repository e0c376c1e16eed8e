import type { TypedPartitionField } from '../transform/transform.ts';
import type { Partition } from '../value/partition.ts';
import { comparePartitionValues, decodePartitionValue } from '../value/single-value.ts';
import type { ManifestFile } from './types.ts';

/**
 * Whether a manifest may list files of a partition; only the fields that `partition` names are looked at. True where its summaries
 * do not tell.
 */
export function mayContain(
  manifest: ManifestFile,
  fields: readonly TypedPartitionField[],
  partition: Partition,
): boolean {
  return fields.every((field, index) => {
    const value = partition.get(field['field-id']);
    const summary = manifest.partitions?.[index];
    if (value === undefined || summary === undefined) return true;
    if (value === null) return summary.containsNull;
    if (summary.lower === null || summary.upper === null) return summary.containsNan === true;
    const lower = decodePartitionValue(field.resultType, summary.lower);
    const upper = decodePartitionValue(field.resultType, summary.upper);
    if (lower === undefined || upper === undefined || value instanceof Uint8Array) return true;
    return comparePartitionValues(lower, value) <= 0 && comparePartitionValues(value, upper) <= 0;
  });
}
