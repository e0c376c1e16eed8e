import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { document } from '../cli/run.ts';
import { drawsOf } from './kill.ts';
import { Several } from './several.ts';
import { expectSound } from './sound.ts';

const tries = process.env['QUAYSIDE_FAULTS'] === 'full' ? 20 : 1;

let several: Several;
let calm: unknown;
let duration: number;
beforeAll(async () => {
  several = await Several.open(600);
  await several.order('calm');
  const began = performance.now();
  expect(await several.engine('calm').ended).toBe(0);
  duration = performance.now() - began;
  calm = await several.content('calm');
}, 600_000);
afterAll(() => several[Symbol.asyncDispose]());

function endNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It had ended.
  }
}

/** As soon as there are some, or none will come. */
async function some(count: () => number, over: Promise<unknown>): Promise<number> {
  let isOver = false;
  void over.then(() => {
    isOver = true;
  });
  for (;;) {
    const found = count();
    if (found > 0 || isOver) return found;
    await setTimeout(20);
  }
}

test('engines are killed with their workers alive: a run that is on ends once, the next engine takes the rest, none is done twice', async () => {
  const draw = drawsOf(11);
  let orphaned = 0;
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const workspace = `killed-${attempt}`;
    const runIds = await several.order(workspace);
    for (let engine = 0; engine < 2; engine += 1) {
      const { pid, ended } = several.engine(workspace);
      await setTimeout(200 + draw() * duration * 0.6);
      const workers = await some(() => several.workers(workspace).length, ended);
      endNow(pid);
      if ((await ended) === 'SIGKILL') orphaned += workers;
    }
    expect(await several.engine(workspace).ended).toBe(0);
    await several.quiet(workspace);
    expect(await several.told(workspace, runIds), workspace).toEqual(runIds.map(() => [1, 1]));
    expect(await several.content(workspace), workspace).toEqual(calm);
    expect(several.workers(workspace)).toEqual([]);
    await expectSound(several.host, several.folderOf(workspace), workspace);
    expect(await several.content(workspace), workspace).toEqual(calm);
  }
  console.log(`workers that outlived their engine: ${orphaned}`);
  expect(orphaned).toBeGreaterThan(0);
});

test('engine and one of its workers are killed: that run is resumed, all are done once', async () => {
  const draw = drawsOf(12);
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const workspace = `both-${attempt}`;
    const runIds = await several.order(workspace);
    const { pid, ended } = several.engine(workspace);
    await setTimeout(300 + draw() * duration * 0.6);
    const [worker] = several.workers(workspace);
    endNow(pid);
    if (worker !== undefined) endNow(worker);
    await ended;
    // A run of a tenant whose earlier one is interrupted does not wait for it: deliveries of a later time stand.
    await several.quiet(workspace);
    await document(['runs', 'resume', '--workspace', several.folderOf(workspace)], several.here.environment);
    expect(await several.engine(workspace).ended).toBe(0);
    await several.quiet(workspace);
    expect(await several.told(workspace, runIds), workspace).toEqual(runIds.map(() => [1, 1]));
    expect(await several.content(workspace), workspace).toEqual(calm);
  }
});

test('a worker stands still for a while: the others go on, and it ends as it should when it goes on', async () => {
  const workspace = 'still';
  const runIds = await several.order(workspace);
  const { ended } = several.engine(workspace);
  let worker: number | undefined;
  for (; worker === undefined; [worker] = several.workers(workspace)) await setTimeout(20);
  process.kill(worker, 'SIGSTOP');
  await setTimeout(duration);
  const on = several.workers(workspace);
  process.kill(worker, 'SIGCONT');
  expect(on).toContain(worker);
  expect(await ended).toBe(0);
  expect(await several.told(workspace, runIds)).toEqual(runIds.map(() => [1, 1]));
  expect(await several.content(workspace)).toEqual(calm);
});
