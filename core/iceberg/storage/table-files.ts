/** One file of a table, as a listing shows it. */
export interface ListedFile {
  readonly location: string;
  readonly bytes: number;
  readonly modified: Date;
}

/**
 * The bytes of tables, by absolute location. Throws QuaysideError: TABLE_DAMAGED (not there), SOURCE_NOT_READABLE, NOT_WRITABLE, DISK_FULL.
 */
export interface TableFiles {
  read(location: string): Promise<Uint8Array>;
  /** Of several callers exactly one gets `true`; then the bytes are on the disk. */
  putIfAbsent(location: string, bytes: Uint8Array): Promise<boolean>;
  put(location: string, bytes: Uint8Array): Promise<void>;
  /** No error where there is none. */
  delete(location: string): Promise<void>;
  list(folder: string): Promise<readonly ListedFile[]>;
  /** Where DuckDB opens it. */
  pathOf(location: string): string;
  /** Makes a folder that DuckDB can write into; resolves to its path. */
  makeFolder(location: string): Promise<string>;
  /** Makes a file that DuckDB wrote durable. */
  sync(location: string): Promise<void>;
}
