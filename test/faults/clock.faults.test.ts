import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Host } from '../../core/app/host.ts';
import { query } from '../../core/app/query.ts';
import { runRollback } from '../../core/app/rollback.ts';
import { attemptAgain } from '../../core/app/run-again.ts';
import { attemptRun } from '../../core/app/run-attempt.ts';
import type { ManyResults } from '../../core/app/run-many.ts';
import { openQueue } from '../../core/app/run-queue.ts';
import type { RunResult } from '../../core/app/run-result.ts';
import { Workspace } from '../../core/app/run-workspace.ts';
import { run } from '../../core/app/run.ts';
import { expire } from '../../core/app/table-upkeep.ts';
import type { Catalog } from '../../core/catalog/catalog.ts';
import { tableText } from '../../core/iceberg/table.ts';
import { RunQueue } from '../../core/runs/queue.ts';
import { Lakehouse } from '../app/lakehouse.ts';
import { document } from '../cli/run.ts';
import { RunsFolder } from '../runs/runs-folder.ts';
import { expectSound } from './sound.ts';

const hour = 3_600_000;
const day = 24 * hour;
const asOf = new Date('2026-11-24T02:00:00Z');

/** As a machine whose clock is ahead by so much, or behind. */
const ahead = (host: Host, milliseconds: number): Host => ({
  ...host,
  now: () => new Date(Date.now() + milliseconds),
});
const requestOf = (lake: Lakehouse, source: string) => ({
  tenant: 'acme',
  timezone: 'UTC',
  severities: {},
  sources: [source],
  workspace: lake.workspace,
  asOf,
});

/** A run in which something happens when all its files are written and nothing is published yet. */
async function runWith(
  lake: Lakehouse,
  source: string,
  meanwhile: () => Promise<unknown>,
  host = lake.host,
): Promise<RunResult> {
  await using workspace = await Workspace.open(host, lake.workspace);
  using queue = openQueue(host, workspace.folder);
  let happened = false;
  const commit: Catalog['commit'] = async (commits, options) => {
    if (options?.fence !== undefined && !happened) {
      happened = true;
      await meanwhile();
    }
    return workspace.catalog.commit(commits, options);
  };
  const catalog: Catalog = Object.create(workspace.catalog, { commit: { value: commit } });
  const disturbed: Workspace = Object.create(workspace, { catalog: { value: catalog } });
  const given = { runId: randomUUID(), request: requestOf(lake, source) };
  return await attemptRun(host, disturbed, queue, given, {});
}

/** Two lakes with the same first delivery; what the second delivery makes of one that nothing disturbs. */
async function twoLakes() {
  const lake = await Lakehouse.open();
  await using calm = await Lakehouse.open();
  const [first, second] = [await lake.delivery('acme', 1), await lake.delivery('acme', 2)];
  for (const one of [lake, calm]) await one.run('acme', first, { asOf });
  await calm.run('acme', second, { asOf });
  return { lake, second, expected: await rowsOf(calm) };
}

/** Without what tells when, and in which run. */
async function rowsOf(lake: Lakehouse): Promise<unknown> {
  const { dim_parts_v1, dim_suppliers_v1, quarantine_parts_v1, quarantine_suppliers_v1 } =
    await lake.content('acme');
  return [dim_parts_v1, dim_suppliers_v1, quarantine_parts_v1?.rows, quarantine_suppliers_v1?.rows];
}

async function openIntents(lake: Lakehouse): Promise<number> {
  await using workspace = await Workspace.open(lake.host, lake.workspace);
  return workspace.journal.openIntents().length;
}

test('the clock jumps ahead by three days while a run is on, and upkeep removes what is a day old', async () => {
  const { lake, second, expected } = await twoLakes();
  await using _ = lake;
  const later = ahead(lake.host, 3 * day);
  const result = await runWith(lake, second, async () => {
    await using workspace = await Workspace.open(lake.host, lake.workspace);
    for (const name of await workspace.catalog.list('supply_chain')) {
      const what = { workspace: lake.workspace, table: tableText(name), keep: 5, olderThanDays: 0 };
      await expire(later, what);
    }
  });
  expect(result.status).toBe('published');
  expect(await rowsOf(lake)).toEqual(expected);
  await expectSound(lake.host, lake.workspace);
});

test('the clock jumps ahead by an hour, and another process takes the tenant over: done once, and the first is told', async () => {
  const { lake, second, expected } = await twoLakes();
  await using _ = lake;
  const first = runWith(lake, second, async () => {
    const other = await run(ahead(lake.host, hour), requestOf(lake, second));
    expect(other.status).toBe('published');
  });
  await expect(first).rejects.toMatchObject({ code: 'CONFLICT', retryable: true });
  expect(await rowsOf(lake)).toEqual(expected);
  await expectSound(lake.host, lake.workspace);
  expect(await openIntents(lake)).toBe(0);
  expect((await lake.run('acme', second, { asOf })).status).toBe('unchanged');
});

test('a run that failed under a clock that was ahead is tried again when it is right, as of the same time', async () => {
  const { lake, second } = await twoLakes();
  await using _ = lake;
  const early = ahead(lake.host, 2 * day);
  const request = { ...requestOf(lake, second), asOf: undefined };
  const runId = randomUUID();
  {
    await using workspace = await Workspace.open(early, lake.workspace);
    using queue = openQueue(early, lake.workspace);
    const { asOf: _none, ...asked } = request;
    const stop = AbortSignal.abort();
    await expect(
      attemptRun(early, workspace, queue, { runId, request: asked }, { signal: stop }),
    ).rejects.toMatchObject({ code: 'CANCELLED' });
  }
  const again = await attemptAgain(lake.host, lake.workspace, runId, 'retry');
  expect(again.status).toBe('published');
  expect(Date.parse(again.asOf)).toBeGreaterThan(Date.now() + day);
  await expectSound(lake.host, lake.workspace);
});

test('set back by two days, then by two more: deliveries in the order of the journal, snapshots in the order of their commits', async () => {
  await using lake = await Lakehouse.open();
  const results: RunResult[] = [];
  const contents: unknown[] = [];
  for (const [seed, offset] of [
    [1, 2 * day],
    [2, 0],
    [3, -2 * day],
  ] as const) {
    results.push(await run(ahead(lake.host, offset), requestOf(lake, await lake.delivery('acme', seed))));
    contents.push(await rowsOf(lake));
  }
  await using workspace = await Workspace.open(lake.host, lake.workspace);
  const told = workspace.journal.runs({ tenant: 'acme' }).map(({ runId, status }) => [runId, status]);
  expect(told).toEqual(results.toReversed().map(({ runId }) => [runId, 'published']));
  for (const name of await workspace.catalog.list('supply_chain')) {
    const { snapshots } = (await workspace.catalog.load(name)).metadata;
    const times = snapshots.map((snapshot) => snapshot['timestamp-ms']);
    expect(times).toEqual([...new Set(times)].toSorted((a, b) => a - b));
  }
  const statement = 'SELECT count(*)::INTEGER AS rows FROM supply_chain.dim_suppliers_v1';
  const asked = { workspace: lake.workspace, statement, limit: 1, timeoutSeconds: 60 };
  const atEnd = await query(lake.host, { ...asked, at: { time: new Date(Date.now() + 3 * day) } });
  expect(atEnd.rows).toEqual((await query(lake.host, asked)).rows);
  const [, second] = results;
  const target = { runId: second?.runId ?? '' };
  await runRollback(lake.host, { workspace: lake.workspace, tenant: 'acme', target });
  expect(await rowsOf(lake)).toEqual(contents[1]);
  await expectSound(lake.host, lake.workspace);
});

test('what waits for its next attempt is not kept waiting by a clock that was set back', async () => {
  await using lake = await Lakehouse.open();
  await lake.run('acme', await lake.delivery('acme', 1), { asOf });
  let now = Date.now() + 2 * day;
  using queue = new RunQueue(join(lake.workspace, 'runs.sqlite'), { clock: () => new Date(now) });
  const order = { tenant: 'acme', sources: ['/in'], kind: 'delta', timezone: 'UTC', severities: {} } as const;
  queue.add([{ runId: 'later', order: { ...order, sources: [...order.sources] } }]);
  const taken = queue.claim(1);
  if (taken === undefined) throw new Error('nothing to take');
  queue.attach(taken);
  queue.report(taken, 'begin');
  expect(queue.report(taken, 'defer', { wait: 30_000 })).toBe('waiting');
  expect(queue.claim(1)).toBe(undefined);
  now -= 2 * day;
  expect(queue.claim(1)?.runId).toBe('later');
});

const library = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1';

test.skipIf(!existsSync(library))(
  'run --all while the clock of all processes jumps to and fro (needs Debian’s libfaketime)',
  async () => {
    await using here = await RunsFolder.open();
    const tenants = ['ant', 'bee', 'cat', 'dog'];
    await here.generate(tenants, 3000);
    const all = ['run', '--all', '--source', here.deliveries, '--as-of', asOf.toISOString()];
    const into = (workspace: string) => [...all, '--workspace', join(here.folder, workspace)];
    await document<ManyResults>(into('calm'), here.environment);
    const file = join(here.folder, 'clock');
    await writeFile(file, '+0');
    const environment = {
      ...here.environment,
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    };
    let turn = 0;
    const jumps = ['+3d', '-2d', '+2h', '-1h', '+0'];
    const timer = setInterval(() => void writeFile(file, jumps[(turn += 1) % jumps.length] ?? '+0'), 150);
    const done = await document<ManyResults>(into('jumping'), environment).finally(() =>
      clearInterval(timer),
    );
    expect(turn).toBeGreaterThan(5);
    expect(done.runs.map(({ state }) => state)).toEqual(tenants.map(() => 'published'));
    for (const tenant of tenants)
      expect(await here.content('jumping', tenant)).toEqual(await here.content('calm', tenant));
    expect(await here.ask('jumping', ['audit', 'verify'])).toMatchObject({ whole: true });
  },
);
