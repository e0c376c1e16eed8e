import { DatabaseSync } from 'node:sqlite';
import { QuaysideError } from '../base/errors.ts';
import { applicationId, migrations } from './schema.sql.ts';
import { patiently, pollMilliseconds } from './patience.ts';
import { type Guarded, guarded } from './sqlite-errors.ts';

/** The journal's SQLite. All writes go through `immediate`; no error of SQLite leaves it. */
export interface Database {
  /** All rows of a query, as SQLite gives them. */
  readonly rows: (sql: string, ...parameters: readonly Parameter[]) => Row[];
  /** Runs a statement; resolves to the number of rows it changed. */
  readonly run: (sql: string, ...parameters: readonly Parameter[]) => number;
  /** Runs `work` in a transaction that holds the write lock from its start; nothing of it stays if it throws. */
  readonly immediate: <T>(work: () => T) => T;
  readonly close: () => void;
}

/** What a file of SQLite is for: a number that marks it, and its schema, one text per version. */
export interface DatabaseKind {
  readonly name: string;
  /** https://sqlite.org/pragma.html#pragma_application_id */
  readonly applicationId: number;
  readonly migrations: readonly string[];
  /** With WAL: FULL has every commit on the disk when it returns, NORMAL may lose the last ones on power loss. */
  readonly synchronous: 'FULL' | 'NORMAL';
  /** What to do about a file that is damaged. */
  readonly remedy: string;
}

const journalKind: DatabaseKind = {
  name: 'a journal of Quayside',
  applicationId,
  migrations,
  synchronous: 'FULL',
  remedy: "restore the workspace's journal from a backup",
};

export type Parameter = string | number | null;
export type Row = Readonly<Record<string, unknown>>;

/**
 * Opens or makes the file and brings it up to the newest version. Errors: WORKSPACE_TOO_NEW, JOURNAL_DAMAGED (not a journal),
 * NOT_WRITABLE, DISK_FULL, CONFLICT (locked for more than 5 seconds; retryable).
 */
export function openDatabase(file: string, kind: DatabaseKind = journalKind): Database {
  return guarded({ file, ...kind }, () => {
    const sqlite = new DatabaseSync(file, { timeout: pollMilliseconds });
    try {
      patiently(() => refuseForeign(sqlite, file, kind));
      patiently(() => useWal(sqlite, file));
      sqlite.exec(`PRAGMA synchronous = ${kind.synchronous}`);
      patiently(() => migrate(sqlite, file, kind));
    } catch (cause) {
      sqlite.close();
      throw cause;
    }
    return wrap(sqlite, { file, ...kind });
  });
}

function wrap(sqlite: DatabaseSync, file: Guarded): Database {
  return {
    rows: (sql, ...parameters) =>
      guarded(file, () => patiently(() => sqlite.prepare(sql).all(...parameters))),
    run: (sql, ...parameters) => guarded(file, () => Number(sqlite.prepare(sql).run(...parameters).changes)),
    immediate: (work) => guarded(file, () => inImmediate(sqlite, work)),
    close: () => {
      if (sqlite.isOpen) sqlite.close();
    },
  };
}

function inImmediate<T>(sqlite: DatabaseSync, work: () => T): T {
  patiently(() => sqlite.exec('BEGIN IMMEDIATE'));
  try {
    const result = work();
    // The commit point.
    sqlite.exec('COMMIT');
    return result;
  } catch (cause) {
    // A full disk has SQLite roll back by itself.
    if (sqlite.isTransaction) sqlite.exec('ROLLBACK');
    throw cause;
  }
}

const pragma = (sqlite: DatabaseSync, name: string): unknown =>
  Object.values(sqlite.prepare(`PRAGMA ${name}`).get() ?? {})[0];

function refuseForeign(sqlite: DatabaseSync, file: string, kind: DatabaseKind): void {
  // In this order: another process may be making the journal between the two.
  const tables = sqlite.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.['n'];
  const found = pragma(sqlite, 'application_id');
  if (found === kind.applicationId || (found === 0 && tables === 0)) return;
  throw new QuaysideError(
    'JOURNAL_DAMAGED',
    `${file} is a SQLite database, but not ${kind.name}; name another workspace or move the file away.`,
    { parameters: { file } },
  );
}

function useWal(sqlite: DatabaseSync, file: string): void {
  if (pragma(sqlite, 'journal_mode') === 'wal') return;
  const mode = pragma(sqlite, 'journal_mode = WAL');
  if (mode === 'wal') return;
  throw new QuaysideError(
    'NOT_WRITABLE',
    `${file} is on a disk without a write-ahead log (SQLite stays in mode ${String(mode)}); expected a workspace on a local disk.`,
    { parameters: { file } },
  );
}

function migrate(sqlite: DatabaseSync, file: string, kind: DatabaseKind): void {
  const { migrations } = kind;
  if (version(sqlite, file, kind) === migrations.length) return;
  inImmediate(sqlite, () => {
    for (const statements of migrations.slice(version(sqlite, file, kind))) sqlite.exec(statements);
    sqlite.exec(`PRAGMA application_id = ${kind.applicationId}`);
    sqlite.exec(`PRAGMA user_version = ${migrations.length}`);
  });
}

function version(sqlite: DatabaseSync, file: string, { name, migrations }: DatabaseKind): number {
  const found = Number(pragma(sqlite, 'user_version'));
  if (found <= migrations.length) return found;
  throw new QuaysideError(
    'WORKSPACE_TOO_NEW',
    `${file} is ${name} of version ${found}; this Quayside reads up to version ${migrations.length}. Open the workspace with the Quayside that wrote it, or a newer one.`,
    { parameters: { file, found, expected: migrations.length } },
  );
}
