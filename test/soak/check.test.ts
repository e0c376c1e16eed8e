import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runClean } from '../../core/app/clean.ts';
import { runRollback } from '../../core/app/rollback.ts';
import { run } from '../../core/app/run.ts';
import { TestHost } from '../app/host.ts';
import { drawsOf } from '../faults/kill.ts';
import { checkTenant } from './check.ts';
import { type SoakTenant, touchDelivery, writeDelivery } from './deliveries.ts';
import { growthOf } from './growth.ts';
import { Replay } from './replay.ts';

const tenant: SoakTenant = { name: 'ant', keys: 60, touched: true };

test('the model follows deliveries, rollback and clean; what the tables have too much or too little is found', async () => {
  await using here = await TestHost.open();
  const { host, folder } = here;
  const workspace = join(folder, 'workspace');
  const deliveries = join(folder, 'deliveries');
  const draw = drawsOf(3);
  const write = (tag: string, minutesBack: number, share = 0.7): Promise<string> =>
    writeDelivery(deliveries, {
      tenant,
      tag,
      time: new Date(Date.now() - minutesBack * 60_000),
      share,
      withParts: true,
      draw,
    });
  const into = (source: string, more = {}) =>
    run(host, { tenant: 'ant', sources: [source], workspace, timezone: 'UTC', severities: {}, ...more });
  const replay = new Replay(workspace, 'ant');
  const check = () => checkTenant(host, workspace, replay);

  const first = await write('one', 50);
  const { runId } = await into(first);
  expect(await check()).toEqual([]);
  await into(await write('two', 30));
  await into(await write('older', 40));
  expect(await check()).toEqual([]);
  await runRollback(host, { workspace, tenant: 'ant', target: { runId } });
  expect(await check()).toEqual([]);
  const full = { kind: 'full', fullDelivery: { removes: true, maxShare: 1 } };
  await into(await write('three', 20, 0.4), full);
  const last = await touchDelivery(deliveries, tenant, 'touched', first, new Date(Date.now() - 600_000));
  await into(last);
  expect(await check()).toEqual([]);
  expect([replay.runs, replay.state('suppliers').silver.size]).toEqual([5, expect.any(Number)]);

  // As if the tables had a row more, and one with another value than was delivered.
  const path = join(last, 'suppliers.csv');
  const lines = (await readFile(path, 'utf8')).split('\n');
  await writeFile(path, lines.toSpliced(6, 1).join('\n').replace('S-4,ant one', 'S-4,bee one'));
  const found = (await checkTenant(host, workspace, new Replay(workspace, 'ant'))).join('\n');
  expect(found).toMatch(/suppliers: \d+ of \d+ rows landed/);
  expect(found).toMatch(/ant, suppliers, silver: .*lost 2 \(S-4 bee one .*too many or other 2 \(S-4 ant one/);

  await runClean(host, { workspace, tenant: 'ant' });
  expect(await check()).toEqual([]);
  expect(replay.state('suppliers').silver.size).toBe(0);
}, 180_000);

test('growth is told from the trend after the warm-up, of a soak that is long enough', () => {
  const samples = (minutes: number, rss: (minute: number) => number) =>
    Array.from({ length: minutes }, (_, minute) => ({ at: minute * 60, rssMiB: rss(minute), files: 24 }));
  const settles = (minute: number): number => 320 - 200 / (1 + minute) + (minute % 3) * 5;
  expect(growthOf(samples(60, settles)).grows).toBe(false);
  expect(growthOf(samples(60, (minute) => 300 + minute * 3)).grows).toBe(true);
  expect(growthOf(samples(5, (minute) => 100 + minute * 50)).grows).toBe(false);
});
