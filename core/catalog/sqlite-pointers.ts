import { DatabaseSync } from 'node:sqlite';
import type { TableName } from '../iceberg/table.ts';
import { givenUp } from './given-up.ts';
import { tableNotFound } from './not-found.ts';
import type { PointerStore } from './pointer-store.ts';
import { catalogError } from './sqlite-errors.ts';

/** PyIceberg's SqlCatalog tables, as its version 0.12 makes them; Java's JdbcCatalog reads them too. */
const layout = `
CREATE TABLE IF NOT EXISTS iceberg_tables (
  catalog_name VARCHAR(255) NOT NULL,
  table_namespace VARCHAR(255) NOT NULL,
  table_name VARCHAR(255) NOT NULL,
  metadata_location VARCHAR(1000),
  previous_metadata_location VARCHAR(1000),
  iceberg_type VARCHAR(5),
  PRIMARY KEY (catalog_name, table_namespace, table_name)
);
CREATE TABLE IF NOT EXISTS iceberg_namespace_properties (
  catalog_name VARCHAR(255) NOT NULL,
  namespace VARCHAR(255) NOT NULL,
  property_key VARCHAR(255) NOT NULL,
  property_value VARCHAR(1000) NOT NULL,
  PRIMARY KEY (catalog_name, namespace, property_key)
);`;

/** Names of commits that must not take place any more. Made when it is first needed; other engines do not look at it. */
const fences = 'CREATE TABLE IF NOT EXISTS quayside_fences (fence TEXT PRIMARY KEY) WITHOUT ROWID';

const busyMilliseconds = 5000;

/**
 * Pointers in a SQLite file in the layout of PyIceberg's SqlCatalog, for any number of processes on one machine. Every change is one
 * immediate transaction that is on the disk when it resolves. `catalog` is the name under which PyIceberg opens it.
 */
export function sqlitePointers(path: string, catalog = 'quayside'): PointerStore {
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (cause) {
      throw catalogError(cause, path);
    }
  };
  const database = guarded(() => open(path));
  const changed = (statement: string, ...values: readonly (string | null)[]): boolean =>
    Number(database.prepare(statement).run(...values).changes) > 0;
  const texts = (statement: string, ...values: readonly string[]): readonly string[] =>
    database
      .prepare(statement)
      .all(...values)
      .map((row) => String(row['found']));
  const transaction = (work: () => boolean): boolean =>
    guarded(() => {
      database.exec('BEGIN IMMEDIATE');
      try {
        const done = work();
        database.exec(done ? 'COMMIT' : 'ROLLBACK');
        return done;
      } catch (cause) {
        if (database.isTransaction) database.exec('ROLLBACK');
        throw cause;
      }
    });

  const isForbidden = (fence: string): boolean =>
    texts("SELECT name AS found FROM sqlite_master WHERE name = 'quayside_fences'").length > 0 &&
    texts('SELECT fence AS found FROM quayside_fences WHERE fence = ?', fence).length > 0;

  return {
    createNamespace: async (namespace, properties) =>
      transaction(() =>
        Object.entries({ exists: 'true', ...properties }).reduce(
          (all, [key, value]) =>
            changed(
              'INSERT OR IGNORE INTO iceberg_namespace_properties VALUES (?, ?, ?, ?)',
              catalog,
              namespace,
              key,
              value,
            ) && all,
          true,
        ),
      ),
    namespaces: async () =>
      guarded(() =>
        texts(
          `SELECT namespace AS found FROM iceberg_namespace_properties WHERE catalog_name = ?
           UNION SELECT table_namespace FROM iceberg_tables WHERE catalog_name = ? ORDER BY found`,
          catalog,
          catalog,
        ),
      ),
    insert: async ({ namespace, name }, location) =>
      transaction(() =>
        changed(
          `INSERT OR IGNORE INTO iceberg_tables (catalog_name, table_namespace, table_name, metadata_location)
           VALUES (?, ?, ?, ?)`,
          catalog,
          namespace,
          name,
          location,
        ),
      ),
    tables: async (namespace) =>
      guarded(() =>
        texts(
          `SELECT table_name AS found FROM iceberg_tables
           WHERE catalog_name = ? AND table_namespace = ? ORDER BY found`,
          catalog,
          namespace,
        ).map((name): TableName => ({ namespace, name })),
      ),
    remove: async ({ namespace, name }) =>
      transaction(() =>
        changed(
          'DELETE FROM iceberg_tables WHERE catalog_name = ? AND table_namespace = ? AND table_name = ?',
          catalog,
          namespace,
          name,
        ),
      ),
    async locate(table) {
      const [location] = guarded(() =>
        texts(
          `SELECT metadata_location AS found FROM iceberg_tables
           WHERE catalog_name = ? AND table_namespace = ? AND table_name = ? AND metadata_location IS NOT NULL`,
          catalog,
          table.namespace,
          table.name,
        ),
      );
      if (location === undefined) throw tableNotFound(table);
      return location;
    },
    forbid: async (fence) => {
      transaction(() => {
        database.exec(fences);
        changed('INSERT OR IGNORE INTO quayside_fences VALUES (?)', fence);
        return true;
      });
    },
    swap: async (moves, fence) =>
      transaction(() => {
        if (fence !== undefined && isForbidden(fence)) throw givenUp(fence);
        return moves.every(({ table, from, to }) =>
          changed(
            `UPDATE iceberg_tables SET metadata_location = ?, previous_metadata_location = ?
             WHERE catalog_name = ? AND table_namespace = ? AND table_name = ? AND metadata_location = ?`,
            to,
            from,
            catalog,
            table.namespace,
            table.name,
            from,
          ),
        );
      }),
    async [Symbol.asyncDispose]() {
      database.close();
    },
  };
}

function open(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: busyMilliseconds });
  try {
    // A catalog that is there is opened without a write: many do so at once, and some may only read.
    if (!hasLayout(database)) {
      database.exec('PRAGMA journal_mode = WAL;');
      database.exec(`BEGIN IMMEDIATE; ${layout} COMMIT;`);
    }
    database.exec('PRAGMA synchronous = FULL;');
    return database;
  } catch (cause) {
    database.close();
    throw cause;
  }
}

const hasLayout = (database: DatabaseSync): boolean =>
  database
    .prepare(
      `SELECT name FROM sqlite_master
       WHERE type = 'table' AND name IN ('iceberg_tables', 'iceberg_namespace_properties')`,
    )
    .all().length === 2;
