import type { ErrorCode } from '../../contracts/errors.ts';
import { QuaysideError } from '../base/errors.ts';

const SQLITE = {
  perm: 3,
  busy: 5,
  locked: 6,
  readonly: 8,
  ioerr: 10,
  corrupt: 11,
  full: 13,
  cantopen: 14,
  notadb: 26,
};

/** SQLITE_IOERR_SHMSIZE: the shared memory file of WAL could not be grown, which is the first write that a full disk refuses. */
const sharedMemorySize = 4874;

/** SQLite's result code (its low byte), 0 for an error that is not SQLite's. */
const resultOf = (cause: unknown): number => {
  if (!(cause instanceof Error && 'errcode' in cause && typeof cause.errcode === 'number')) return 0;
  return cause.errcode === sharedMemorySize ? SQLITE.full : cause.errcode & 0xff;
};

/** A failure of the catalog's database as ours. */
export function catalogError(cause: unknown, path: string): QuaysideError {
  if (cause instanceof QuaysideError) return cause;
  const as = (code: ErrorCode, message: string, retryable = false): QuaysideError =>
    new QuaysideError(code, message, { cause, parameters: { path }, retryable });
  switch (resultOf(cause)) {
    case SQLITE.busy:
    case SQLITE.locked:
      return as(
        'CATALOG_BUSY',
        `Another program holds the catalog ${path} for longer than 5 seconds; run again when it is done.`,
        true,
      );
    case SQLITE.full:
      return as('DISK_FULL', `No space is left for the catalog ${path}; free some and run again.`, true);
    case SQLITE.perm:
    case SQLITE.readonly:
    case SQLITE.cantopen:
    case SQLITE.ioerr:
      return as(
        'NOT_WRITABLE',
        `The catalog ${path} cannot be opened or written; check the folder's permissions and the disk.`,
      );
    case SQLITE.corrupt:
    case SQLITE.notadb:
      return as(
        'FILE_DAMAGED',
        `The catalog ${path} is not a sound SQLite database; restore it from a copy.`,
      );
    default:
      return as(
        'INTERNAL',
        `The catalog ${path} failed: ${cause instanceof Error ? cause.message : String(cause)}`,
      );
  }
}
