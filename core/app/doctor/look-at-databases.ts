import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { applicationId, migrations } from '../../journal/schema.sql.ts';
import { queueKind } from '../../runs/queue.sql.ts';
import type { DatabaseCopy } from './copy-database.ts';
import { type Finding, needsYou, note, repairable } from './finding.ts';
import { openFiles } from './open-files.ts';
import { type DatabaseName, databaseNames, type Patient } from './patient.ts';

/** What the databases' files are worth. */
export interface DatabaseVerdict {
  readonly databases: readonly Finding[];
  readonly versions: readonly Finding[];
  /** Those that can be opened; undefined where what matters cannot. */
  readonly fit: Patient['copies'] | undefined;
}

interface Kind {
  readonly holds: string;
  readonly remedy: string;
  /** Nothing is lost with it but what waits. */
  readonly spare?: boolean;
  /** Undefined for the catalog, which has the tables of PyIceberg and no version. */
  readonly schema?: { readonly applicationId: number; readonly version: number };
}

const kinds: Readonly<Record<DatabaseName, Kind>> = {
  'journal.sqlite': {
    holds: 'what was delivered, judged and published',
    remedy: 'restore journal.sqlite from a backup, together with catalog.sqlite and lake/ of the same time',
    schema: { applicationId, version: migrations.length },
  },
  'catalog.sqlite': {
    holds: 'where each table is',
    remedy:
      'restore catalog.sqlite from a backup, together with journal.sqlite of the same time; the files in lake/ stay as they are',
  },
  'runs.sqlite': {
    holds: 'the runs that wait',
    remedy:
      'stop all runs and move runs.sqlite away: runs that waited must be ordered again, what ran stands in the journal',
    spare: true,
    schema: { applicationId: queueKind.applicationId, version: queueKind.migrations.length },
  },
};

/** Whether the databases are there, whole, of a version that this program knows, and closed as they should be. */
export async function lookAtDatabases(folder: string, copies: Patient['copies']): Promise<DatabaseVerdict> {
  const databases: Finding[] = [
    ...(await missingFindings(folder, copies)),
    ...(await logFindings(folder, copies)),
  ];
  const versions: Finding[] = [];
  const fit: Partial<Record<DatabaseName, DatabaseCopy>> = {};
  for (const name of databaseNames) {
    const copy = copies[name];
    if (copy === undefined) continue;
    const damaged = damageOf(name, copy.path);
    if (damaged !== undefined) databases.push(damaged);
    const version = damaged === undefined ? versionFinding(name, copy.path) : undefined;
    if (version !== undefined) versions.push(version);
    if (damaged === undefined && version?.state !== 'needs-you') fit[name] = copy;
  }
  const usable = databaseNames.every((name) => kinds[name].spare === true || copies[name] === fit[name]);
  const complete = !databases.some(({ code }) => code === 'DATABASE_MISSING');
  return { databases, versions, fit: usable && complete ? fit : undefined };
}

/** Neither journal nor catalog: nothing ran yet. One without the other, or files without them, is a loss. */
async function missingFindings(folder: string, copies: Patient['copies']): Promise<readonly Finding[]> {
  const lake = await stat(join(folder, 'lake')).catch(() => undefined);
  const lived =
    lake !== undefined || copies['journal.sqlite'] !== undefined || copies['catalog.sqlite'] !== undefined;
  const names = ['journal.sqlite', 'catalog.sqlite'] as const;
  return !lived
    ? []
    : names
        .filter((name) => copies[name] === undefined)
        .map((name) =>
          needsYou('DATABASE_MISSING', name, {
            found: 'no such file, though the workspace was used',
            expected: `a database with ${kinds[name].holds}`,
            remedy: `${kinds[name].remedy}. Do not run anything before: an empty one would be made`,
          }),
        );
}

async function logFindings(folder: string, copies: Patient['copies']): Promise<readonly Finding[]> {
  const logs = databaseNames.filter((name) => (copies[name]?.walBytes ?? 0) > 0);
  if (logs.length === 0) return [];
  const open = await openFiles(logs.map((name) => join(folder, name)));
  if (open === undefined) return [];
  // Who closed the database meanwhile took its log away.
  const there = await Promise.all(
    logs.map((name) => stat(join(folder, `${name}-wal`)).catch(() => undefined)),
  );
  return logs
    .filter((name, index) => !open.has(join(folder, name)) && there[index] !== undefined)
    .map((name) =>
      repairable('LOG_LEFT', `${name}-wal`, {
        found: `the write-ahead log (${copies[name]?.walBytes ?? 0} bytes) of a process that is gone; ${name} without it lacks the last records`,
        expected: 'a log that is folded in when the last process closes the database',
      }),
    );
}

function damageOf(name: DatabaseName, path: string): Finding | undefined {
  const told = damageIn(path);
  return told === undefined
    ? undefined
    : needsYou('DATABASE_DAMAGED', name, {
        found: told,
        expected: 'a whole SQLite database (PRAGMA quick_check: ok)',
        remedy: kinds[name].remedy,
      });
}

function damageIn(path: string): string | undefined {
  try {
    const rows = asked(path, 'PRAGMA quick_check(5)').map((row) => String(Object.values(row)[0]));
    return rows.length === 1 && rows[0] === 'ok' ? undefined : rows.join('; ').replaceAll(/\s+/g, ' ');
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
}

function versionFinding(name: DatabaseName, path: string): Finding | undefined {
  const { schema, holds, remedy } = kinds[name];
  const tables = asked(path, 'SELECT name FROM sqlite_schema').map((row) => String(row['name']));
  if (schema === undefined) {
    return tables.includes('iceberg_tables')
      ? undefined
      : needsYou('DATABASE_FOREIGN', name, {
          found: 'a database without the table iceberg_tables',
          expected: `a catalog with ${holds}`,
          remedy,
        });
  }
  const numberOf = (pragma: string): number =>
    Number(Object.values(asked(path, `PRAGMA ${pragma}`)[0] ?? {})[0]);
  if (numberOf('application_id') !== schema.applicationId && tables.length > 0) {
    return needsYou('DATABASE_FOREIGN', name, {
      found: 'a database of another program',
      expected: `Quayside's own, with ${holds}`,
      remedy,
    });
  }
  const found = numberOf('user_version');
  if (found > schema.version) {
    return needsYou('DATABASE_TOO_NEW', name, {
      found: `version ${found}`,
      expected: `version ${schema.version} or older`,
      remedy: 'open the workspace with the newer Quayside that wrote it',
    });
  }
  return found === schema.version
    ? undefined
    : note('DATABASE_OLDER', name, {
        found: `version ${found}, of an older Quayside`,
        expected: `version ${schema.version}`,
        remedy: 'nothing: the next command brings it there',
      });
}

/** The rows of a statement on a copy. */
function asked(path: string, statement: string): readonly Readonly<Record<string, unknown>>[] {
  const database = new DatabaseSync(path);
  try {
    return database.prepare(statement).all();
  } finally {
    database.close();
  }
}
