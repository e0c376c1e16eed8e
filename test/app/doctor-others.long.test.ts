import { spawn } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { runClean } from '../../core/app/clean.ts';
import { copyDatabase, databaseState } from '../../core/app/doctor/copy-database.ts';
import { runRollback } from '../../core/app/rollback.ts';
import { compact, expire } from '../../core/app/table-upkeep.ts';
import { quayside } from '../cli/run.ts';
import { DoctorWorkspace, told } from './doctor-workspace.ts';

let here: DoctorWorkspace;
// Six runs, each with its commits on the disk: long where the disk is busy.
beforeAll(async () => {
  here = await DoctorWorkspace.open();
}, 300_000);
afterAll(() => here[Symbol.asyncDispose]());
beforeEach(() => here.restore());

const tenant = fc.constantFrom('acme', 'globex', 'initech');
const table = fc
  .constantFrom('dim_suppliers_v1', 'dim_parts_v1', 'quarantine_parts_v1')
  .map((name) => `supply_chain.${name}`);
const operation = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('deliver' as const),
      tenant,
      seed: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rollback' as const), tenant, run: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('compact' as const), table }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('expire' as const), table }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('clean' as const), tenant }) },
);

test('whatever a workspace went through, it is sound', async () => {
  const { host, folder: workspace } = here;
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 2, maxLength: 6 }), async (operations) => {
      await here.restore();
      const runs = new Map<string, string[]>();
      for (const one of operations) {
        switch (one.kind) {
          case 'deliver': {
            const runId = await here.deliver(one.tenant, one.seed);
            runs.set(one.tenant, [...(runs.get(one.tenant) ?? []), runId]);
            break;
          }
          case 'rollback': {
            const of = runs.get(one.tenant) ?? [];
            const runId = of[one.run % Math.max(1, of.length)];
            // What a clean took cannot come back.
            if (runId !== undefined)
              await runRollback(host, { workspace, tenant: one.tenant, target: { runId } }).catch(
                () => undefined,
              );
            break;
          }
          case 'compact':
            await compact(host, { workspace, table: one.table });
            break;
          case 'expire':
            await expire(host, { workspace, table: one.table, keep: 1, olderThanDays: 0 });
            break;
          case 'clean':
            await runClean(host, { workspace, tenant: one.tenant });
            break;
          default:
            one satisfies never;
        }
      }
      const before = await here.inventory();
      const report = await here.doctor({ deep: true, repair: true });
      expect(told(report)).toEqual([]);
      expect(report.sound).toBe(true);
      expect(await here.inventory()).toEqual(before);
    }),
    { numRuns: 8, seed: 20261124 },
  );
});

test('two doctors and runs at once: the runs go well, the doctors find nothing that is not there', async () => {
  const environment = { QUAYSIDE_SCRATCH: here.scratch };
  const doctors = (more: readonly string[]) =>
    quayside(['doctor', '--workspace', here.folder, '--min-free', '0', '--json', ...more], environment);
  let on = true;
  const looked: string[] = [];
  const watch = async (more: readonly string[]): Promise<void> => {
    while (on) {
      const { code, stdout, stderr } = await doctors(more);
      const report = JSON.parse(stdout) as Parameters<typeof told>[0] | { error: { retryable: boolean } };
      if ('error' in report) {
        expect(report.error.retryable, stderr).toBe(true);
        continue;
      }
      looked.push(
        `${code} ${told(report)
          .filter((one) => !one.includes(': note '))
          .join(', ')}`,
      );
    }
  };
  const work = async (): Promise<void> => {
    try {
      for (const seed of [11, 12, 13]) {
        await here.deliver('initech', seed);
        await compact(here.host, { workspace: here.folder, table: 'supply_chain.dim_parts_v1' });
        await expire(here.host, {
          workspace: here.folder,
          table: 'supply_chain.dim_parts_v1',
          keep: 1,
          olderThanDays: 0,
        });
      }
    } finally {
      on = false;
    }
  };
  await Promise.all([work(), watch([]), watch(['--repair'])]);
  expect(looked.length).toBeGreaterThan(3);
  expect(new Set(looked)).toEqual(new Set(['0 ']));
  expect(told(await here.doctor({ deep: true }))).toEqual([]);
});

test('of two doctors that repair at once both find all repaired afterwards', async () => {
  const [data = ''] = await here.files(/dim_suppliers_v1\/data\/.*parquet$/);
  for (let index = 0; index < 10; index += 1)
    await writeFile(
      join(dirname(data), `1111111${index}-1111-4111-8111-11111111111${index}-deletes.parquet`),
      'x',
    );
  const reports = await Promise.all(
    [1, 2].map(() => here.doctor({ repair: true, patienceMilliseconds: 20_000 })),
  );
  for (const report of reports) expect(report.sound).toBe(true);
  expect(told(await here.doctor({ deep: true }))).toEqual([]);
});

test('a copy of a database that others write, fold in and close all the time is whole', async () => {
  const file = join(here.scratch, 'busy.sqlite');
  const script = `
    const { DatabaseSync } = require('node:sqlite');
    for (let round = 0; ; round += 1) {
      const database = new DatabaseSync(process.argv[1], { timeout: 5000 });
      database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; CREATE TABLE IF NOT EXISTS pairs (a INTEGER, b TEXT)');
      for (let n = 0; n < 40; n += 1) {
        database.exec("BEGIN IMMEDIATE; INSERT INTO pairs VALUES (1, hex(randomblob(900))); INSERT INTO pairs VALUES (-1, hex(randomblob(900))); DELETE FROM pairs WHERE rowid <= (SELECT max(rowid) FROM pairs) - 400; COMMIT");
        if (n === 20 && round % 2 === 0) database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      }
      if (round % 3 === 0) database.close();
    }`;
  const children = [1, 2].map(() => spawn(process.execPath, ['-e', script, file], { stdio: 'ignore' }));
  try {
    await expect.poll(() => databaseState(file), { timeout: 10_000 }).toBeDefined();
    await setTimeout(500);
    let whole = 0;
    for (let time = 0; time < 60; time += 1) {
      const into = join(here.scratch, `copy-${time}`);
      await mkdir(into);
      // One that never stands still may be refused, never be copied wrongly.
      const copy = await copyDatabase(file, into).catch((cause: unknown) => {
        expect(cause).toMatchObject({ code: 'CONFLICT', retryable: true });
      });
      if (copy === undefined) continue;
      const database = new DatabaseSync(copy.path);
      expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
      expect(database.prepare('SELECT sum(a) AS sum, count(*) > 0 AS there FROM pairs').get()).toEqual({
        sum: 0,
        there: 1,
      });
      database.close();
      await rm(into, { recursive: true });
      whole += 1;
    }
    expect(whole).toBeGreaterThan(5);
  } finally {
    for (const child of children) child.kill('SIGKILL');
  }
});
