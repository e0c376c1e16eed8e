import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { lineage } from '../../core/app/lineage.ts';
import { showQuarantine } from '../../core/app/quarantine.ts';
import { query } from '../../core/app/query.ts';
import { quayside } from '../cli/run.ts';
import { Lakehouse } from './lakehouse.ts';
import { SmallWorkspace } from './small-workspace.ts';

let shop: SmallWorkspace;
beforeAll(async () => {
  shop = await SmallWorkspace.open();
});
afterAll(() => shop[Symbol.asyncDispose]());

const of = (key: string, tenant?: string) => lineage(shop.host, { workspace: shop.folder, of: key, tenant });

async function aKey(table: string, field: string): Promise<string> {
  const { rows } = await query(shop.host, {
    workspace: shop.folder,
    statement: `SELECT ${field} FROM ${table} ORDER BY 1`,
    limit: 1,
    timeoutSeconds: 60,
  });
  const key = rows[0]?.[0];
  if (typeof key !== 'string') throw new Error(`expected a key in ${table}`);
  return key;
}

test.each([
  ['suppliers', 'supply_chain.dim_suppliers_v1', 'supplier_id'],
  ['parts', 'supply_chain.dim_parts_v1', 'part_id'],
] as const)(
  'a key of %s: its row, the snapshot, the run, and the file with its digest',
  async (dataset, table, field) => {
    const found = await of(await aKey(table, field));
    expect(found.kind).toBe('key');
    expect(found.places[0]).toMatchObject({
      dataset,
      table,
      tenant: 'acme',
      snapshotId: shop.result.datasets[dataset]?.snapshotId,
    });
    expect(found.runs).toHaveLength(1);
    const [run] = found.runs;
    expect(run).toMatchObject({
      runId: shop.result.runId,
      deliveryId: shop.result.deliveryId,
      status: 'published',
    });
    expect(run?.files.map((file) => file.dataset)).toEqual([dataset]);
    const [file] = run?.files ?? [];
    expect(file?.batchId).toBe(found.places[0]?.batchId);
    const bytes = await readFile(resolve(shop.folder, file?.path ?? ''));
    expect(file?.digest).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(run?.tables.map((one) => one.table)).toContain(table);
  },
);

test('a key in quarantine: state, source row and reasons', async () => {
  const { rows } = await showQuarantine(shop.host, {
    workspace: shop.folder,
    state: 'open',
    dataset: 'parts',
    showPersonalData: false,
    limit: 1000,
  });
  const row = rows.find(({ key }) => key !== null);
  const found = await of(row?.key ?? '');
  expect(found.places).toContainEqual(
    expect.objectContaining({
      table: 'supply_chain.quarantine_parts_v1',
      rowId: row?.rowId,
      state: 'open',
      sourceRow: row?.sourceRow,
      runId: shop.result.runId,
    }),
  );
  const place = found.places.find(({ rowId }) => rowId === row?.rowId);
  expect(new Set(place?.codes)).toEqual(new Set(row?.reasons.map(({ code }) => code)));
});

test('a run: everything it read and published', async () => {
  const found = await of(shop.result.runId);
  expect(found).toMatchObject({ kind: 'run', places: [] });
  const [run] = found.runs;
  expect(run?.files.map(({ dataset }) => dataset).toSorted()).toEqual(['parts', 'suppliers']);
  expect(run?.tables).toContainEqual({
    table: 'supply_chain.dim_parts_v1',
    snapshotId: shop.result.datasets.parts?.snapshotId,
  });
});

test('a business key: the same as by its primary key, also what waits', async () => {
  for (const [table, field, code] of [
    ['supply_chain.dim_suppliers_v1', 'supplier_id', 'supplier_code'],
    ['supply_chain.dim_parts_v1', 'part_id', 'part_number'],
  ] as const) {
    const { rows } = await query(shop.host, {
      workspace: shop.folder,
      statement: `SELECT ${field}, ${code} FROM ${table} WHERE ${code} IS NOT NULL ORDER BY 1`,
      limit: 1,
      timeoutSeconds: 60,
    });
    const [key, number] = z.tuple([z.string(), z.string()]).parse(rows[0]);
    const byCode = await of(number);
    expect(byCode.places).toEqual((await of(key)).places);
    expect(byCode.places[0]).toMatchObject({ table, key, code: number, tenant: 'acme' });
  }
});

test('rows of several tenants under one name are all told, and that they are several', async () => {
  await using lake = await Lakehouse.open();
  const header = 'supplier_id,supplier_code,legal_name,source_timestamp,country,data_source';
  const deliver = async (tenant: string, ...rows: readonly string[]) => {
    const folder = join(lake.folder, `${tenant}-${rows.length}`);
    await mkdir(folder, { recursive: true });
    const lines = rows.map((row) => `${row},2026-11-01,DE,sap`);
    await writeFile(join(folder, 'suppliers.csv'), [header, ...lines, ''].join('\n'));
    await lake.run(tenant, folder);
  };
  await deliver('acme', 'A-1,S000001,Hafen', 'S000001,S000002,Kran');
  await deliver('globex', 'A-1,S000009,Werft');
  // The row in silver keeps its code; the later one, which waits, has another.
  await deliver('globex', 'A-1,S000010,', 'A-2,S000011,Dock', 'A-3,S000012,Kai');
  const found = (key: string, tenant?: string) =>
    lineage(lake.host, { workspace: lake.workspace, of: key, tenant });
  const places = async (key: string, tenant?: string) =>
    (await found(key, tenant)).places.map(
      (one) => `${one.tenant} ${one.key} ${one.code} ${one.state ?? 'published'}`,
    );
  expect(await places('A-1')).toEqual([
    'acme A-1 S000001 published',
    'globex A-1 S000009 published',
    'globex A-1 S000010 open',
  ]);
  expect(await places('A-1', 'acme')).toEqual(['acme A-1 S000001 published']);
  expect(await places('S000009')).toEqual(['globex A-1 S000009 published', 'globex A-1 S000010 open']);
  expect(await places('S000010')).toEqual(['globex A-1 S000010 open']);
  // A key of one row, and the code of another.
  expect(await places('S000001')).toEqual(['acme A-1 S000001 published', 'acme S000001 S000002 published']);
  const start = (...args: string[]) => quayside(['lineage', ...args, '--workspace', lake.workspace]);
  expect((await start('S000001')).stdout).toContain(
    'S000001 stands for 2 things: supplier A-1 of acme, supplier S000001 of acme. Name one by its key, with --tenant.',
  );
  expect((await start('A-1', '--tenant', 'acme')).stdout).not.toContain('stands for');
  expect((await start('S000012', '--tenant', 'acme')).stderr).toContain(
    'globex has it: name the tenant with --tenant',
  );
});

test('what is neither, and a key of another tenant, is said', async () => {
  await expect(of('nope')).rejects.toMatchObject({ code: 'USAGE' });
  const key = await aKey('supply_chain.dim_suppliers_v1', 'supplier_id');
  await expect(of(key, 'globex')).rejects.toMatchObject({ code: 'USAGE' });
  expect((await of(key, 'acme')).places).not.toEqual([]);
});

test('on the command line', async () => {
  const run = (...args: string[]) => quayside(['lineage', ...args, '--workspace', join(shop.folder)]);
  const key = await aKey('supply_chain.dim_suppliers_v1', 'supplier_id');
  const { code, stdout } = await run(key);
  expect(code).toBe(0);
  expect(stdout).toContain(`run ${shop.result.runId}: acme, published`);
  expect(stdout).toMatch(/read \S*suppliers\.csv \(suppliers, \d+ rows, sha256 [0-9a-f]{64}\)/);
  expect((await run('nope')).code).toBe(2);
});
