import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunOrder } from '../../contracts/runs/order.ts';
import { isAlive, type ProcessMark, thisProcess } from '../../core/base/process-mark.ts';
import { RunQueue } from '../../core/runs/queue.ts';

let folder = '';
let now = 0;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quayside-queue-'));
  now = Date.UTC(2026, 10, 24);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = (self?: ProcessMark) =>
  new RunQueue(join(folder, 'runs.sqlite'), {
    clock: () => new Date(now),
    random: () => 0.5,
    ...(self === undefined ? {} : { self }),
  });
const order = (tenant: string): RunOrder => ({
  tenant,
  sources: ['/in'],
  kind: 'delta',
  timezone: 'UTC',
  severities: {},
});
const add = (queue: RunQueue, ...tenants: readonly string[]) =>
  queue.add(tenants.map((tenant, index) => ({ runId: `${tenant}-${index}`, order: order(tenant) })));

/** A process that was there and is gone. */
async function deadProcess(): Promise<ProcessMark> {
  const child = spawn(process.execPath, ['-e', '']);
  const mark = { ...thisProcess(), pid: child.pid ?? 0, birth: '1' };
  await once(child, 'close');
  return mark;
}

test('a run on its way: each step is there for whoever opens the queue', () => {
  using queue = open();
  using other = open();
  add(queue, 'acme');
  const run = queue.claim(1);
  expect(run).toMatchObject({ runId: 'acme-0', state: 'starting', attempt: 1, order: order('acme') });
  if (run === undefined) throw new Error('no run');
  expect(queue.attach(run)).toBe(true);
  expect(queue.report(run, 'begin')).toBe('running');
  queue.progress(run, { stage: 'landing', rows: 5, at: '2026-11-24T00:00:00.000Z' });
  expect(other.find('acme-0')).toMatchObject({
    state: 'running',
    tries: 1,
    progress: { stage: 'landing', rows: 5 },
  });
  expect(other.ask('acme-0', 'cancel')).toBe('cancelling');
  expect(queue.report(run, 'cancelled')).toBe('cancelled');
  expect(other.open()).toEqual([]);
  expect(() => other.ask('acme-0', 'cancel')).toThrow(/cancelled; it cannot be cancelled.*runs retry/);
  expect(() => other.ask('nope', 'cancel')).toThrow(/No run nope/);
});

test('engines together never have more runs on than slots, nor two of a tenant', () => {
  using one = open();
  using two = open();
  add(one, 'a', 'a', 'b', 'c');
  expect([one.claim(2)?.tenant, two.claim(2)?.tenant, one.claim(2), two.claim(2)]).toEqual([
    'a',
    'b',
    undefined,
    undefined,
  ]);
  expect(two.claim(3)?.tenant).toBe('c');
  expect(one.claim(9)).toBeUndefined();
});

test('a run whose worker is gone is interrupted; one that no worker had begun goes back', async () => {
  const dead = await deadProcess();
  expect(isAlive(dead)).toBe(false);
  {
    using engine = open(dead);
    add(engine, 'a', 'b');
    const first = engine.claim(2);
    if (first !== undefined) engine.attach(first);
    // The engine of this test is dead itself, so that what it took is lost at once, and tried again.
    engine.claim(2);
  }
  using queue = open();
  queue.sweep();
  expect(queue.find('a-0')).toMatchObject({ state: 'waiting', tries: 1 });
  expect(queue.find('b-1')?.state).toBe('queued');
  expect(queue.ask('a-0', 'resume')).toBe('queued');
  expect([queue.claim(2), queue.claim(2)].map((run) => [run?.runId, run?.attempt])).toEqual([
    ['a-0', 2],
    ['b-1', 2],
  ]);
});

test('a process number that was given to another process does not keep a run alive', () => {
  const mine = thisProcess();
  expect(isAlive(mine)).toBe(true);
  if (mine.birth !== null) expect(isAlive({ ...mine, birth: '1' })).toBe(false);
});

test('of a process on another machine the heartbeat tells', () => {
  {
    using elsewhere = open({ host: 'elsewhere', pid: 1, birth: null });
    add(elsewhere, 'a');
    const run = elsewhere.claim(1);
    if (run !== undefined) elsewhere.attach(run);
  }
  using queue = open();
  now += 59_000;
  queue.sweep();
  expect(queue.find('a-0')?.state).toBe('starting');
  now += 2000;
  queue.sweep();
  expect(queue.find('a-0')?.state).toBe('interrupted');
});

test('a sign of life of a time to come counts for nothing: the clock was set back', () => {
  {
    using elsewhere = open({ host: 'elsewhere', pid: 1, birth: null });
    add(elsewhere, 'a');
    const run = elsewhere.claim(1);
    if (run !== undefined) elsewhere.attach(run);
  }
  using queue = open();
  now -= 2 * 86_400_000;
  queue.sweep();
  expect(queue.find('a-0')?.state).toBe('interrupted');
});

test('an attempt that was given up has no say any more, except that it is done', () => {
  using queue = open();
  add(queue, 'a');
  const first = queue.claim(1);
  if (first === undefined) throw new Error('no run');
  queue.report(first, 'busy');
  const second = queue.claim(1);
  expect(second?.attempt).toBe(2);
  expect(queue.attach(first)).toBe(false);
  queue.report(first, 'fail');
  queue.progress(first, { stage: 'late', at: '2026-11-24T00:00:00.000Z' });
  expect(queue.find('a-0')).toMatchObject({ state: 'starting', progress: null });
  expect(queue.report(first, 'published')).toBe('published');
});

test('a deferred run waits its time; a person may have it at once, with all its attempts', () => {
  using queue = open();
  add(queue, 'a');
  const run = queue.claim(1);
  if (run === undefined) throw new Error('no run');
  queue.report(run, 'begin');
  expect(queue.report(run, 'defer', { error: { code: 'DISK_FULL', retryable: true }, wait: 5000 })).toBe(
    'waiting',
  );
  expect(queue.claim(1)).toBeUndefined();
  now += 5000;
  expect(queue.claim(1)).toMatchObject({ attempt: 2, tries: 1, error: { code: 'DISK_FULL' } });
  queue.report({ ...run, attempt: 2 }, 'defer', { wait: 60_000 });
  expect(queue.ask('a-0', 'retry')).toBe('queued');
  expect(queue.claim(1)?.tries).toBe(0);
});

test('whoever adds a run learns whether an engine will take it; none leaves while one waits', () => {
  using engine = open();
  using queue = open();
  expect(add(queue, 'a')).toBe(false);
  engine.engineIsOn();
  expect(add(queue, 'b', 'c')).toBe(true);
  expect(engine.engineLeaves()).toBe(false);
  for (let run = engine.claim(9); run !== undefined; run = engine.claim(9)) engine.report(run, 'fail');
  expect(engine.engineLeaves()).toBe(true);
  expect(queue.add([{ runId: 'd', order: order('d') }])).toBe(false);
});

test('an engine tries what was interrupted again, later each time, and gives up after five deaths with the reason', async () => {
  const dead = await deadProcess();
  {
    using gone = open();
    gone.add([{ runId: 'a-0', order: order('a') }]);
  }
  const waits: number[] = [];
  for (let death = 1; death <= 5; death += 1) {
    using engine = open();
    // It comes when the run is due.
    now += 60_000;
    const taken = engine.claim(1);
    expect(taken?.attempt).toBe(death);
    using worker = open(dead);
    if (taken !== undefined) worker.attach(taken);
    if (taken !== undefined) worker.report(taken, 'begin');
    using onlooker = open();
    onlooker.sweep();
    // Without an engine it waits for one.
    expect(onlooker.find('a-0')?.state).toBe('interrupted');
    expect(onlooker.needsEngine()).toBe(true);
    expect(engine.claim(1)).toBeUndefined();
    waits.push((onlooker.find('a-0')?.dueAt ?? 0) - now);
  }
  using queue = open();
  expect(queue.find('a-0')).toMatchObject({ state: 'failed', tries: 5, error: { code: 'RUN_DIED' } });
  expect(waits.slice(0, 4)).toEqual([750, 1500, 3000, 6000]);
  expect(queue.needsEngine()).toBe(false);
  expect(queue.ask('a-0', 'retry')).toBe('queued');
});

test('what was interrupted is not tried again by itself where a later run of the tenant is on or done', async () => {
  const dead = await deadProcess();
  {
    using inline = open(dead);
    inline.add([{ runId: 'a-0', order: order('a'), owned: true }]);
  }
  using queue = open();
  queue.add([{ runId: 'a-1', order: order('a'), owned: true }]);
  expect(queue.claim(2)).toBeUndefined();
  expect(queue.find('a-0')?.state).toBe('interrupted');
  expect(queue.needsEngine()).toBe(false);
  queue.report({ runId: 'a-1', attempt: 1 }, 'published');
  expect(queue.claim(2)).toBeUndefined();
  expect(queue.find('a-0')?.state).toBe('interrupted');
  expect(queue.ask('a-0', 'resume')).toBe('queued');
});

test('where an engine lives a lost run is never seen as over, and a later run that was done meanwhile puts it aside', async () => {
  const dead = await deadProcess();
  using engine = open();
  engine.engineIsOn();
  {
    using inline = open(dead);
    inline.add([{ runId: 'a-0', order: order('a'), owned: true }]);
  }
  engine.sweep();
  expect(engine.find('a-0')?.state).toBe('waiting');
  engine.add([{ runId: 'a-1', order: order('a'), owned: true }]);
  engine.report({ runId: 'a-1', attempt: 1 }, 'published');
  now += 60_000;
  expect(engine.claim(1)).toBeUndefined();
  expect(engine.find('a-0')?.state).toBe('interrupted');
});

test('a run whose process puts the tables in order is over, keeps its place among those that are on, and can be told to stop', async () => {
  using queue = open();
  add(queue, 'a', 'a');
  const run = queue.claim(1);
  if (run === undefined) throw new Error('no run');
  queue.attach(run);
  queue.report(run, 'published');
  queue.upkeep(run, true);
  expect(queue.find('a-0')).toMatchObject({ state: 'published', upkeep: 'on' });
  expect([queue.claim(1), queue.claim(2)]).toEqual([undefined, undefined]);
  expect([queue.stopUpkeep('a-0'), queue.stopUpkeep('a-1')]).toEqual([true, false]);
  expect(queue.find('a-0')?.upkeep).toBe('stopping');
  queue.upkeep(run, false);
  expect(queue.claim(1)?.runId).toBe('a-1');

  const dead = await deadProcess();
  using gone = open(dead);
  gone.upkeep(run, true);
  queue.sweep();
  expect(queue.find('a-0')).toMatchObject({ state: 'published', upkeep: null });
});
