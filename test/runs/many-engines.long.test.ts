import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { RunRequest } from '../../core/app/run-job.ts';
import { type ManyResults, orderRuns } from '../../core/app/run-many.ts';
import { Workspace } from '../../core/app/run-workspace.ts';
import type { JournalEntry } from '../../core/journal/entry.ts';
import { document } from '../cli/run.ts';
import { childrenWith, processesWith } from './processes.ts';
import { asOf, RunsFolder } from './runs-folder.ts';

const tenants = Array.from({ length: 10 }, (_, index) => `tenant-${index}`);
const rounds = 5;
const jobs = 3;
const header = 'supplier_id,legal_name,source_timestamp,country,data_source';

/** Fifty runs: five deliveries of each of ten tenants, each delivery renaming the same 20 suppliers. */
test('fifty queued runs over three engines: every run once, in its tenant’s order, tenants take turns', async () => {
  await using here = await RunsFolder.open();
  const workspace = join(here.folder, 'w');
  const host = { limits: { memory: 2 ** 30, threads: 2 }, scratchRoot: here.folder, now: () => new Date() };
  const requests: RunRequest[] = [];
  // All of one tenant's runs are queued before the next tenant's: taking turns is the queue's doing.
  for (const tenant of tenants) {
    for (let round = 1; round <= rounds; round += 1) {
      const source = join(here.folder, tenant, `${round}`);
      await mkdir(source, { recursive: true });
      const rows = Array.from({ length: 20 }, (_, n) => `S-${n},Name ${round},2026-11-0${round},DE,sap`);
      await writeFile(join(source, 'suppliers.csv'), `${[header, ...rows].join('\n')}\n`);
      requests.push({ tenant, sources: [source], workspace, timezone: 'UTC', severities: {} });
    }
  }
  const { runIds, engineIsOn } = await orderRuns(host, requests);
  expect([runIds.length, engineIsOn]).toEqual([50, false]);
  const program = join(import.meta.dirname, '../../core/app/run-engine-main.ts');
  const engines = Array.from({ length: 3 }, () =>
    spawn(process.execPath, [program, workspace, `${jobs}`], {
      env: { ...process.env, ...here.environment },
      stdio: ['ignore', 'ignore', 'inherit'],
    }),
  );
  const codes = await Promise.all(engines.map(async (engine) => (await once(engine, 'close'))[0] as number));
  expect(codes).toEqual([0, 0, 0]);

  await using open = await Workspace.open(host, workspace);
  const records = open.journal.log({ limit: 100_000 }).toReversed();
  const started = records.filter(({ kind }) => kind === 'run-started');
  // No double work, nothing forgotten, nothing tried twice.
  expect(started.map(runIdOf).toSorted()).toEqual([...runIds].toSorted());
  expect(records.filter(({ kind }) => kind === 'run-resumed')).toEqual([]);
  const finished = records.filter((record) => record.kind === 'run-finished');
  expect(finished.map(({ body }) => [body.status, body.datasets.suppliers?.landed])).toEqual(
    runIds.map(() => ['published', 20]),
  );
  // Of one tenant in the order of arrival.
  for (const tenant of tenants) {
    const own = runIds.filter((_, index) => requests[index]?.tenant === tenant);
    expect(started.filter((record) => record.tenant === tenant).map(runIdOf)).toEqual(own);
  }
  // No starvation: nobody is more than one turn (and what is on) ahead of anybody.
  const turns = new Map(tenants.map((tenant) => [tenant, 0]));
  for (const { tenant } of started) {
    turns.set(tenant ?? '', (turns.get(tenant ?? '') ?? 0) + 1);
    expect(Math.max(...turns.values()) - Math.min(...turns.values())).toBeLessThanOrEqual(2);
  }
  expect(Math.max(...concurrency(records))).toBeLessThanOrEqual(jobs);
  expect((await open.journal.verify([])).faults).toEqual([]);
  using queue = here.queue('w');
  expect(queue.open()).toEqual([]);
});

const runIdOf = (record: JournalEntry): string =>
  'runId' in record.body && record.body.runId !== undefined ? record.body.runId : '';

/** Runs that were on after each record. */
function concurrency(records: readonly JournalEntry[]): readonly number[] {
  const on = new Set<string>();
  return records.map((record) => {
    if (record.kind === 'run-started') on.add(record.body.runId);
    if (record.kind === 'run-finished') on.delete(record.body.runId);
    return on.size;
  });
}

/** Bytes of the command on these deliveries, and of its workers. Shared pages count once: Pss. Linux only. */
async function memoryOf(deliveries: string): Promise<number> {
  const commands = await processesWith('start.mjs', '--all', deliveries);
  const workers = await Promise.all(commands.map((id) => childrenWith(id, 'run-worker-main.ts')));
  const sizes = [...commands, ...workers.flat()].map(async (id) => {
    const text = await readFile(`/proc/${id}/smaps_rollup`, 'utf8').catch(() => '');
    return Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0) * 1024;
  });
  return (await Promise.all(sizes)).reduce((sum, bytes) => sum + bytes, 0);
}

test.skipIf(process.platform !== 'linux')(
  'ten tenants at once are all right, and within QUAYSIDE_MEMORY',
  async () => {
    await using here = await RunsFolder.open();
    await here.generate(tenants, 10_000);
    const all = ['run', '--all', '--source', here.deliveries, '--as-of', asOf, '--workspace'];
    const atOnce = async (workspace: string, ...more: readonly string[]) => {
      const running = document<ManyResults>(
        [...all, join(here.folder, workspace), ...more],
        here.environment,
      );
      const over = running.then(
        () => true,
        () => true,
      );
      // One look after the other: on a busy machine a look takes longer than any interval.
      let peak = 0;
      do peak = Math.max(peak, await memoryOf(here.deliveries));
      while (!(await Promise.race([over, setTimeout(200, false)])));
      const done = await running;
      expect(done.runs.map(({ state }) => state)).toEqual(tenants.map(() => 'published'));
      return { jobs: done.jobs, peak };
    };
    await atOnce('at-once');
    const { jobs: granted, peak } = await atOnce('crowded', '--jobs', '10');
    expect(granted).toBeLessThan(10);
    expect(peak).toBeGreaterThan(100 * 1024 ** 2);
    expect(peak).toBeLessThan(2 * 1024 ** 3);
  },
);
