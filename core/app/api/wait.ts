import { setTimeout } from 'node:timers/promises';

/** Waits, less where the signal ends it; never throws. */
export const wait = (milliseconds: number, signal: AbortSignal | undefined): Promise<void> =>
  setTimeout(milliseconds, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
