import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runRollback } from '../../core/app/rollback.ts';
import { RunsFolder } from '../runs/runs-folder.ts';
import { Harbour, table } from './harbour.ts';

const hour = 3_600_000;

test('thirty small deliveries keep files, snapshots and metadata bounded, and every moment of the kept age', async () => {
  await using harbour = await Harbour.open({ smallFiles: 4, keepSnapshots: 3, maxSnapshotAgeDays: 1 });
  const expected = new Map<string, string>();
  const then: { at: Date; names: readonly unknown[]; runId: string }[] = [];
  let atMost = { files: 0, snapshots: 0, metadata: 0 };
  const names = () =>
    [...expected].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, name]) => [...key.split('/'), name]);
  for (let number = 0; number < 30; number += 1) {
    harbour.now += 2 * hour;
    const tenant = number % 2 === 0 ? 'acme' : 'globex';
    const day = new Date(harbour.now).toISOString();
    const rows = [`S-${number},Kran ${number},${day}`, `S-0,Hafen ${number},${day}`];
    const { runId } = await harbour.run(tenant, `d-${number}`, rows);
    expected.set(`${tenant}/S-${number}`, `Kran ${number}`);
    expected.set(`${tenant}/S-0`, `Hafen ${number}`);
    then.push({ at: new Date(harbour.now + hour), names: names(), runId });
    const size = await harbour.size();
    atMost = {
      files: Math.max(atMost.files, size.files),
      snapshots: Math.max(atMost.snapshots, size.snapshots),
      metadata: Math.max(atMost.metadata, number < 20 ? size.metadata : atMost.metadata),
    };
    if (number >= 20) expect(size.metadata).toBeLessThanOrEqual(atMost.metadata * 1.2);
  }
  // Three small files a tenant at most stay, with a delete file each.
  expect(atMost.files).toBeLessThanOrEqual(16);
  // Twelve deliveries a day, compactions between, and those that wait to be forgotten together.
  expect(atMost.snapshots).toBeLessThanOrEqual(40);
  expect(await harbour.names()).toEqual(names());
  for (const { at, names: known } of then.filter(({ at }) => at.getTime() > harbour.now - 24 * hour)) {
    expect(await harbour.names(at)).toEqual(known);
  }
  expect(await harbour.lake.faults()).toEqual([]);
  // A run of the kept age is still there to go back to, whatever was compacted or forgotten since.
  const target = then.findLast((one, index) => index % 2 === 0 && one.at.getTime() < harbour.now - 20 * hour);
  const { workspace } = harbour.lake;
  await runRollback(harbour.host, { workspace, tenant: 'acme', target: { runId: target?.runId ?? '' } });
  const acme = (rows: readonly unknown[]) => rows.filter((row) => JSON.stringify(row).includes('acme'));
  expect(acme(await harbour.names())).toEqual(acme(target?.names ?? []));
  expect(await harbour.lake.faults()).toEqual([]);
}, 120_000);

test('two tenants in processes of their own, with upkeep after each run, lose nothing', async () => {
  await using folder = await RunsFolder.open();
  const workspace = join(folder.folder, 'work');
  await mkdir(workspace);
  const upkeep = { smallFiles: 2, keepSnapshots: 1, maxSnapshotAgeDays: 0 };
  await writeFile(join(workspace, 'settings.json'), JSON.stringify({ upkeep }));
  const runs = 6;
  for (let number = 0; number < runs; number += 1) {
    for (const tenant of ['acme', 'globex']) {
      const inside = join(folder.folder, `in-${number}`, tenant);
      await mkdir(inside, { recursive: true });
      const row = (id: number) => `S-${id},${tenant} ${number},2026-10-0${number + 1},DE,sap`;
      const header = 'supplier_id,legal_name,source_timestamp,country,data_source';
      await writeFile(join(inside, 'suppliers.csv'), [header, row(0), row(number + 1), ''].join('\n'));
    }
    const many = await folder.ask<{ runs: { state: string; runId: string }[] }>('work', [
      'run',
      '--all',
      '--jobs',
      '2',
      '--source',
      join(folder.folder, `in-${number}`),
    ]);
    expect(many.runs.map(({ state }) => state)).toEqual(['published', 'published']);
  }
  const statement = `SELECT tenant_id, supplier_id, legal_name FROM ${table} ORDER BY ALL`;
  const { rows } = await folder.ask<{ rows: unknown[] }>('work', ['query', statement]);
  const expected = ['acme', 'globex'].flatMap((tenant) => [
    [tenant, 'S-0', `${tenant} ${runs - 1}`],
    ...Array.from({ length: runs }, (_, number) => [tenant, `S-${number + 1}`, `${tenant} ${number}`]),
  ]);
  expect(rows).toEqual(expected);
  const log = await folder.ask<{ records: { kind: string; body: { tables?: unknown[] } }[] }>('work', [
    'audit',
    'log',
  ]);
  expect(log.records.filter(({ kind }) => kind === 'upkeep').length).toBeGreaterThan(runs);
  expect((await folder.tell('work', ['audit', 'verify'])).code).toBe(0);
}, 180_000);
