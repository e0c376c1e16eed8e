import { QuaysideError } from '../base/errors.ts';

/** FILE_DAMAGED: `what` says what is wrong with the file, as the end of a sentence. */
export const damaged = (path: string, what: string, cause?: unknown): QuaysideError =>
  new QuaysideError('FILE_DAMAGED', `${path} is damaged: ${what}. Export or upload it again.`, {
    parameters: { path, what },
    cause,
  });
