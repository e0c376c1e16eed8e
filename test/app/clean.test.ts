import { copyFile, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { contracts } from '../../contracts/data/contracts.ts';
import type { Catalog } from '../../core/catalog/catalog.ts';
import { tableText, type TableName } from '../../core/iceberg/table.ts';
import { planClean } from '../../core/silver/clean.ts';
import { loadNamed } from '../../core/app/table-views.ts';
import { compact, expire } from '../../core/app/table-upkeep.ts';
import { findLeftovers } from '../../core/silver/leftovers.ts';
import { Workspace } from '../../core/app/run-workspace.ts';
import { runClean, showClean } from '../../core/app/clean.ts';
import { runRollback } from '../../core/app/rollback.ts';
import { Bench } from '../../core/app/host.ts';
import { readAvro } from '../../core/iceberg/avro/container.ts';
import { sql } from '../../core/sql/sql.ts';
import { z } from 'zod';
import { Lakehouse } from './lakehouse.ts';

const silverTable = contracts.suppliers.silverTable;

test("clean removes a tenant's rows from tables, snapshots and files, and nobody else's", async () => {
  await using lake = await Lakehouse.open();
  const { host, workspace } = lake;
  const first = await lake.run('acme', await lake.delivery('acme', 1));
  await lake.run('globex', await lake.delivery('globex', 2));
  const source = await lake.delivery('acme', 3);
  await lake.run('acme', source);
  const acme = await lake.content('acme');
  const globex = await lake.content('globex');

  const shown = await showClean(host, { workspace, tenant: 'acme' });
  expect(shown.status).toBe('shown');
  expect(Object.fromEntries(shown.tables.map(({ table, rows }) => [table.split('.')[1], rows]))).toEqual(
    Object.fromEntries(Object.entries(acme).map(([table, { rows }]) => [table, rows])),
  );
  expect(await lake.content('acme')).toEqual(acme);

  const cleaned = await runClean(host, { workspace, tenant: 'acme' });
  expect(cleaned.status).toBe('cleaned');
  for (const { rows, snapshots, filesRemoved } of cleaned.tables) {
    expect(rows).toBeGreaterThan(0);
    expect(snapshots).toBeGreaterThan(1);
    expect(filesRemoved).toBeGreaterThan(1);
  }
  const none = Object.values(await lake.content('acme')).map(({ rows }) => rows);
  expect(none).toEqual([0, 0, 0, 0]);
  expect(await lake.content('globex')).toEqual(globex);
  expect(await lake.faults()).toEqual([]);
  // No file on the disk holds a row of the tenant's any more, whoever would refer to it.
  await using bench = await Bench.open(host);
  const files = (await readdir(join(workspace, 'lake'), { recursive: true }))
    .filter((name) => name.endsWith('.parquet') && !name.includes('seen'))
    .map((name) => join(workspace, 'lake', name));
  expect(files.length).toBeGreaterThan(3);
  for (const file of files) {
    const tenants = await bench.duck.rows(
      sql`SELECT DISTINCT tenant_id AS tenant FROM read_parquet(${file}, hive_partitioning = false)`,
      z.object({ tenant: z.string() }),
    );
    expect([file, tenants]).toEqual([file, [{ tenant: 'globex' }]]);
  }

  // Again: nothing to do. Back: no way. The delivery again: judged as a first one.
  const again = await runClean(host, { workspace, tenant: 'acme' });
  expect(again.tables.map(({ rows, snapshots }) => rows + snapshots)).toEqual([0, 0, 0, 0]);
  const target = { runId: first.runId };
  await expect(runRollback(host, { workspace, tenant: 'acme', target })).rejects.toMatchObject({
    code: 'SNAPSHOT_NOT_FOUND',
  });
  const anew = await lake.run('acme', source);
  expect(anew.datasets.suppliers).toMatchObject({ updated: 0, unchanged: 0 });
  expect(anew.datasets.suppliers?.inserted).toBeGreaterThan(100);
  expect(await lake.content('globex')).toEqual(globex);
  expect(await lake.faults()).toEqual([]);
});

test('no manifest keeps a value of a removed row', async () => {
  await using lake = await Lakehouse.open();
  const { host, workspace } = lake;
  await lake.run('acme', await lake.suppliers('a', ['S-1,Zebulon,2026-11-01']));
  await lake.run('globex', await lake.suppliers('g', ['G-1,Werft,2026-11-01']));
  await lake.run('acme', await lake.suppliers('b', ['S-1,Zacharias,2026-11-02']));
  const holding = async (value: string): Promise<number> => {
    const names = await readdir(join(workspace, 'lake'), { recursive: true });
    const manifests = names.filter((name) => name.endsWith('.avro'));
    const texts = await Promise.all(
      manifests.map(async (name) => decodedAvro(await readFile(join(workspace, 'lake', name)))),
    );
    return texts.filter((text) => text.includes(value)).length;
  };
  expect(await holding('Zebulon')).toBeGreaterThan(0);
  expect(await holding('Zacharias')).toBeGreaterThan(0);
  await runClean(host, { workspace, tenant: 'acme' });
  expect(await holding('Zebulon')).toBe(0);
  expect(await holding('Zacharias')).toBe(0);
  expect(await holding('Werft')).toBeGreaterThan(0);
  expect(await lake.faults()).toEqual([]);
});

test('where the rows went already and snapshots still hold them, clean goes on', async () => {
  await using lake = await Lakehouse.open();
  const { host, workspace } = lake;
  const globex = await lake.run('globex', await lake.suppliers('g', ['G-1,Werft,2026-11-01']));
  await lake.run('acme', await lake.suppliers('a', ['S-1,Hafen,2026-11-01']));
  const target = { snapshotId: BigInt(globex.datasets.suppliers?.snapshotId ?? '0') };
  await runRollback(host, { workspace, tenant: 'acme', target });
  const [suppliers] = (await runClean(host, { workspace, tenant: 'acme' })).tables;
  expect(suppliers).toMatchObject({ rows: 0, snapshots: 1 });
  expect(suppliers?.filesRemoved).toBeGreaterThan(1);
  expect(await lake.faults()).toEqual([]);
});

/** All texts and bytes of a manifest's records. */
const decodedAvro = (file: Uint8Array): string => readAvro(file, 'manifest').records.map(textOf).join(' ');

function textOf(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (typeof value === 'object' && value !== null) return Object.values(value).map(textOf).join(' ');
  return String(value);
}

test('snapshots that others forget while a clean is planned hold nothing any more', async () => {
  await using lake = await Lakehouse.open();
  const { host, workspace } = lake;
  const table = 'supply_chain.dim_suppliers_v1';
  for (const seed of [1, 2, 3]) await lake.run('acme', await lake.delivery('acme', seed));
  await using open = await Workspace.open(host, workspace);
  const stale = await loadNamed(open, table);
  await expire(host, { workspace, table, keep: 1, olderThanDays: 0 });
  let answers = [stale];
  const catalog: Catalog = Object.create(open.catalog, {
    load: {
      value: async (name: TableName) =>
        tableText(name) === table ? (answers.pop() ?? open.catalog.load(name)) : open.catalog.load(name),
    },
  });
  await using bench = await Bench.open(host);
  const plan = await planClean(bench.duck, { catalog }, Object.values(contracts), 'acme');
  expect(plan.tables.find((one) => tableText(one.table.name) === table)?.snapshots).toEqual([]);
  // What is gone though the table still has it is told.
  const now = await loadNamed(open, 'supply_chain.dim_parts_v1');
  const [first] = now.metadata.snapshots;
  await rm(new URL(first?.['manifest-list'] ?? ''));
  answers = [];
  await expect(planClean(bench.duck, open, Object.values(contracts), 'acme')).rejects.toMatchObject({
    code: 'TABLE_DAMAGED',
  });
});

test('two cleans at once: one after the other', async () => {
  await using lake = await Lakehouse.open();
  const { host, workspace } = lake;
  for (const tenant of ['acme', 'globex']) await lake.run(tenant, await lake.delivery(tenant, 1));
  const ends = await Promise.allSettled(
    ['acme', 'globex'].map((tenant) => runClean(host, { workspace, tenant })),
  );
  const refused = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []));
  for (const cause of refused) expect(cause).toMatchObject({ code: 'CONFLICT', retryable: true });
  expect(refused.length).toBeLessThan(2);
  for (const tenant of ['acme', 'globex']) {
    await runClean(host, { workspace, tenant });
    expect(Object.values(await lake.content(tenant)).map(({ rows }) => rows)).toEqual([0, 0, 0, 0]);
  }
  expect(await lake.faults()).toEqual([]);
});

describe('files that were published and that no snapshot has any more', () => {
  const leftovers = async (workspace: string, host: Lakehouse['host']): Promise<number> => {
    await using open = await Workspace.open(host, workspace);
    const found = await findLeftovers(open.catalog, open.journal, open.folder);
    return found.filter(({ path }) => /\.(?:parquet|avro)$/.test(path)).length;
  };

  test('go with the next clean or expiry: one was killed before it said that it forgot them', async () => {
    await using lake = await Lakehouse.open();
    const { host, workspace } = lake;
    await lake.run('globex', await lake.suppliers('g', ['G-1,Werft,2026-11-01', 'G-2,Dock,2026-11-01']));
    await lake.run('globex', await lake.suppliers('h', ['G-1,Werft II,2026-11-02']));
    await lake.run('acme', await lake.suppliers('a', ['S-1,One,2026-11-01']));
    await compact(host, { workspace, table: silverTable });
    const globex = await lake.content('globex');
    {
      await using open = await Workspace.open(host, workspace);
      const table = await loadNamed(open, silverTable);
      const head = table.metadata.refs['main']?.['snapshot-id'];
      const ids = table.metadata.snapshots.map((one) => one['snapshot-id']).filter((id) => id !== head);
      await open.catalog.commit([{ table, changes: [{ kind: 'remove-snapshots', ids }] }]);
    }
    expect(await leftovers(workspace, host)).toBeGreaterThan(5);
    await runClean(host, { workspace, tenant: 'acme' });
    expect(await leftovers(workspace, host)).toBe(0);
    expect(await lake.faults()).toEqual([]);
    expect(await lake.content('globex')).toEqual(globex);
  });

  test('stay where the catalog is an older one, which does not know them yet', async () => {
    await using lake = await Lakehouse.open();
    const { host, workspace } = lake;
    await lake.run('acme', await lake.suppliers('a', ['S-1,One,2026-11-01']));
    const catalog = join(workspace, 'catalog.sqlite');
    await copyFile(catalog, `${catalog}.older`);
    await lake.run('acme', await lake.suppliers('b', ['S-2,Two,2026-11-02']));
    await copyFile(`${catalog}.older`, catalog);
    await expire(host, { workspace, table: silverTable, keep: 1, olderThanDays: 0 });
    expect(await leftovers(workspace, host)).toBeGreaterThan(0);
  });
});
