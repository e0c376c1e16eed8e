/** One object of a store. */
export interface StoredObject {
  readonly key: string;
  readonly bytes: number;
  readonly modified: Date;
  /** `link` is a symbolic link (never followed), `other` what is no regular file or could not be looked at. */
  readonly kind: 'file' | 'link' | 'other';
  /** Differs whenever the content may differ: size, time and inode here, an ETag elsewhere. */
  readonly version: string;
}

interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

export type Content = Uint8Array | AsyncIterable<Uint8Array>;

/**
 * Bytes by key. Keys are `/`-separated, without empty, `.` or `..` segments; every implementation passes test/store's suite.
 * Throws QuaysideError: SOURCE_NOT_FOUND, SOURCE_NOT_READABLE, NOT_WRITABLE, DISK_FULL; USAGE for a key that is not one.
 */
export interface Store {
  /** What it is, for messages: a folder's path, a bucket's address. */
  readonly address: string;
  /** All objects whose key starts with the prefix (text, not folder), in the order of their keys' UTF-8 bytes. */
  list(prefix?: string, signal?: AbortSignal): Promise<readonly StoredObject[]>;
  stat(key: string): Promise<StoredObject | undefined>;
  /** The bytes in order, in pieces of at most 1 MiB that the reader may keep. A range beyond the end is cut off. */
  read(key: string, range?: ByteRange): AsyncIterable<Uint8Array>;
  /** Replaces the whole object or nothing; when it resolves, the bytes are on the disk. */
  put(key: string, content: Content): Promise<void>;
  /** As `put`, but only where no object has the key: of several callers exactly one gets `true`. */
  putIfAbsent(key: string, content: Content): Promise<boolean>;
  /** No error where there is none. */
  delete(key: string): Promise<void>;
  /** Where DuckDB can open it on this machine, or undefined. */
  localPath(key: string): string | undefined;
}
