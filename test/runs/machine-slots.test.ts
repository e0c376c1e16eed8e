import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSlots } from '../../core/app/machine-slots.ts';
import { type ProcessMark, thisProcess } from '../../core/base/process-mark.ts';
import { MachineSlots } from '../../core/runs/machine-slots.ts';
import { mayTake } from '../../core/runs/may-take.ts';

const GiB = 1024 ** 3;
const share = { memory: GiB, threads: 1 };

let folder = '';
let now = 0;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quayside-slots-'));
  now = Date.UTC(2026, 10, 24);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = (self?: ProcessMark) =>
  new MachineSlots(join(folder, 'workers.sqlite'), () => new Date(now), self);

/** A process that lives until it is killed. */
async function living(): Promise<{ mark: ProcessMark; kill: () => Promise<void> }> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  await once(child, 'spawn');
  const mark = { ...thisProcess(), pid: child.pid ?? 0, birth: null };
  return {
    mark,
    kill: async () => {
      child.kill('SIGKILL');
      await once(child, 'close');
    },
  };
}

test('engines of different workspaces have no more workers together than one of them would', async () => {
  const other = await living();
  {
    using one = open();
    using two = open(other.mark);
    expect([one.take(share, 2), two.take(share, 2)]).toEqual([expect.any(String), expect.any(String)]);
    expect([one.take(share, 2), two.take(share, 2)]).toEqual([undefined, undefined]);
  }
  // Who is killed holds nothing any more.
  await other.kill();
  using one = open();
  expect(one.take(share, 2)).toEqual(expect.any(String));
  expect(one.take(share, 2)).toBeUndefined();
});

test('a slot stays taken while its worker lives, also where the engine is gone', async () => {
  const [engine, worker] = [await living(), await living()];
  {
    using engineSide = open(engine.mark);
    const slot = engineSide.take(share, 1) ?? '';
    using workerSide = open(worker.mark);
    workerSide.attach(slot, share);
  }
  await engine.kill();
  using one = open();
  expect(one.take(share, 1)).toBeUndefined();
  await worker.kill();
  expect(one.take(share, 1)).toEqual(expect.any(String));
});

test('who has fewer workers goes first, then who waits longer; who stopped asking is not waited for', async () => {
  const other = await living();
  using one = open();
  using two = open(other.mark);
  const slots = [one.take(share, 2) ?? '', one.take(share, 2) ?? ''];
  expect(two.take(share, 2)).toBeUndefined();
  one.release(slots[0] ?? '');
  expect(one.take(share, 2)).toBeUndefined();
  expect(two.take(share, 2)).toEqual(expect.any(String));
  one.release(slots[1] ?? '');
  two.take(share, 3);
  two.take(share, 3);
  expect(two.take(share, 3)).toBeUndefined();
  now += 60_000;
  expect(one.take(share, 4)).toEqual(expect.any(String));
  await other.kill();
});

test('whatever the others take, one worker can always be on, and shares of other sizes count as what they are', () => {
  const nobody = { taken: { memory: 0, threads: 0 }, mine: 0, since: 1, waiting: [] };
  expect(mayTake(nobody, { memory: 9 * GiB, threads: 9 }, 1)).toBe(true);
  const large = { ...nobody, taken: { memory: 3 * GiB, threads: 1 } };
  expect(mayTake(large, share, 4)).toBe(true);
  expect(mayTake(large, share, 3)).toBe(false);
  expect(mayTake({ ...large, waiting: [{ workers: 0, since: 0 }] }, share, 4)).toBe(false);
  expect(mayTake({ ...large, waiting: [{ workers: 0, since: 2 }] }, share, 4)).toBe(true);
});

test('a folder that others can write is not used', async () => {
  const host = { limits: share, scratchRoot: folder, now: () => new Date(now) };
  expect(openSlots(host)).toBeUndefined();
  using slots = openSlots({ ...host, runtimeFolder: join(folder, 'own') });
  expect(slots).toBeDefined();
  await chmod(join(folder, 'own'), 0o777);
  expect(openSlots({ ...host, runtimeFolder: join(folder, 'own') })).toBeUndefined();
});
