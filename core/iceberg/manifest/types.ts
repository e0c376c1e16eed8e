import type { Partition } from '../value/partition.ts';

export type FileContent = 'data' | 'position-deletes' | 'equality-deletes';

/** Counts per field id; sizes in bytes. */
export type CountById = ReadonlyMap<number, number>;
export type BoundById = ReadonlyMap<number, Uint8Array>;

/** One data or delete file, as manifests describe it. */
export interface DataFile {
  readonly content: FileContent;
  readonly location: string;
  readonly format: string;
  readonly specId: number;
  readonly partition: Partition;
  readonly records: number;
  readonly bytes: number;
  readonly columnSizes: CountById;
  readonly valueCounts: CountById;
  readonly nullCounts: CountById;
  readonly nanCounts: CountById;
  readonly lowerBounds: BoundById;
  readonly upperBounds: BoundById;
  readonly keyMetadata: Uint8Array | null;
  readonly splitOffsets: readonly bigint[] | null;
  readonly equalityIds: readonly number[] | null;
  readonly sortOrderId: number | null;
  /** Of a position-delete file: the one data file whose rows it deletes, if it is only one. */
  readonly referencedDataFile: string | null;
}

export type EntryStatus = 'existing' | 'added' | 'deleted';

/** A file in a manifest, with what it inherits from the manifest filled in. */
export interface ManifestEntry {
  readonly status: EntryStatus;
  readonly snapshotId: bigint;
  /** Deletes apply to data files of the same or a lower sequence number. */
  readonly sequenceNumber: number;
  readonly fileSequenceNumber: number;
  readonly file: DataFile;
}

export interface FieldSummary {
  readonly containsNull: boolean;
  readonly containsNan: boolean | null;
  readonly lower: Uint8Array | null;
  readonly upper: Uint8Array | null;
}

export interface FileCounts {
  readonly files: number;
  readonly rows: number;
}

/** A manifest, as a manifest list describes it. */
export interface ManifestFile {
  readonly location: string;
  readonly bytes: number;
  readonly specId: number;
  readonly content: 'data' | 'deletes';
  readonly sequenceNumber: number;
  readonly minSequenceNumber: number;
  readonly addedSnapshotId: bigint;
  readonly added: FileCounts;
  readonly existing: FileCounts;
  readonly deleted: FileCounts;
  /** One per partition field of the spec, in order; null where the writer gave none. */
  readonly partitions: readonly FieldSummary[] | null;
  readonly keyMetadata: Uint8Array | null;
}

/** A live file of a snapshot. */
export interface LiveFile {
  readonly file: DataFile;
  readonly sequenceNumber: number;
  readonly fileSequenceNumber: number;
  readonly snapshotId: bigint;
}
