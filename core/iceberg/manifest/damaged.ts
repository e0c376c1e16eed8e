import { QuaysideError } from '../../base/errors.ts';

export const damagedFile = (location: string, what: string, cause: unknown): QuaysideError =>
  new QuaysideError(
    'TABLE_DAMAGED',
    `${location} is not ${what} of Iceberg's format version 2; restore the file or go back to an earlier snapshot.`,
    { cause, parameters: { path: location } },
  );
