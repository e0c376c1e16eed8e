import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { Bench } from '../../core/app/host.ts';
import { Desk } from '../../core/app/quarantine-desk.ts';
import { Workspace } from '../../core/app/run-workspace.ts';
import { loadAll } from '../../core/app/table-views.ts';
import { planScan } from '../../core/iceberg/scan/plan-scan.ts';
import { scanRelation } from '../../core/iceberg/scan/relation.sql.ts';
import { tableText } from '../../core/iceberg/table.ts';
import { sql } from '../../core/sql/sql.ts';
import { document } from '../cli/run.ts';
import { drawsOf, killAfter } from './kill.ts';
import { Prepared } from './prepared.ts';

const kills = process.env['QUAYSIDE_FAULTS'] === 'full' ? 40 : 4;

const operations = [
  {
    dataset: 'suppliers',
    selection: { reason: 'INVALID_ON_TIME_RATE' },
    change: { kind: 'clear', field: 'on_time_delivery_rate' },
  },
  {
    dataset: 'parts',
    selection: { reason: 'NEGATIVE_UNIT_COST' },
    change: { kind: 'replace', field: 'unit_cost', find: '-', with: '' },
  },
];

let prepared: Prepared;
let file = '';
beforeAll(async () => {
  prepared = await Prepared.open(7, { suppliers: 400, parts: 400 });
  file = join(prepared.folder, 'fixes.json');
  await writeFile(file, JSON.stringify(operations));
}, 300_000);
afterAll(() => prepared[Symbol.asyncDispose]());

const quarantine = (...args: readonly string[]): readonly string[] => [
  'quarantine',
  ...args,
  '--tenant',
  'acme',
  '--workspace',
  prepared.workspace,
];

/** What the operations came to: which count, what is free. */
async function steward(): Promise<unknown> {
  await using desk = await Desk.open(prepared.host, { workspace: prepared.workspace, tenant: 'acme' });
  const counting = desk.operations.filter(({ counts }) => counts);
  return {
    operations: counting.map(({ stored }) => stored.operation),
    cleared: counting.map(({ entry }) => entry.body.cleared),
  };
}

/** All rows of all tables but what says by whom and when; a released row is ingested when it is released. */
async function rows(): Promise<Readonly<Record<string, readonly string[]>>> {
  await using workspace = await Workspace.open(prepared.host, prepared.workspace);
  await using bench = await Bench.open(prepared.host);
  const tables: Record<string, readonly string[]> = {};
  for (const table of await loadAll(workspace)) {
    const all = scanRelation(await planScan(table));
    const found = await bench.duck.rows(
      sql`SELECT to_json(r)::VARCHAR AS row
FROM (SELECT COLUMNS(c -> c NOT IN ('run_id', 'opened_at', 'closed_at', 'closed_by', 'ingestion_timestamp')) FROM ${all}) AS r ORDER BY 1`,
      z.object({ row: z.string() }),
    );
    tables[tableText(table.name)] = found.map(({ row }) => row);
  }
  return tables;
}

async function openIntents(): Promise<number> {
  await using workspace = await Workspace.open(prepared.host, prepared.workspace);
  return workspace.journal.openIntents().length;
}

async function timed(args: readonly string[]): Promise<number> {
  const started = performance.now();
  await document(args);
  return performance.now() - started;
}

test('quarantine apply, killed at any moment and started again, counts once', async () => {
  const apply = quarantine('apply', '--operation', file);
  await prepared.restore();
  const duration = await timed(apply);
  const calm = await steward();
  const draw = drawsOf(1);
  for (let turn = 0; turn < kills; turn += 1) {
    await prepared.restore();
    const moment = draw() * duration;
    await killAfter(apply, moment);
    await document(apply);
    expect(await steward(), `killed after ${moment.toFixed(0)} ms`).toEqual(calm);
    expect(await prepared.faults()).toEqual([]);
  }
});

test('quarantine return, killed at any moment and started again, brings each row to silver once', async () => {
  const apply = quarantine('apply', '--operation', file);
  const release = quarantine('return');
  await prepared.restore();
  await document(apply);
  const before = await rows();
  const duration = await timed(release);
  const calm = await rows();
  expect(calm).not.toEqual(before);
  const draw = drawsOf(2);
  for (let turn = 0; turn < kills; turn += 1) {
    await prepared.restore();
    await document(apply);
    const moment = draw() * duration;
    await killAfter(release, moment);
    await document(release);
    expect(await openIntents(), `killed after ${moment.toFixed(0)} ms`).toBe(0);
    expect(await rows(), `killed after ${moment.toFixed(0)} ms`).toEqual(calm);
    expect(await prepared.faults()).toEqual([]);
  }
});
