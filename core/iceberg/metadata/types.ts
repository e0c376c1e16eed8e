import type { PartitionSpec, Schema, SortOrder } from '../schema/types.ts';

/** What a snapshot did, as the specification names it. */
export type Operation = 'append' | 'replace' | 'overwrite' | 'delete';

/** Times are milliseconds since 1970 (UTC); snapshot ids are random 63 bit numbers. */
export interface Snapshot {
  readonly 'snapshot-id': bigint;
  readonly 'parent-snapshot-id'?: bigint | null | undefined;
  readonly 'sequence-number': number;
  readonly 'timestamp-ms': number;
  readonly 'manifest-list': string;
  /** `operation`, counts and whatever the writer adds; all values are text. */
  readonly summary?: Readonly<Record<string, string>> | undefined;
  readonly 'schema-id'?: number | null | undefined;
}

export interface SnapshotRef {
  readonly 'snapshot-id': bigint;
  readonly type: 'branch' | 'tag';
}

interface SnapshotLogEntry {
  readonly 'timestamp-ms': number;
  readonly 'snapshot-id': bigint;
}

interface MetadataLogEntry {
  readonly 'timestamp-ms': number;
  readonly 'metadata-file': string;
}

interface StatisticsFile {
  readonly 'snapshot-id': bigint;
  readonly 'statistics-path': string;
}

/**
 * A table's metadata, format version 2, with the key names of the specification. What other engines keep beside these keys stays on
 * the objects at run time and is written back.
 */
export interface TableMetadata {
  readonly 'format-version': 2;
  readonly 'table-uuid': string;
  /** Absolute; the table's files lie below it. */
  readonly location: string;
  readonly 'last-sequence-number': number;
  readonly 'last-updated-ms': number;
  readonly 'last-column-id': number;
  readonly 'current-schema-id': number;
  readonly schemas: readonly Schema[];
  readonly 'default-spec-id': number;
  readonly 'partition-specs': readonly PartitionSpec[];
  readonly 'last-partition-id': number;
  readonly 'default-sort-order-id': number;
  readonly 'sort-orders': readonly SortOrder[];
  readonly properties: Readonly<Record<string, string>>;
  /** Head of `main`; null for a table without one. */
  readonly 'current-snapshot-id': bigint | null;
  readonly snapshots: readonly Snapshot[];
  readonly refs: Readonly<Record<string, SnapshotRef>>;
  readonly 'snapshot-log': readonly SnapshotLogEntry[];
  readonly 'metadata-log': readonly MetadataLogEntry[];
  readonly statistics?: readonly StatisticsFile[] | undefined;
  readonly 'partition-statistics'?: readonly StatisticsFile[] | undefined;
}
