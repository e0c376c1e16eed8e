import { readdir, readFile } from 'node:fs/promises';

/** Numbers of the processes whose command line has all of these words (Linux). */
async function processesWith(...words: readonly string[]): Promise<readonly number[]> {
  const numbers = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    numbers.map(async (number) => {
      const line = await readFile(`/proc/${number}/cmdline`, 'utf8').catch(() => '');
      const parts = line.split('\0');
      return words.every((word) => parts.some((part) => part.endsWith(word))) ? [Number(number)] : [];
    }),
  );
  return found.flat();
}

export const enginesOf = (workspace: string): Promise<readonly number[]> =>
  processesWith('engine-main.mjs', workspace);

/** Workers that this engine started. */
export async function workersOf(engine: number | undefined): Promise<readonly number[]> {
  const workers = await processesWith('run-worker-main.mjs');
  const parents = await Promise.all(
    workers.map(async (worker) => {
      const status = await readFile(`/proc/${worker}/status`, 'utf8').catch(() => '');
      return { worker, parent: Number(/^PPid:\s*(\d+)/m.exec(status)?.[1]) };
    }),
  );
  return parents.filter(({ parent }) => parent === engine).map(({ worker }) => worker);
}

export function endProcess(number: number | undefined): void {
  if (number === undefined) throw new Error('expected a process');
  try {
    process.kill(number, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}
