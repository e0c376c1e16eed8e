import { QuaysideError } from '../base/errors.ts';
import { type CommitOptions, commitTables } from '../iceberg/commit/commit-tables.ts';
import { loadTable } from '../iceberg/commit/load-table.ts';
import type { TableCommit } from '../iceberg/commit/stage-table.ts';
import { formatMetadata } from '../iceberg/metadata/metadata-file.ts';
import { type NewTable, newTableMetadata } from '../iceberg/metadata/new-table.ts';
import type { TableFiles } from '../iceberg/storage/table-files.ts';
import { type Stamps, type Table, type TableName, tableText } from '../iceberg/table.ts';
import { mirror, removeMirror } from './mirror.ts';
import type { PointerStore } from './pointer-store.ts';

/** Tables by name. Every implementation of `PointerStore` passes test/catalog's suite under it. */
export interface Catalog extends AsyncDisposable {
  /** False where the namespace is already there. */
  createNamespace(namespace: string, properties?: Readonly<Record<string, string>>): Promise<boolean>;
  namespaces(): Promise<readonly string[]>;
  /** Throws TABLE_EXISTS. The namespace is made with it where it is not there yet. */
  createTable(name: TableName, table: NewTable): Promise<Table>;
  /** The table as it is now. Throws TABLE_NOT_FOUND. */
  load(name: TableName): Promise<Table>;
  list(namespace: string): Promise<readonly TableName[]>;
  /** All tables or none, in one transaction. Resolves to the tables as committed, in order; throws as `commitTables`. */
  commit(
    commits: readonly TableCommit[],
    options?: Pick<CommitOptions, 'signal' | 'tries' | 'fence'>,
  ): Promise<readonly Table[]>;
  /**
   * Forbids the commit of that name for good, unless it took place already: what the tables hold afterwards is what came of it, also
   * where its process stands still and goes on later.
   */
  forbid(fence: string): Promise<void>;
  /** Where every table's metadata is, as the catalog holds it; nothing is read. */
  locations(): Promise<readonly TableLocation[]>;
  /**
   * Points tables to other metadata of themselves, all or none, where they still are at `from`; false where one is not. For a folder
   * that was moved.
   */
  repoint(moves: readonly { readonly table: Table; readonly from: string }[]): Promise<boolean>;
  /** Forgets the table; with `purge` its files are deleted too. Throws TABLE_NOT_FOUND. */
  drop(name: TableName, options?: { readonly purge?: boolean }): Promise<void>;
}

interface TableLocation {
  readonly table: TableName;
  readonly metadataLocation: string;
}

export interface CatalogOptions {
  readonly files: TableFiles;
  /** Location under which new tables are made, as `namespace/name`. */
  readonly warehouse: string;
  readonly stamps: Stamps;
}

/** A catalog over pointers and files; it owns the pointers and closes them. */
export function catalogOver(pointers: PointerStore, { files, warehouse, stamps }: CatalogOptions): Catalog {
  const load = async (name: TableName): Promise<Table> => loadTable(files, name, await pointers.locate(name));

  return {
    load,
    createNamespace: (namespace, properties = {}) => pointers.createNamespace(namespace, properties),
    namespaces: () => pointers.namespaces(),
    list: (namespace) => pointers.tables(namespace),

    async createTable(name, definition) {
      await pointers.createNamespace(name.namespace, {});
      const location = `${warehouse.replace(/\/+$/, '')}/${name.namespace}/${name.name}`;
      const metadata = newTableMetadata(definition, location, stamps.uuid(), stamps.now());
      const metadataLocation = `${location}/metadata/00000-${stamps.uuid()}.metadata.json`;
      await files.putIfAbsent(metadataLocation, formatMetadata(metadata));
      // The commit point.
      if (!(await pointers.insert(name, metadataLocation))) {
        await files.delete(metadataLocation);
        throw new QuaysideError('TABLE_EXISTS', `The catalog already has a table ${tableText(name)}.`, {
          parameters: { table: tableText(name) },
        });
      }
      const table = { name, metadataLocation, metadata, files };
      await mirror(table);
      return table;
    },

    async commit(commits, options = {}) {
      const tables = await commitTables(pointers, commits, { ...options, stamps });
      await Promise.all(tables.map(mirror));
      return tables;
    },

    forbid: (fence) => pointers.forbid(fence),

    async locations() {
      const found: TableLocation[] = [];
      for (const namespace of await pointers.namespaces()) {
        for (const table of await pointers.tables(namespace))
          found.push({ table, metadataLocation: await pointers.locate(table) });
      }
      return found;
    },

    async repoint(moves) {
      const done = await pointers.swap(
        moves.map(({ table, from }) => ({ table: table.name, from, to: table.metadataLocation })),
      );
      if (done) await Promise.all(moves.map(({ table }) => mirror(table)));
      return done;
    },

    async drop(name, { purge = false } = {}) {
      const table = await load(name);
      await pointers.remove(name);
      if (!purge) return removeMirror(table);
      const listed = await files.list(table.metadata.location);
      await Promise.all(listed.map(({ location }) => files.delete(location)));
    },

    [Symbol.asyncDispose]: () => pointers[Symbol.asyncDispose](),
  };
}
