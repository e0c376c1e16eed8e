import { QuaysideError } from '../base/errors.ts';

/** Of a commit that was forbidden before it took place. */
export const givenUp = (fence: string): QuaysideError =>
  new QuaysideError(
    'CONFLICT',
    'This process stood still so long that another one gave its publication up; nothing was published. Run again.',
    { parameters: { fence }, retryable: true },
  );
