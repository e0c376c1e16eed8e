import { setTimeout } from 'node:timers/promises';
import { QuaysideError } from '../../base/errors.ts';

/** Waits, less where the signal ends it; never throws. */
export const wait = (milliseconds: number, signal: AbortSignal | undefined): Promise<void> =>
  setTimeout(milliseconds, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);

/** What a look at a shared file says; undefined where others keep it locked for the moment: who looks again and again looks later. */
export function whenFree<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (cause) {
    if (cause instanceof QuaysideError && cause.retryable) return undefined;
    throw cause;
  }
}
