import { longestWait } from './pick-next.ts';

/** A run that fails so often for transient reasons stops with the last one. */
export const maxAttempts = 5;

const firstMilliseconds = 1000;

/**
 * How long to wait after the attempt of this number (from 1): twice as long each time, up to a minute, the second half of it by
 * chance so that runs that failed together do not come back together. `random` is in [0, 1).
 */
export function backOff(attempt: number, random: number): number {
  const longest = Math.min(longestWait, firstMilliseconds * 2 ** (attempt - 1));
  return Math.round(longest * (0.5 + random / 2));
}

/** After a tenant's lease was found taken. Such a look is no attempt. */
export const busyMilliseconds = 500;
