import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { applyOperation } from '../../core/app/quarantine-apply.ts';
import { Desk } from '../../core/app/quarantine-desk.ts';
import { returnToSilver } from '../../core/app/quarantine-return.ts';
import { query } from '../../core/app/query.ts';
import { Lakehouse } from './lakehouse.ts';

const partHeader =
  'part_id,part_number,description,category,default_supplier_id,qualified_supplier_ids,unit_cost,source_timestamp,data_source,colour';

/** Rows are `id,number,supplier,cost`. */
async function parts(lake: Lakehouse, name: string, rows: readonly string[]): Promise<string> {
  const folder = join(lake.folder, name);
  await mkdir(folder, { recursive: true });
  const lines = rows.map((row) => {
    const [id, number, supplier, cost] = row.split(',');
    return `${id},${number},Bolt,MECHANICAL,${supplier},"[""${supplier}""]",${cost},2026-11-01 10:00,erp,red`;
  });
  await writeFile(join(folder, 'parts.csv'), [partHeader, ...lines, ''].join('\n'));
  return folder;
}

async function ask(lake: Lakehouse, statement: string): Promise<readonly unknown[]> {
  const { rows } = await query(lake.host, {
    workspace: lake.workspace,
    statement,
    limit: 100,
    timeoutSeconds: 60,
  });
  return rows;
}

const inSilver =
  "SELECT part_id, default_supplier_id, source_timestamp::VARCHAR, extras['colour'], batch_id FROM supply_chain.dim_parts_v1 ORDER BY 1";
const waiting =
  'SELECT tenant_id, row_key, state, closed_by FROM supply_chain.quarantine_parts_v1 ORDER BY ALL';

test('a delivery of suppliers frees the parts that waited for them alone, once', async () => {
  await using lake = await Lakehouse.open();
  await lake.run('acme', await lake.suppliers('first', ['S-0,Hafen,2026-11-01']));
  const source = await parts(lake, 'parts', [
    'P-0,P-000000,S-0,1',
    'P-1,P-000001,S-1,1',
    'P-2,P-000002,S-2,1',
    'P-3,P-000003,S-1,-5',
  ]);
  // Of another tenant, who waits for a supplier of the same name.
  await lake.run('globex', await parts(lake, 'globex', ['P-1,P-000001,S-1,1']));
  const before = await lake.run('acme', source, { timezone: 'Europe/Berlin' });
  expect(before.datasets.parts).toMatchObject({ inserted: 1, quarantined: 3 });
  const batch = (await ask(lake, inSilver)).map((row) => (row as unknown[])[4])[0];

  const freed = await lake.run('acme', await lake.suppliers('second', ['S-1,Kran,2026-11-02']));
  expect(freed).toMatchObject({ status: 'published', freed: { parts: 1 } });
  expect(Object.keys(freed.datasets)).toEqual(['suppliers']);
  expect(freed.datasets.suppliers).toMatchObject({ landed: 1, inserted: 1 });
  // What the row says is read as it was then: its time zone, its unknown columns, its batch.
  expect(await ask(lake, inSilver)).toEqual([
    ['P-0', 'S-0', '2026-11-01 09:00:00+00', 'red', batch],
    ['P-1', 'S-1', '2026-11-01 09:00:00+00', 'red', batch],
  ]);
  expect(await ask(lake, waiting)).toEqual([
    ['acme', 'P-1', 'fixed_by_source', freed.runId],
    ['acme', 'P-2', 'open', null],
    ['acme', 'P-3', 'open', null],
    ['globex', 'P-1', 'open', null],
  ]);
  expect(await lake.faults()).toEqual([]);

  // Nothing is freed twice, and the parts delivered again change nothing.
  const again = await lake.run('acme', await lake.suppliers('third', ['S-1,Kran AG,2026-11-03']));
  expect(again.freed).toBeUndefined();
  const same = await lake.run('acme', source, { timezone: 'Europe/Berlin' });
  expect(same.datasets.parts).toMatchObject({ unchanged: 2, quarantined: 2, inserted: 0, updated: 0 });
  expect(await ask(lake, inSilver)).toHaveLength(2);
});

test('a delivery of both frees the waiting parts whose keys it does not have, beside its own', async () => {
  await using lake = await Lakehouse.open();
  await lake.run('acme', await lake.suppliers('first', ['S-0,Hafen,2026-11-01']));
  const early = ['P-1,P-000001,S-1,1', 'P-2,P-000002,S-1,1', 'P-3,P-000003,S-1,1', 'P-4,P-000004,S-4,1'];
  await lake.run('acme', await parts(lake, 'early', early));
  // Of the waiting parts one comes again, and another's number is given to a new one.
  const both = await parts(lake, 'both', ['P-2,P-000002,S-1,2', 'P-9,P-000003,S-1,9', 'P-8,P-000008,S-8,8']);
  await copyFile(
    join(await lake.suppliers('both-suppliers', ['S-1,Kran,2026-11-02']), 'suppliers.csv'),
    join(both, 'suppliers.csv'),
  );
  const run = await lake.run('acme', both);
  expect(run.freed).toEqual({ parts: 1 });
  expect(run.datasets.parts).toMatchObject({ landed: 3, inserted: 2, quarantined: 1 });
  const statement =
    'SELECT part_id, part_number, unit_cost::INTEGER FROM supply_chain.dim_parts_v1 ORDER BY 1';
  expect(await ask(lake, statement)).toEqual([
    ['P-1', 'P-000001', 1],
    ['P-2', 'P-000002', 2],
    ['P-9', 'P-000003', 9],
  ]);
  expect(await ask(lake, waiting)).toEqual([
    ['acme', 'P-1', 'fixed_by_source', run.runId],
    ['acme', 'P-2', 'fixed_by_source', run.runId],
    ['acme', 'P-3', 'open', null],
    ['acme', 'P-4', 'open', null],
    ['acme', 'P-8', 'open', null],
  ]);
  expect(await lake.faults()).toEqual([]);
  const again = await lake.run('acme', both);
  expect([again.status, again.freed]).toEqual(['unchanged', undefined]);
});

test('rows that a steward has begun to work on are left to the steward', async () => {
  await using lake = await Lakehouse.open();
  await lake.run('acme', await lake.suppliers('first', ['S-0,Hafen,2026-11-01']));
  await lake.run('acme', await parts(lake, 'parts', ['P-1,P-000001,S-1,1', 'P-2,P-000002,S-1,1']));
  {
    await using desk = await Desk.open(lake.host, { workspace: lake.workspace, tenant: 'acme' });
    await applyOperation(desk, {
      dataset: 'parts',
      selection: { filter: { field: 'part_id', equals: 'P-1' } },
      change: { kind: 'set', field: 'description', value: 'Screw' },
    });
  }
  const freed = await lake.run('acme', await lake.suppliers('second', ['S-1,Kran,2026-11-02']));
  expect(freed.freed).toEqual({ parts: 1 });
  expect(await ask(lake, waiting)).toEqual([
    ['acme', 'P-1', 'open', null],
    ['acme', 'P-2', 'fixed_by_source', freed.runId],
  ]);
  // What the steward made of it is what is returned.
  await using desk = await Desk.open(lake.host, { workspace: lake.workspace, tenant: 'acme' });
  await returnToSilver(desk, undefined);
  const described = 'SELECT part_id, description FROM supply_chain.dim_parts_v1 ORDER BY 1';
  expect(await ask(lake, described)).toEqual([
    ['P-1', 'Screw'],
    ['P-2', 'Bolt'],
  ]);
  expect(await lake.faults()).toEqual([]);
});
