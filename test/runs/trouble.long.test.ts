import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunDocument } from '../../core/app/run-status.ts';
import type { RunResult } from '../../core/app/run-result.ts';
import type { QueuedRun } from '../../core/runs/queue-row.ts';
import { document, start } from '../cli/run.ts';
import { endProcess, processesWith } from './processes.ts';
import { RunsFolder } from './runs-folder.ts';

let here: RunsFolder;
let whole: RunResult;
beforeAll(async () => {
  here = await RunsFolder.open();
  await here.generate(['acme'], 60_000, 'csv');
  whole = await document<RunResult>(here.runOf('acme', 'whole'), here.environment);
});
afterAll(() => here[Symbol.asyncDispose]());

const detach = async (workspace: string): Promise<string> =>
  (await document<{ runId: string }>([...here.runOf('acme', workspace), '--detach'], here.environment)).runId;
const at = (stage: string) => (run: QueuedRun) => run.progress?.stage === stage;
const leftovers = async (): Promise<readonly string[]> =>
  (await readdir(here.folder)).filter((name) => name.startsWith('quayside-'));
/** Files of tables that were written, whether a snapshot has them or not. */
const dataFiles = async (workspace: string): Promise<readonly string[]> =>
  (await readdir(join(here.folder, workspace, 'lake'), { recursive: true }).catch(() => [])).filter((name) =>
    name.endsWith('.parquet'),
  );

async function expectAsUndisturbed(workspace: string, runId: string): Promise<void> {
  const run = await here.ask<RunDocument>(workspace, ['runs', 'show', runId]);
  expect(run).toMatchObject({ state: 'published', status: 'published', deliveryId: whole.deliveryId });
  for (const [name, { snapshotId: _, metadataLocation: __, ...counts }] of Object.entries(whole.datasets)) {
    expect(Object.entries(run.datasets ?? {}).find(([one]) => one === name)?.[1]).toMatchObject(counts);
  }
  expect(await here.content(workspace, 'acme')).toEqual(await here.content('whole', 'acme'));
  expect(await here.ask(workspace, ['audit', 'verify'])).toMatchObject({ whole: true });
}

test.each(['landing', 'judged suppliers', 'writing parts', 'publishing'])(
  'a worker that is killed at "%s": the run goes on by itself, as if nothing had happened',
  async (stage) => {
    const workspace = `killed-${stage.replace(' ', '-')}`;
    const runId = await detach(workspace);
    const { worker } = await here.until(workspace, runId, at(stage));
    endProcess(worker?.pid);
    await here.until(workspace, runId, ({ state }) => state === 'published');
    await expectAsUndisturbed(workspace, runId);
    expect((await here.ask<RunDocument>(workspace, ['runs', 'show', runId])).attempts).toBe(2);
    expect(await leftovers()).toEqual([]);
  },
);

test.each(['landing', 'judged suppliers', 'writing parts'])(
  'cancelled at "%s" within a second, nothing stays, and tried again it gets through',
  async (stage) => {
    const workspace = `cancelled-${stage.replace(' ', '-')}`;
    const runId = await detach(workspace);
    await here.until(workspace, runId, at(stage));
    using queue = here.queue(workspace);
    const began = performance.now();
    expect(queue.ask(runId, 'cancel')).toBe('cancelling');
    await here.until(workspace, runId, ({ state }) => state !== 'cancelling').catch(() => undefined);
    expect(performance.now() - began).toBeLessThan(1000);
    expect(queue.find(runId)?.state).toBe('cancelled');
    expect(await dataFiles(workspace)).toEqual([]);
    const retried = await here.ask<RunResult>(workspace, ['runs', 'retry', runId]);
    expect(retried.status).toBe('published');
    await expectAsUndisturbed(workspace, runId);
  },
);

test('Ctrl-C: the run is cancelled, says so, and nothing stays', async () => {
  const child = spawn(process.execPath, [start, ...here.runOf('acme', 'ctrl-c')], {
    env: { ...process.env, ...here.environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  using queue = await opened('ctrl-c');
  while (queue.open()[0]?.progress?.stage !== 'judged suppliers')
    await new Promise((resolve) => setTimeout(resolve, 2));
  const began = performance.now();
  child.kill('SIGINT');
  const [code] = (await once(child, 'close')) as [number | null];
  expect(performance.now() - began).toBeLessThan(1000);
  expect([code, stderr]).toEqual([1, expect.stringContaining('CANCELLED')]);
  expect((await here.runs('ctrl-c'))[0]).toMatchObject({ state: 'cancelled', status: 'cancelled' });
  expect(await dataFiles('ctrl-c')).toEqual([]);
  expect(await leftovers()).toEqual([]);
});

async function opened(workspace: string): Promise<ReturnType<RunsFolder['queue']>> {
  for (;;) {
    try {
      return here.queue(workspace);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

test('an engine that is killed loses no run: its worker finishes, what waits is taken by the next one', async () => {
  const first = await detach('engine');
  const second = await detach('engine');
  const { engine, worker } = await here.until('engine', first, at('judged suppliers'));
  endProcess(engine?.pid);
  await here.until('engine', first, ({ state }) => state === 'published');
  expect(worker?.pid).not.toBe(engine?.pid);
  await expectAsUndisturbed('engine', first);
  using queue = here.queue('engine');
  expect(queue.find(second)?.state).toBe('queued');
  // Any engine does.
  const third = await detach('engine');
  for (const runId of [second, third])
    await here.until('engine', runId, ({ state }) => state === 'unchanged');
});

test('everything dies at once, as when the power fails: one command goes on with all of it', async () => {
  const first = await detach('power');
  const second = await detach('power');
  const { engine, worker } = await here.until('power', first, at('judged suppliers'));
  // The second command may have started an engine of its own, before the first one's was on.
  const engines = await processesWith('run-engine-main.ts', join(here.folder, 'power'));
  for (const id of [...engines, engine?.pid, worker?.pid]) endProcess(id);
  const { runs } = await here.ask<{ runs: RunResult[] }>('power', ['runs', 'resume']);
  expect(runs.map(({ runId, status }) => [runId, status])).toEqual([[first, 'published']]);
  await here.until('power', second, ({ state }) => state === 'unchanged').catch(() => undefined);
  await expectAsUndisturbed('power', first);
  using queue = here.queue('power');
  expect(queue.open().filter(({ runId }) => runId !== second)).toEqual([]);
});

test('engine and worker die, and nobody says resume: the next command that has to do with runs sees to it', async () => {
  const runId = await detach('unattended');
  const { engine, worker } = await here.until('unattended', runId, at('judged suppliers'));
  for (const mark of [engine, worker]) endProcess(mark?.pid);
  const { stderr } = await here.tell('unattended', ['runs']);
  expect(stderr).toContain('go on in the background');
  await here.until('unattended', runId, ({ state }) => state === 'published');
  await expectAsUndisturbed('unattended', runId);
});

test('a transient failure is tried again by itself, and every attempt is in the journal', async () => {
  await here.make('transient');
  const runId = await detach('transient');
  await here.until('transient', runId, at('writing suppliers'));
  const catalog = new DatabaseSync(join(here.folder, 'transient', 'catalog.sqlite'));
  catalog.exec('BEGIN IMMEDIATE');
  const { error } = await here.until('transient', runId, ({ state }) => state === 'waiting');
  catalog.exec('ROLLBACK');
  catalog.close();
  expect(error).toMatchObject({ retryable: true });
  await here.until('transient', runId, ({ state }) => state === 'published');
  await expectAsUndisturbed('transient', runId);
  expect((await here.ask<RunDocument>('transient', ['runs', 'show', runId])).attempts).toBe(2);
});

test('a run that keeps failing stops after five attempts with its reason', async () => {
  await using other = await RunsFolder.open();
  await other.generate(['acme'], 100);
  await other.make('w');
  const catalog = new DatabaseSync(join(other.folder, 'w', 'catalog.sqlite'));
  catalog.exec('BEGIN IMMEDIATE');
  const args = [...other.runOf('acme', 'w'), '--detach'];
  const { runId } = await document<{ runId: string }>(args, other.environment);
  const { tries, error } = await other.until('w', runId, ({ state }) => state === 'failed');
  catalog.close();
  expect([tries, error]).toEqual([5, { code: 'CATALOG_BUSY', retryable: true }]);
  const shown = await other.ask<RunDocument>('w', ['runs', 'show', runId]);
  expect(shown).toMatchObject({ state: 'failed', attempts: 5, error: { code: 'CATALOG_BUSY' } });
  expect((await other.ask<RunResult>('w', ['runs', 'retry', runId])).status).toBe('published');
});

test('a run whose files changed is not resumed into another result', async () => {
  await using other = await RunsFolder.open();
  await other.generate(['acme'], 60_000, 'csv');
  const { runId } = await document<{ runId: string }>(
    [...other.runOf('acme', 'w'), '--detach'],
    other.environment,
  );
  const { worker } = await other.until('w', runId, at('judged suppliers'));
  endProcess(worker?.pid);
  await appendFile(join(other.deliveries, 'acme', 'suppliers.csv'), '\n');
  const { error } = await other.until('w', runId, ({ state }) => state === 'failed');
  expect(error).toEqual({ code: 'SOURCE_CHANGED', retryable: false });
  const { code, stderr } = await other.tell('w', ['runs', 'retry', runId]);
  expect([code, stderr]).toEqual([3, expect.stringMatching(/SOURCE_CHANGED.*suppliers\.csv.*quayside run/)]);
});
