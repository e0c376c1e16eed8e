import { QuaysideError } from './errors.ts';
import type { StageTimer } from './stage.ts';

/** One step of long work, for whoever watches. `rows` counts what is done so far; `total` is there where it is known. */
export interface Progress {
  readonly stage: string;
  readonly rows?: number;
  readonly total?: number;
  /** Of files, read so far. */
  readonly bytes?: number;
  readonly totalBytes?: number;
}

/** What anything that may take over 100 ms is given. */
export interface Work {
  readonly signal?: AbortSignal | undefined;
  readonly progress?: ((step: Progress) => void) | undefined;
  /** Who notes how long stages take; see `inStage`. */
  readonly stage?: StageTimer | undefined;
}

/** Throws CANCELLED once the signal is aborted: for loops that no DuckDB call interrupts. */
export function stopIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return;
  throw new QuaysideError('CANCELLED', 'Cancelled before it was done; nothing was published.', {
    cause: signal.reason,
  });
}
