import { availableParallelism, totalmem } from 'node:os';
import { QuaysideError } from './errors.ts';

/** What one DuckDB may use. `memory` is in bytes, of the process's memory that part which is not Node's own. */
export interface Limits {
  readonly memory: number;
  readonly threads: number;
}

const GiB = 1024 ** 3;
const units: Readonly<Record<string, number>> = {
  '': 1,
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KIB: 1024,
  MIB: 1024 ** 2,
  GIB: GiB,
};

/**
 * The share of Node and of what DuckDB allocates outside its limit. Measured on a check of 5,000,000 rows with 2 GiB, peak resident: 2,238 MiB
 * without a share, 2,133 with 15 %, 2,043 with 25 %, 1,848 with 30 %. A run of 30,000,000 rows with 4 GiB had 4,219 MiB with 30 %.
 */
const besideDuckDb = 0.34;

/** What the whole process may use where its DuckDB has these limits, in bytes. */
export const processMemory = ({ memory }: Limits): number => memory / (1 - besideDuckDb);

/**
 * Reads QUAYSIDE_MEMORY, what the process may use (e.g. `2GiB`; default half the machine, at most 4 GiB), and QUAYSIDE_THREADS (default
 * all cores).
 */
export function readLimits(environment: Readonly<Record<string, string | undefined>>): Limits {
  const process = readMemory(environment['QUAYSIDE_MEMORY']) ?? Math.min(4 * GiB, totalmem() / 2);
  return {
    memory: Math.floor(process * (1 - besideDuckDb)),
    threads: readThreads(environment['QUAYSIDE_THREADS']) ?? availableParallelism(),
  };
}

function readMemory(text: string | undefined): number | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const match = /^\s*([0-9]+(?:\.[0-9]+)?)\s*([a-z]*)\s*$/i.exec(text);
  const unit = units[(match?.[2] ?? '?').toUpperCase()];
  const bytes = Math.floor(Number(match?.[1] ?? 0) * (unit ?? 0));
  if (bytes >= 64 * 1024 ** 2) return bytes;
  throw new QuaysideError(
    'USAGE',
    `QUAYSIDE_MEMORY is ${JSON.stringify(text)}; expected a size of at least 64MiB, such as 2GiB.`,
  );
}

function readThreads(text: string | undefined): number | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const threads = Number(text);
  if (Number.isInteger(threads) && threads >= 1 && threads <= 1024) return threads;
  throw new QuaysideError(
    'USAGE',
    `QUAYSIDE_THREADS is ${JSON.stringify(text)}; expected a whole number from 1 to 1024.`,
  );
}
