import type { Limits } from '../base/limits.ts';

/** The workers of one machine as one moment shows them. */
export interface MachinePicture {
  /** What all workers take together, and how many of them are of the engine that asks. */
  readonly taken: Limits;
  readonly mine: number;
  /** Since when the engine that asks has waited; milliseconds. */
  readonly since: number;
  /** Other engines that wait: how many workers they have, and since when they wait. */
  readonly waiting: readonly { readonly workers: number; readonly since: number }[];
}

/**
 * Whether an engine may start one more worker: with it all workers of the machine take no more than the engine itself would with all its
 * jobs on, and nobody waits who has fewer, or as few and for longer. Where no worker is on at all one may always be started.
 */
export function mayTake(
  { taken, mine, since, waiting }: MachinePicture,
  share: Limits,
  jobs: number,
): boolean {
  const fits =
    (taken.memory === 0 && taken.threads === 0) ||
    (taken.memory + share.memory <= share.memory * jobs &&
      taken.threads + share.threads <= share.threads * jobs);
  const others = waiting.some(
    (other) => other.workers < mine || (other.workers === mine && other.since < since),
  );
  return fits && !others;
}
