import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { RunsFolder } from './runs-folder.ts';

/** Worker processes of this test: their environment names its folder. */
async function workersOf(folder: string): Promise<number> {
  const numbers = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    numbers.map(async (number) => {
      const read = (name: string) => readFile(join('/proc', number, name), 'latin1').catch(() => '');
      return (await read('cmdline')).includes('run-worker-main') && (await read('environ')).includes(folder);
    }),
  );
  return found.filter(Boolean).length;
}

test.skipIf(process.platform !== 'linux')(
  'two workspaces on one machine have no more workers at once than one of them may, and both get through',
  async () => {
    await using here = await RunsFolder.open();
    const tenants = ['acme', 'globex', 'initech'];
    await here.generate(tenants, 3000);
    const all = ['run', '--all', '--jobs', '2', '--source', here.deliveries];
    let over = false;
    const done = Promise.all(
      ['one', 'two'].map((name) => here.ask<{ runs: { state: string }[] }>(name, all)),
    ).finally(() => {
      over = true;
    });
    let most = 0;
    while (!over) {
      most = Math.max(most, await workersOf(here.folder));
      await setTimeout(20);
    }
    expect((await done).map(({ runs }) => runs.map(({ state }) => state))).toEqual(
      [1, 2].map(() => tenants.map(() => 'published')),
    );
    expect(most).toBe(2);
  },
);
