import type { TypedPartitionField } from '../transform/transform.ts';
import type { PartitionValue } from '../value/partition.ts';
import { comparePartitionValues, encodePartitionValue } from '../value/single-value.ts';
import type { FieldSummary, FileCounts, ManifestFile } from './types.ts';
import type { NewEntry, NewManifest } from './write-manifest.ts';

/**
 * What the manifest list says about a manifest. `sequenceNumber` is the commit's: added entries that carry none take it, so the
 * same manifest can be listed again after a lost race.
 */
export function summarizeManifest(
  manifest: NewManifest,
  location: string,
  bytes: number,
  snapshotId: bigint,
  sequenceNumber: number,
): ManifestFile {
  const live = manifest.entries.filter((entry) => entry.status !== 'deleted');
  return {
    location,
    bytes,
    specId: manifest.spec['spec-id'],
    content: manifest.content,
    sequenceNumber,
    minSequenceNumber: live.reduce(
      (lowest, entry) => Math.min(lowest, entry.sequenceNumber ?? sequenceNumber),
      sequenceNumber,
    ),
    addedSnapshotId: snapshotId,
    added: countOf(manifest.entries, 'added'),
    existing: countOf(manifest.entries, 'existing'),
    deleted: countOf(manifest.entries, 'deleted'),
    partitions: manifest.fields.map((field) => summaryOf(field, manifest.entries)),
    keyMetadata: null,
  };
}

function countOf(entries: readonly NewEntry[], status: NewEntry['status']): FileCounts {
  const matching = entries.filter((entry) => entry.status === status);
  return { files: matching.length, rows: matching.reduce((rows, entry) => rows + entry.file.records, 0) };
}

function summaryOf(field: TypedPartitionField, entries: readonly NewEntry[]): FieldSummary {
  const values = entries.map((entry) => entry.file.partition.get(field['field-id']) ?? null);
  const present = values.filter((value) => value !== null).filter((value) => !Number.isNaN(value));
  const ordered = present.toSorted(comparePartitionValues);
  return {
    containsNull: values.includes(null),
    containsNan: values.some((value) => Number.isNaN(value)),
    lower: bound(field, ordered[0]),
    upper: bound(field, ordered.at(-1)),
  };
}

const bound = (field: TypedPartitionField, value: PartitionValue | undefined): Uint8Array | null =>
  value === undefined || value === null ? null : encodePartitionValue(field.resultType, value);
