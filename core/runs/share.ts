import type { Limits } from '../base/limits.ts';

/** Below this a DuckDB spends its time spilling. */
const leastMemory = 128 * 1024 ** 2;

/** How many jobs at once the machine's limits carry: as many as asked for (without that one per thread), none with too little memory. */
export function jobsFor({ memory, threads }: Limits, asked?: number): number {
  const carried = Math.max(1, Math.floor(memory / leastMemory));
  return Math.min(carried, asked ?? threads);
}

/** One job's part where so many run at once. */
export const shareOf = ({ memory, threads }: Limits, jobs: number): Limits => ({
  memory: Math.floor(memory / jobs),
  threads: Math.max(1, Math.floor(threads / jobs)),
});
