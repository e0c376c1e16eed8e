import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ManyResult } from '../../core/app/run-many.ts';
import type { RunDocument } from '../../core/app/run-status.ts';
import type { RunResult } from '../../core/app/run-result.ts';
import { join } from 'node:path';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { Workspace } from '../../core/app/run-workspace.ts';
import { thisProcess } from '../../core/base/process-mark.ts';
import { deadScratch, scratchPrefix } from '../../core/runs/scratch.ts';
import { document } from '../cli/run.ts';
import { asOf, RunsFolder } from './runs-folder.ts';

const tenants = Array.from({ length: 10 }, (_, index) => `tenant-${index}`);
let here: RunsFolder;
beforeAll(async () => {
  here = await RunsFolder.open();
  await here.generate(tenants, 60);
});
afterAll(() => here[Symbol.asyncDispose]());

test('ten tenants at once: the same rows and counts as one after another', async () => {
  const args = ['run', '--all', '--source', here.deliveries, '--as-of', asOf, '--jobs', '4'];
  const { runs } = await here.ask<{ runs: ManyResult[] }>('together', args);
  expect(runs.map(({ tenant, state }) => [tenant, state])).toEqual(
    tenants.map((tenant) => [tenant, 'published']),
  );
  for (const tenant of tenants.slice(0, 1)) {
    const alone = await document<RunResult>(here.runOf(tenant, 'alone'), here.environment);
    const together = runs.find((run) => run.tenant === tenant)?.result;
    for (const name of ['suppliers', 'parts'] as const) {
      const { snapshotId: _, metadataLocation: __, ...counts } = alone.datasets[name] ?? {};
      expect(together?.datasets[name]).toMatchObject(counts);
    }
    expect(await here.content('together', tenant)).toEqual(await here.content('alone', tenant));
  }
  expect(await here.ask('together', ['audit', 'verify'])).toMatchObject({ whole: true });
  const again = await here.ask<{ runs: ManyResult[] }>('together', args);
  expect(new Set(again.runs.map(({ state }) => state))).toEqual(new Set(['unchanged']));
  expect((await readdir(here.folder)).filter((name) => name.startsWith('quayside-'))).toEqual([]);
});

test('a tenant whose delivery is refused stops with its reason; the others get through', async () => {
  const source = join(here.folder, 'mixed');
  for (const [tenant, text] of [
    ['bad', 'supplier_id,country\n1,DE\n'],
    ['good', 'supplier_id,legal_name,country,data_source,source_timestamp\nS-1,A,DE,sap,2026-11-01\n'],
  ] as const) {
    await mkdir(join(source, tenant), { recursive: true });
    await writeFile(join(source, tenant, 'suppliers.csv'), text);
  }
  const { code, stdout } = await here.tell('mixed', ['run', '--all', '--source', source, '--json']);
  expect(code).toBe(3);
  const { runs } = JSON.parse(stdout) as { runs: ManyResult[] };
  expect(runs).toMatchObject([
    { tenant: 'bad', state: 'failed', error: { code: 'MISSING_REQUIRED_COLUMNS', retryable: false } },
    { tenant: 'good', state: 'published' },
  ]);
  const retry = await here.tell('mixed', ['runs', 'retry', runs[0]?.runId ?? '']);
  expect([retry.code, retry.stderr]).toEqual([3, expect.stringContaining('MISSING_REQUIRED_COLUMNS')]);
});

test('a detached run goes on in the background and can be watched to its end', async () => {
  const { runId } = await document<{ runId: string }>(
    [...here.runOf('tenant-0', 'detached'), '--detach'],
    here.environment,
  );
  const { code, stdout, stderr } = await here.tell('detached', ['runs', 'watch', runId, '--json']);
  expect([code, stderr.trim().split('\n').at(-1)]).toEqual([0, expect.stringMatching(/^published/)]);
  expect(JSON.parse(stdout)).toMatchObject({ runId, state: 'published', status: 'published', attempts: 1 });
  const shown = await here.ask<RunDocument>('detached', ['runs', 'show', runId]);
  expect(shown.request).toMatchObject({ tenant: 'tenant-0', asOf: { given: true } });
  for (const how of ['resume', 'retry', 'cancel']) {
    expect((await here.tell('detached', ['runs', how, runId])).code).toBe(2);
  }
});

test('a run whose tenant is busy waits for its end, without using up its attempts', async () => {
  const host = { limits: { memory: 2 ** 30, threads: 1 }, scratchRoot: here.folder, now: () => new Date() };
  await using open = await Workspace.open(host, join(here.folder, 'busy'));
  const lease = open.journal.acquireLease({ tenant: 'tenant-0', operation: 'run', seconds: 60 });
  const { runId } = await document<{ runId: string }>(
    [...here.runOf('tenant-0', 'busy'), '--detach'],
    here.environment,
  );
  await here.until('busy', runId, ({ attempt }) => attempt >= 2);
  open.journal.releaseLease(lease);
  await here.until('busy', runId, ({ state }) => state === 'published');
  expect(open.journal.run(runId)).toMatchObject({
    attempts: 1,
    stages: ['received', 'judged', 'announced', 'published'].map((stage) => ({ stage })),
  });
});

test('scratch of a process that is gone is removed, of one that lives or is unknown it stays', async () => {
  const mark = thisProcess();
  const names = [
    `${scratchPrefix(mark)}abc`,
    `${scratchPrefix({ ...mark, birth: '1' })}abc`,
    `${scratchPrefix({ ...mark, pid: 4_194_303 })}abc`,
    `${scratchPrefix({ ...mark, host: 'elsewhere', pid: 4_194_303 })}abc`,
    'quayside-AbCdEf',
    'other',
  ];
  const dead = mark.birth === null ? [names[2]] : [names[1], names[2]];
  expect(deadScratch(names, mark.host)).toEqual(dead);
});

test('more is asked than a run can be: usage, and nothing in the queue', async () => {
  await here.make('empty');
  for (const args of [
    ['run', '--source', here.deliveries],
    ['run', '--all', '--tenant', 'a', '--source', here.deliveries],
    ['run', '--all', '--source', 'a', 'b'],
    ['run', '--all', '--source', here.deliveries, '--jobs', '0'],
    ['runs', 'resume', 'nope'],
  ]) {
    expect((await here.tell('empty', args)).code).toBe(2);
  }
  expect(await here.runs('empty')).toEqual([]);
});
