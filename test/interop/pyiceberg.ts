import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const here = import.meta.dirname;

/** The Python of an environment with PyIceberg: QUAYSIDE_PYICEBERG or the one test/interop/install.sh makes; undefined without. */
export function findPython(): string | undefined {
  const found = process.env['QUAYSIDE_PYICEBERG'] ?? join(here, '.venv', 'bin', 'python');
  if (existsSync(found)) return found;
  console.warn(`No PyIceberg at ${found}: run test/interop/install.sh or set QUAYSIDE_PYICEBERG. Skipping.`);
  return undefined;
}

/** Runs one command of probe.py; its answer is JSON. */
export async function probe(python: string, root: string, ...command: readonly string[]): Promise<unknown> {
  const run = promisify(execFile);
  const { stdout } = await run(python, ['-W', 'ignore', join(here, 'probe.py'), root, ...command], {
    maxBuffer: 64 * 1024 ** 2,
  });
  return JSON.parse(stdout);
}
