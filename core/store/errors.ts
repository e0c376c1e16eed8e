import { QuaysideError } from '../base/errors.ts';

const codeOf = (cause: unknown): string =>
  cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';

export const isMissing = (cause: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(codeOf(cause));
export const isTaken = (cause: unknown): boolean => codeOf(cause) === 'EEXIST';
/** The file system has no hard links. */
export const hasNoLinks = (cause: unknown): boolean =>
  ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(codeOf(cause));

/** A file system's error while reading `path`, as ours. */
export function readError(cause: unknown, path: string): QuaysideError {
  if (cause instanceof QuaysideError) return cause;
  const options = { cause, parameters: { path } };
  if (isMissing(cause)) {
    return new QuaysideError(
      'SOURCE_NOT_FOUND',
      `${path} is not there (or no longer); check the path and run again.`,
      options,
    );
  }
  return new QuaysideError(
    'SOURCE_NOT_READABLE',
    `${path} cannot be read (${codeOf(cause) || String(cause)}); check its permissions and the disk it is on.`,
    options,
  );
}

/** A file system's error while writing `path`, as ours. */
export function writeError(cause: unknown, path: string): QuaysideError {
  if (cause instanceof QuaysideError) return cause;
  const options = { cause, parameters: { path } };
  if (['ENOSPC', 'EDQUOT'].includes(codeOf(cause))) {
    return new QuaysideError('DISK_FULL', `No space is left to write ${path}; free some and run again.`, {
      ...options,
      retryable: true,
    });
  }
  return new QuaysideError(
    'NOT_WRITABLE',
    `${path} cannot be written (${codeOf(cause) || String(cause)}); check the folder's permissions.`,
    options,
  );
}
