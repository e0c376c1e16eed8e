import { readdir, readFile } from 'node:fs/promises';

/** Numbers of the processes whose command line has arguments that end so, for each of the words one (Linux; elsewhere none). */
export async function processesWith(...words: readonly string[]): Promise<readonly number[]> {
  const numbers = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    numbers.map(async (number) => {
      const line = await readFile(`/proc/${number}/cmdline`, 'utf8').catch(() => '');
      const parts = line.split('\0');
      return words.every((word) => parts.some((part) => part.endsWith(word))) ? [Number(number)] : [];
    }),
  );
  return found.flat();
}

/** Those of them that this process started. */
export async function childrenWith(
  parent: number | undefined,
  ...words: readonly string[]
): Promise<readonly number[]> {
  const parents = await Promise.all(
    (await processesWith(...words)).map(async (child) => {
      const status = await readFile(`/proc/${child}/status`, 'utf8').catch(() => '');
      return { child, parent: Number(/^PPid:\s*(\d+)/m.exec(status)?.[1]) };
    }),
  );
  return parents.filter((one) => one.parent === parent).map(({ child }) => child);
}

export function endProcess(number: number | undefined): void {
  if (number === undefined) throw new Error('expected a process');
  try {
    process.kill(number, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}
