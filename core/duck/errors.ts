import { QuaysideError } from '../base/errors.ts';

/**
 * The one place that reads DuckDB's message texts. What it cannot name is INTERNAL: callers that know more (which file was being
 * read) translate before it gets here.
 */
export function toQuaysideError(cause: unknown, signal?: AbortSignal): QuaysideError {
  if (cause instanceof QuaysideError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  if (signal?.aborted === true || /^INTERRUPT Error/i.test(message)) {
    return new QuaysideError('CANCELLED', 'Cancelled before it was done; nothing was published.', { cause });
  }
  if (/No space left on device|max_temp_directory_size/i.test(message)) {
    const file = /file "([^"]+)"/i.exec(message)?.[1];
    return new QuaysideError(
      'DISK_FULL',
      file === undefined
        ? 'The disk that holds the scratch folder or the output is full; free some space and run again.'
        : `No space is left to write ${file}; free some and run again.`,
      { cause, retryable: true, ...(file === undefined ? {} : { parameters: { file } }) },
    );
  }
  if (/^Out of Memory Error/i.test(message)) {
    return new QuaysideError(
      'OUT_OF_MEMORY',
      'DuckDB needs more memory than QUAYSIDE_MEMORY allows; raise it and run again.',
      { cause },
    );
  }
  if (/Permission denied|Read-only file system/i.test(message)) {
    return new QuaysideError('NOT_WRITABLE', `A folder cannot be written: ${firstLine(message)}`, { cause });
  }
  const pattern = /^IO Error: No files found that match the pattern "(.+)"/.exec(message)?.[1];
  if (pattern !== undefined) {
    // Paths are given as globs that match themselves alone.
    const gone = pattern.replaceAll(/\[([*?[])\]/g, '$1');
    return new QuaysideError(
      'FILE_DAMAGED',
      `${gone} is not there any more; a table or a delivery needs it. Restore it from a copy; \`quayside audit verify\` names what a workspace misses.`,
      { cause, parameters: { file: gone } },
    );
  }
  return new QuaysideError('INTERNAL', `DuckDB: ${firstLine(message)}`, { cause });
}

/** The same for a statement that a person wrote: what DuckDB does not accept in it is theirs to change. */
export function toStatementError(cause: unknown, signal?: AbortSignal): QuaysideError {
  const error = toQuaysideError(cause, signal);
  const message = cause instanceof Error ? cause.message : String(cause);
  if (error.code !== 'INTERNAL' || /^(IO|INTERNAL|FATAL) Error/i.test(message)) return error;
  return new QuaysideError('USAGE', firstLine(message), { cause });
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? message;
}
