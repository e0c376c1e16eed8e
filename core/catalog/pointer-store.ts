import type { TablePointers } from '../iceberg/commit/pointers.ts';
import type { TableName } from '../iceberg/table.ts';

/**
 * What catalogs differ in: names, and where each table's current metadata is. Everything else is `catalogOver`'s.
 * Throws CATALOG_BUSY, NOT_WRITABLE, DISK_FULL or FILE_DAMAGED where the storage itself fails.
 */
export interface PointerStore extends TablePointers, AsyncDisposable {
  /** False where the namespace is already there; its properties stay as they are then. */
  createNamespace(namespace: string, properties: Readonly<Record<string, string>>): Promise<boolean>;
  /** Also those that only tables name, in order. */
  namespaces(): Promise<readonly string[]>;
  /** False where the name is taken. */
  insert(table: TableName, metadataLocation: string): Promise<boolean>;
  /** In the order of their names. */
  tables(namespace: string): Promise<readonly TableName[]>;
  /** From then on `swap` under this name throws CONFLICT. */
  forbid(fence: string): Promise<void>;
  /** False where there is no such table. */
  remove(table: TableName): Promise<boolean>;
}
