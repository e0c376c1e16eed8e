import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Journal } from '../../core/journal/journal.ts';
import { QuaysideError } from '../../core/base/errors.ts';
import { attemptAgain, interruptedRuns } from '../../core/app/run-again.ts';
import { attemptRun } from '../../core/app/run-attempt.ts';
import { endOf } from '../../core/app/run-end.ts';
import { openQueue } from '../../core/app/run-queue.ts';
import { showRun } from '../../core/app/run-status.ts';
import { Workspace } from '../../core/app/run-workspace.ts';
import { Lakehouse } from './lakehouse.ts';

/** A journal that takes no record of a kind, as if the process had been killed right before. */
const without = (journal: Journal, kind: string): Journal =>
  new Proxy(journal, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]): unknown => {
        const [records] = args;
        if (name === 'append' && Array.isArray(records) && records.some((one) => one.kind === kind)) {
          throw new Error('killed');
        }
        return Reflect.apply(value, target, args);
      };
    },
  });

/** What the journal says of a run, without what differs from one run to another. */
async function told(house: Lakehouse, runId: string): Promise<unknown> {
  const {
    datasets = {},
    status,
    state,
    deliveryId,
    evaluationId,
  } = await showRun(house.host, house.workspace, runId);
  const counts = Object.entries(datasets).map(([name, rows]) => [
    name,
    { ...rows, snapshotId: typeof rows?.snapshotId, metadataLocation: typeof rows?.metadataLocation },
  ]);
  return { status, state, deliveryId, evaluationId, counts };
}

test.each([
  ['after the tables were swapped', 'publication-outcome', 1],
  ['before its intent', 'publication-intent', 2],
])('killed %s: resumed, the journal tells the same as of an undisturbed run', async (_, kind, attempts) => {
  await using calm = await Lakehouse.open();
  await using house = await Lakehouse.open();
  const asOf = new Date('2026-11-24T02:00:00Z');
  const source = await house.delivery('acme', 1);
  const whole = await calm.run('acme', source, { asOf });
  const runId = randomUUID();
  {
    await using workspace = await Workspace.open(house.host, house.workspace);
    using queue = openQueue(house.host, house.workspace);
    const tampered = Object.create(workspace, { journal: { value: without(workspace.journal, kind) } });
    const request = { tenant: 'acme', timezone: 'UTC', severities: {}, sources: [source], asOf };
    const given = { runId, request: { ...request, workspace: house.workspace } };
    await expect(attemptRun(house.host, tampered, queue, given, {})).rejects.toThrow('killed');
  }
  if (kind === 'publication-outcome') {
    expect(await interruptedRuns(house.host, house.workspace)).toEqual([runId]);
  }
  const how = kind === 'publication-outcome' ? 'resume' : 'retry';
  const resumed = await attemptAgain(house.host, house.workspace, runId, how);
  expect(resumed).toMatchObject({ runId, status: 'published', asOf: asOf.toISOString() });
  expect(await told(house, runId)).toEqual(await told(calm, whole.runId));
  expect((await showRun(house.host, house.workspace, runId)).attempts).toBe(attempts);
  const silver = ({ dim_parts_v1, dim_suppliers_v1 }: Awaited<ReturnType<Lakehouse['content']>>) => [
    dim_parts_v1,
    dim_suppliers_v1,
  ];
  expect(silver(await house.content('acme'))).toEqual(silver(await calm.content('acme')));
  expect(await house.faults()).toEqual([]);
  expect((await house.run('acme', source, { asOf })).status).toBe('unchanged');
});

test('the as-of time of the first attempt holds for all, also where it was now', async () => {
  await using house = await Lakehouse.open();
  const source = await house.suppliers('in', ['S-1,One,2026-11-01']);
  const failing = await house.run('acme', join(source, 'gone')).catch((cause: unknown) => cause);
  expect(failing).toMatchObject({ code: 'SOURCE_NOT_FOUND' });
  await using workspace = await Workspace.open(house.host, house.workspace);
  const [run] = workspace.journal.runs();
  await house.suppliers(join('in', 'gone'), ['S-1,One,2026-11-01']);
  const retried = await attemptAgain(house.host, house.workspace, run?.runId ?? '', 'retry');
  expect(retried).toMatchObject({ status: 'published', asOf: run?.request?.asOf?.time });
  expect(
    workspace.journal.evaluation(workspace.journal.lastPublication('acme')?.body.evaluationId ?? '')?.body
      .asOf,
  ).toMatchObject({
    given: false,
    time: run?.request?.asOf?.time,
  });
});

test('only what passes by itself is tried again, and not for ever', () => {
  const transient = new QuaysideError('DISK_FULL', 'full', { retryable: true });
  expect(endOf(transient, 0)).toMatchObject({
    event: 'defer',
    error: { code: 'DISK_FULL', retryable: true },
  });
  expect(endOf(transient, 3).event).toBe('defer');
  expect(endOf(transient, 4).event).toBe('fail');
  expect(endOf(transient, undefined).event).toBe('fail');
  expect(endOf(new QuaysideError('FILE_EMPTY', 'empty'), 0).event).toBe('fail');
  expect(endOf(new Error('bug'), 0)).toMatchObject({ event: 'fail', error: { code: 'INTERNAL' } });
  expect(endOf(new QuaysideError('CANCELLED', 'stop'), 0).event).toBe('cancelled');
});
