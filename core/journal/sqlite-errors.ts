import { QuaysideError } from '../base/errors.ts';

/** SQLite's primary result codes (https://sqlite.org/rescode.html). */
const busy = [5, 6];
const full = [13];
const damaged = [11, 26];
const notWritable = [3, 8, 10, 14, 23];
/** The shared memory file of WAL could not be grown: the disk is full. */
const sharedMemorySize = 4874;

/** The file that is worked on, and what to do where it is damaged. */
export interface Guarded {
  readonly file: string;
  readonly remedy: string;
}

/** An error of SQLite, as ours. Others pass through. */
function databaseError(cause: unknown, { file, remedy }: Guarded): unknown {
  const code = resultCode(cause);
  if (code === undefined) return cause;
  const primary = code & 0xff;
  const options = { cause, parameters: { file } };
  if (busy.includes(primary)) {
    return new QuaysideError(
      'CONFLICT',
      `${file} stayed locked by another process; expected it to be free within 5 seconds. Run again when the other one is done.`,
      { ...options, retryable: true },
    );
  }
  if (full.includes(primary) || code === sharedMemorySize) {
    return new QuaysideError('DISK_FULL', `No space is left to write ${file}; free some and run again.`, {
      ...options,
      retryable: true,
    });
  }
  if (damaged.includes(primary)) {
    return new QuaysideError(
      'JOURNAL_DAMAGED',
      `${file} is not a readable SQLite database (${reason(cause)}); ${remedy}.`,
      options,
    );
  }
  if (notWritable.includes(primary)) {
    return new QuaysideError(
      'NOT_WRITABLE',
      `${file} cannot be opened or written (${reason(cause)}); expected a folder on a local disk that you may write to.`,
      options,
    );
  }
  return new QuaysideError('INTERNAL', `${file}: ${reason(cause)}.`, options);
}

/** Runs `work` and lets none of SQLite's errors out. */
export function guarded<T>(file: Guarded, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw databaseError(cause, file);
  }
}

/** SQLite said that somebody else holds the lock. */
export const isBusy = (cause: unknown): boolean => busy.includes((resultCode(cause) ?? 0) & 0xff);

const resultCode = (cause: unknown): number | undefined =>
  cause instanceof Error && 'errcode' in cause && typeof cause.errcode === 'number'
    ? cause.errcode
    : undefined;

const reason = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
