import { isBusy } from './sqlite-errors.ts';

/** SQLite's own busy timeout: it waits 1, 2, 5 … milliseconds, up to this. */
export const pollMilliseconds = 8;

const patienceMilliseconds = 5000;

/**
 * Tries until the lock is free, for 5 seconds. SQLite's own timeout alone would not do: it sleeps up to 100 ms between two looks, so
 * that a busy writer starved others for seconds (seen with 8 of them on a loaded machine), and for some locks it does not wait at all.
 * `work` must change nothing when it finds the lock taken.
 */
export function patiently<T>(work: () => T): T {
  const deadline = performance.now() + patienceMilliseconds;
  for (;;) {
    try {
      return work();
    } catch (cause) {
      if (!isBusy(cause) || performance.now() > deadline) throw cause;
      sleep(1);
    }
  }
}

/** Blocks: the journal's calls are synchronous, as SQLite's are here. */
const sleep = (milliseconds: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
};
