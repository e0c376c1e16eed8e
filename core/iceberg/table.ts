import type { TableMetadata } from './metadata/types.ts';
import type { TableFiles } from './storage/table-files.ts';

/** A table's name in a catalog; `namespace` is one or more names joined by dots. */
export interface TableName {
  readonly namespace: string;
  readonly name: string;
}

/** A table as it was when it was loaded. Later commits make new values of it; this one stays as it is. */
export interface Table {
  readonly name: TableName;
  readonly metadataLocation: string;
  readonly metadata: TableMetadata;
  readonly files: TableFiles;
}

/** What makes two commits different: the time in milliseconds and names nobody else has. */
export interface Stamps {
  now(): number;
  uuid(): string;
  /** Random, from 1 to 2^63 - 1. */
  snapshotId(): bigint;
}

export const tableText = (table: TableName): string => `${table.namespace}.${table.name}`;
