import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { QuaysideError } from '../../base/errors.ts';
import { makeFolder } from '../../base/make-folder.ts';
import type { Work } from '../../base/progress.ts';
import { type Catalog, catalogOver } from '../../catalog/catalog.ts';
import { sqlitePointers } from '../../catalog/sqlite-pointers.ts';
import type { Duck } from '../../duck/duck.ts';
import { folderFiles } from '../../iceberg/storage/folder-files.ts';
import type { TableFiles } from '../../iceberg/storage/table-files.ts';
import { type Table, tableText } from '../../iceberg/table.ts';
import { type Journal, openJournal } from '../../journal/journal.ts';
import type { RunQueue } from '../../runs/queue.ts';
import { folderStore } from '../../store/folder.ts';
import type { Host } from '../host.ts';
import { openQueue } from '../run-queue.ts';
import { copyDatabase, type DatabaseCopy, databaseState } from './copy-database.ts';

export interface DoctorRequest {
  /** Absolute path. */
  readonly workspace: string;
  /** Put right what is safe. */
  readonly repair?: boolean;
  /** Read every file whole: digests, and rows by DuckDB. */
  readonly deep?: boolean;
  /** Less free space than this is told; bytes. */
  readonly minFree?: number;
  /** A file that may be another program's is left alone for so long; milliseconds, default a minute. */
  readonly settleMilliseconds?: number;
  /** How long a repair waits for those who are at work; milliseconds, default 10 seconds. */
  readonly patienceMilliseconds?: number;
}

export const databaseNames = ['journal.sqlite', 'catalog.sqlite', 'runs.sqlite'] as const;
export type DatabaseName = (typeof databaseNames)[number];

/** A workspace that is looked at: its own folder, and copies of its databases. */
export interface Patient {
  readonly host: Host;
  /** Absolute, without symbolic links. */
  readonly folder: string;
  readonly request: DoctorRequest;
  readonly work: Work;
  readonly duck: Duck;
  readonly copies: Readonly<Partial<Record<DatabaseName, DatabaseCopy>>>;
}

/** A table whose metadata cannot be read, and why. */
interface UnreadTable {
  readonly table: string;
  readonly metadataLocation: string;
  readonly cause: QuaysideError;
}

/** What the copies of sound databases say. Whatever is changed in them is forgotten. */
export interface Opened {
  readonly journal: Journal;
  readonly catalog: Catalog;
  readonly queue: RunQueue;
  readonly files: TableFiles;
  readonly tables: readonly Table[];
  readonly unread: readonly UnreadTable[];
}

export type OpenedPatient = Patient & { readonly opened: Opened };

const tries = 5;

/** All of one moment, if others let it be: journal and catalog tell of each other. */
export async function copyDatabases(folder: string, scratch: string): Promise<Patient['copies']> {
  const into = join(scratch, `copies-${randomUUID()}`);
  await makeFolder(into);
  const copies: Partial<Record<DatabaseName, DatabaseCopy>> = {};
  for (let attempt = 0; attempt < tries; attempt += 1) {
    for (const name of databaseNames) {
      const copy = await copyDatabase(join(folder, name), into);
      if (copy === undefined) delete copies[name];
      else copies[name] = copy;
    }
    const journal = copies['journal.sqlite'];
    if (journal === undefined || (await databaseState(journal.file)) === journal.state) break;
  }
  return copies;
}

/** Opens the copies, which are known to be sound; those that are not there are made, empty. */
export async function openCopies(
  host: Host,
  folder: string,
  copies: Patient['copies'],
  scratch: string,
): Promise<Opened & AsyncDisposable> {
  const into = join(scratch, `opened-${randomUUID()}`);
  await makeFolder(into);
  const pathOf = (name: DatabaseName): string => copies[name]?.path ?? join(into, name);
  await using stack = new AsyncDisposableStack();
  const journal = stack.use(
    openJournal(pathOf('journal.sqlite'), { clock: host.now, actor: 'doctor', newId: randomUUID }),
  );
  const files = folderFiles(folderStore(folder));
  const stamps = { now: () => host.now().getTime(), uuid: randomUUID, snapshotId: () => 1n };
  const catalog = stack.use(
    catalogOver(sqlitePointers(pathOf('catalog.sqlite')), {
      files,
      warehouse: `file://${join(folder, 'lake', 'cdf-silver')}`,
      stamps,
    }),
  );
  const queueFolder = copies['runs.sqlite'] === undefined ? into : join(copies['runs.sqlite'].path, '..');
  const queue = stack.use(openQueue(host, queueFolder));
  const tables: Table[] = [];
  const unread: UnreadTable[] = [];
  for (const { table, metadataLocation } of await catalog.locations()) {
    try {
      tables.push(await catalog.load(table));
    } catch (cause) {
      if (!(cause instanceof QuaysideError)) throw cause;
      unread.push({ table: tableText(table), metadataLocation, cause });
    }
  }
  const opened = stack.move();
  return {
    journal,
    catalog,
    queue,
    files,
    tables,
    unread,
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}
