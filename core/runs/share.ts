import { type Limits, processMemory } from '../base/limits.ts';

const MiB = 1024 ** 2;

/** What the engine itself takes. Measured: 70 to 90 MiB. */
const engineMemory = 96 * MiB;

/**
 * What a worker takes beside its DuckDB's limit, at least. Measured with ten workers on 40,000 rows each: 240 MiB of their own per
 * process where DuckDB had 143 MiB.
 */
const besideDuckDb = 160 * MiB;

/** A worker with less would spend its time spilling. */
const leastMemory = 320 * MiB;

/** How many jobs at once the machine's limits carry: as many as asked for (without that one per thread), fewer with too little memory. */
export function jobsFor(limits: Limits, asked?: number): number {
  const carried = Math.max(1, Math.floor(forWorkers(limits) / leastMemory));
  return Math.min(carried, asked ?? limits.threads);
}

/** One job's part where so many run at once, as limits of its DuckDB. */
export function shareOf(limits: Limits, jobs: number): Limits {
  const memory = forWorkers(limits) / jobs;
  return {
    memory: Math.floor(Math.min(limits.memory / jobs, Math.max(memory / 2, memory - besideDuckDb))),
    threads: Math.max(1, Math.floor(limits.threads / jobs)),
  };
}

/** Of what the process may use. */
const forWorkers = (limits: Limits): number =>
  Math.max(processMemory(limits) / 2, processMemory(limits) - engineMemory);
