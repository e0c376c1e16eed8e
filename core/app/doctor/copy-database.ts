import { copyFile, open, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { QuaysideError } from '../../base/errors.ts';

/** A SQLite file as it was at one moment, in scratch: whatever is done with it changes nothing of the workspace. */
export interface DatabaseCopy {
  /** The workspace's own. */
  readonly file: string;
  readonly path: string;
  /** Of the write-ahead log beside the original. */
  readonly walBytes: number;
  /** Differs from a later one where the original was changed in between. */
  readonly state: string;
}

const tries = 40;
const pauseMilliseconds = 50;
/** What was changed a moment ago may be changed again within the clock tick that its time shows. */
const racyMilliseconds = 20;

/**
 * Copies a database with its write-ahead log; undefined where there is none. Opening the original would not do: SQLite makes files beside it
 * even to read, and folds the log in. A log that only grows meanwhile does no harm (what is half in it is passed over); one that is begun
 * anew, or a main file that changes without one, means another try. Throws CONFLICT (retryable) where it never stood still.
 */
export async function copyDatabase(file: string, into: string): Promise<DatabaseCopy | undefined> {
  const path = join(into, basename(file));
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const before = await look(file);
    if (before === undefined) return undefined;
    const racy = Date.now() - before.changed;
    if (before.wal === undefined && racy >= 0 && racy < racyMilliseconds) await setTimeout(racyMilliseconds);
    // A log of an earlier try does not belong to this copy.
    await rm(`${path}-wal`, { force: true });
    await copied(file, path);
    if (before.wal !== undefined) await copied(`${file}-wal`, `${path}-wal`);
    const after = await look(file);
    if (after !== undefined && sameDatabase(before, after))
      return { file, path, walBytes: before.walBytes, state: before.state };
    await setTimeout(pauseMilliseconds);
  }
  throw new QuaysideError(
    'CONFLICT',
    `${file} is changed by others without a pause; nobody could look at it whole. Run the doctor again when less is going on.`,
    { parameters: { file }, retryable: true },
  );
}

/** A log that is gone meanwhile is seen by the look that follows. */
async function copied(from: string, to: string): Promise<void> {
  try {
    await copyFile(from, to);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    if (code === 'ENOENT') return;
    const full = ['ENOSPC', 'EDQUOT'].includes(code);
    throw new QuaysideError(
      full ? 'DISK_FULL' : 'SOURCE_NOT_READABLE',
      full
        ? `No space is left for a copy of ${from} at ${to}; free some, or set QUAYSIDE_SCRATCH to another disk.`
        : `${basename(from)} cannot be read (${code})`,
      { cause, parameters: { path: from }, retryable: full },
    );
  }
}

/** What tells one state of a database from another; undefined where there is none. */
export const databaseState = async (file: string): Promise<string | undefined> => (await look(file))?.state;

interface Look {
  readonly main: string;
  /** Of the log's header, which is another one once the log is begun anew; undefined where the log is empty or not there. */
  readonly wal: string | undefined;
  readonly walBytes: number;
  /** Milliseconds since 1970. */
  readonly changed: number;
  readonly state: string;
}

const sameDatabase = (before: Look, after: Look): boolean =>
  before.wal === after.wal &&
  after.walBytes >= before.walBytes &&
  (before.wal !== undefined || before.main === after.main);

async function look(file: string): Promise<Look | undefined> {
  const found = await stat(file, { bigint: true }).catch(missing);
  if (found === undefined) return undefined;
  const log = await stat(`${file}-wal`, { bigint: true }).catch(missing);
  const wal = log === undefined || log.size === 0n ? undefined : await headerOf(`${file}-wal`);
  const main = `${found.ino}-${found.size}-${found.mtimeNs}`;
  return {
    main,
    wal,
    walBytes: Number(log?.size ?? 0),
    changed: Number(found.mtimeNs / 1_000_000n),
    state: `${main} ${wal ?? ''} ${log?.size ?? 0}`,
  };
}

/** https://sqlite.org/fileformat2.html#walformat: 32 bytes, with salts that change with every new beginning. */
async function headerOf(path: string): Promise<string | undefined> {
  try {
    await using file = await open(path, 'r');
    const { buffer, bytesRead } = await file.read(Buffer.alloc(32), 0, 32, 0);
    return buffer.subarray(0, bytesRead).toString('hex');
  } catch (cause) {
    return missing(cause);
  }
}

function missing(cause: unknown): undefined {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ENOENT') return undefined;
  throw new QuaysideError('SOURCE_NOT_READABLE', `a database cannot be read (${String(code)})`, { cause });
}
