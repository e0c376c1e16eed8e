import { QuaysideError } from '../base/errors.ts';

/** A result is read by people or programs as a whole. */
export const mostBytes = 64 * 1024 ** 2;

export const tooLarge = (): QuaysideError =>
  new QuaysideError(
    'USAGE',
    `The result is larger than ${mostBytes / 1024 ** 2} MiB; ask for fewer rows or shorter values, or write it to a file with --out.`,
    { parameters: { bytes: mostBytes } },
  );

export const tookTooLong = (seconds: number, cause?: unknown): QuaysideError =>
  new QuaysideError(
    'USAGE',
    `The statement took longer than ${seconds} seconds and was stopped; ask for less, or give it longer with --timeout.`,
    { parameters: { seconds }, cause },
  );
