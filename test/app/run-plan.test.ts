import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runGenerate } from '../../core/app/generate.ts';
import { planRun } from '../../core/app/run-plan.ts';
import { run } from '../../core/app/run.ts';
import type { RunRequest } from '../../core/app/run-job.ts';
import type { RunCounts } from '../../core/app/run-result.ts';
import { auditLog } from '../../core/app/audit.ts';
import { TestHost } from './host.ts';

let here: TestHost;

beforeAll(async () => {
  here = await TestHost.open();
});

afterAll(() => here[Symbol.asyncDispose]());

const logicalTime = new Date('2026-11-20T00:00:00Z');

/** The same rows, with other dirt, and more of them. */
async function delivery(name: string, dirtyRate: number, suppliers: number): Promise<RunRequest> {
  const out = join(here.folder, name);
  const sizes = { suppliers, parts: 300, seed: 11, dirtyRate, kindRates: {} };
  await runGenerate(here.host, { ...sizes, tenants: ['acme'], format: 'parquet', out, logicalTime });
  return {
    tenant: 'acme',
    sources: [out],
    workspace: join(here.folder, 'workspace'),
    timezone: 'UTC',
    severities: {},
    asOf: logicalTime,
  };
}

/** Where the tables are is not planned. */
const planned = (counts: RunCounts | undefined) => ({ ...counts, snapshotId: null, metadataLocation: null });

test('what is planned is what the run then does: at first, later, and again', async () => {
  const first = await delivery('first', 0.05, 200);
  const later = await delivery('later', 0.15, 260);
  for (const request of [first, later]) {
    const records = (await auditLog(here.host, request.workspace, { limit: 1000 })).length;
    const plan = await planRun(here.host, request);
    // Nothing of it is in the journal.
    expect(await auditLog(here.host, request.workspace, { limit: 1000 })).toHaveLength(records);
    const result = await run(here.host, request);
    expect(plan.answer).toBe('judge');
    for (const dataset of ['suppliers', 'parts'] as const)
      expect(planned(result.datasets[dataset]), dataset).toEqual(planned(plan.datasets[dataset]));
    const again = await planRun(here.host, request);
    expect(again).toMatchObject({ answer: 'repeat', runId: result.runId });
    expect(again.datasets.suppliers).toMatchObject({ inserted: 0, updated: 0 });
  }
  const { suppliers } = (await planRun(here.host, first)).datasets;
  expect(suppliers?.updated).toBeGreaterThan(0);
  expect(suppliers?.unchanged).toBeGreaterThan(50);
}, 300_000);

test('a full delivery: which keys are gone, and that they would be removed', async () => {
  const small = await delivery('small', 0, 150);
  const request: RunRequest = {
    ...small,
    kind: 'full',
    fullDelivery: { removes: true, maxShare: 1 },
  };
  const plan = await planRun(here.host, request);
  expect(plan.datasets.suppliers?.full?.gone).toBeGreaterThan(50);
  const result = await run(here.host, request);
  expect(planned(result.datasets.suppliers)).toEqual(planned(plan.datasets.suppliers));
  expect(planned(result.datasets.parts)).toEqual(planned(plan.datasets.parts));
}, 300_000);
