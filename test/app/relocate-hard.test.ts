import { execFileSync } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditVerify } from '../../core/app/audit.ts';
import { Bench } from '../../core/app/host.ts';
import { query } from '../../core/app/query.ts';
import { relocate } from '../../core/app/relocate.ts';
import { run } from '../../core/app/run.ts';
import { Workspace } from '../../core/app/run-workspace.ts';
import { catalogOver } from '../../core/catalog/catalog.ts';
import { sqlitePointers } from '../../core/catalog/sqlite-pointers.ts';
import { writeDataFiles } from '../../core/iceberg/data/write-data-files.ts';
import { folderFiles } from '../../core/iceberg/storage/folder-files.ts';
import { literalPath } from '../../core/iceberg/scan/literal-path.ts';
import { sql } from '../../core/sql/sql.ts';
import { folderStore } from '../../core/store/folder.ts';
import { quayside } from '../cli/run.ts';
import { append, goods, goodsRows, stamps } from '../iceberg/lake.ts';
import { Lakehouse } from './lakehouse.ts';

let lake: Lakehouse;
beforeAll(async () => {
  lake = await Lakehouse.open();
});
afterAll(() => lake[Symbol.asyncDispose]());

const rows = async (workspace: string, table = 'supply_chain.dim_suppliers_v1'): Promise<unknown> => {
  const statement = `SELECT count(*), sum(hash(s)::HUGEINT)::VARCHAR FROM ${table} AS s`;
  return (await query(lake.host, { workspace, statement, limit: 10, timeoutSeconds: 60 })).rows;
};

/** A workspace with position deletes. */
async function lived(name: string): Promise<string> {
  const workspace = join(lake.folder, name);
  const lines = (day: number): string[] =>
    Array.from(
      { length: 40 },
      (_, n) => `S-${n},Firm ${n < 2 ? `${n} ${day}` : n},2026-11-2${day}T10:00:00Z`,
    );
  for (const day of [1, 2]) {
    const sources = [await lake.suppliers(`${name}-${day}`, lines(day))];
    await run(lake.host, { tenant: 'acme', timezone: 'UTC', severities: {}, sources, workspace });
  }
  return workspace;
}

async function deleteFiles(workspace: string): Promise<readonly string[]> {
  const found = await readdir(join(workspace, 'lake'), { recursive: true });
  return found
    .filter((path) => path.endsWith('-deletes.parquet'))
    .map((path) => join(workspace, 'lake', path));
}

test('a folder without a workspace is refused and stays as it is', async () => {
  const nowhere = join(lake.folder, 'nowhere');
  const refused = await quayside(['workspace', 'relocate', '--workspace', nowhere]);
  expect(refused).toMatchObject({ code: 3, stdout: '' });
  expect(refused.stderr).toContain('WORKSPACE_NOT_FOUND');
  await expect(stat(nowhere)).rejects.toThrow('ENOENT');
});

test('a position-delete file that was altered is not passed off as whole', async () => {
  const workspace = await lived('altered');
  const place = join(lake.folder, 'altered-moved');
  await rename(workspace, place);
  const [file = ''] = await deleteFiles(place);
  const whole = await readFile(file);
  await using bench = await Bench.open(lake.host);
  await bench.duck.run(
    sql`COPY (FROM read_parquet(${literalPath(file)}) LIMIT 1) TO ${`${file}.new`} (FORMAT parquet, FIELD_IDS {file_path: 2147483546, pos: 2147483545})`,
  );
  await rename(`${file}.new`, file);
  const before = await deleteFiles(place);
  await expect(relocate(lake.host, place)).rejects.toMatchObject({ code: 'JOURNAL_DAMAGED' });
  expect(await deleteFiles(place)).toEqual(before);
  await writeFile(file, whole);
  await relocate(lake.host, place);
  expect(await auditVerify(lake.host, place)).toMatchObject({ whole: true });
});

test('tables that another engine made elsewhere in the workspace move with it, its own properties stay', async () => {
  const workspace = await lived('foreign');
  const files = folderFiles(folderStore(workspace));
  const name = { namespace: 'a_shop', name: 'goods' };
  {
    const warehouse = `file:${workspace}/lake`;
    const made = stamps();
    const pointers = sqlitePointers(join(workspace, 'catalog.sqlite'));
    await using catalog = catalogOver(pointers, { files, warehouse, stamps: made });
    await using bench = await Bench.open(lake.host);
    const here = { root: workspace, duck: bench.duck, files, stamps: made, catalog };
    const properties = { note: '/a remark', 'write.data.path': `file:${workspace}/lake/a_shop/goods/data` };
    const table = await catalog.createTable(name, { ...goods, properties });
    expect(await writeDataFiles(bench.duck, table, goodsRows('acme', 0, 0), { uuid: 'none' })).toEqual([]);
    await append({ ...here, [Symbol.asyncDispose]: async () => undefined }, table, goodsRows('acme', 0, 20));
  }
  const [ours, theirs] = [await rows(workspace), await rows(workspace, 'a_shop.goods')];
  const place = join(lake.folder, 'foreign moved');
  await rename(workspace, place);
  expect(await relocate(lake.host, place)).toMatchObject({ status: 'relocated', from: workspace });
  expect(await rows(place)).toEqual(ours);
  expect(await rows(place, 'a_shop.goods')).toEqual(theirs);
  await using open = await Workspace.open(lake.host, place);
  expect((await open.catalog.load(name)).metadata.properties).toMatchObject({
    note: '/a remark',
    'write.data.path': `file://${place}/lake/a_shop/goods/data`,
  });
});

test('a copy into the folder above does not touch the original below it', async () => {
  await mkdir(join(lake.folder, 'above'));
  const inner = await lived('above/inner');
  const outer = join(lake.folder, 'above');
  for (const name of ['lake', 'catalog.sqlite', 'journal.sqlite', 'runs.sqlite'])
    await cp(join(inner, name), join(outer, name), { recursive: true });
  const now = await rows(inner);
  expect(await relocate(lake.host, outer)).toMatchObject({ status: 'relocated', from: inner, to: outer });
  await rm(inner, { recursive: true });
  expect(await rows(outer)).toEqual(now);
  expect(await auditVerify(lake.host, outer)).toMatchObject({ whole: true });
});

test('no name of the old place is left in manifests, deleted entries included', async () => {
  const workspace = await lived('names');
  const sources = [
    await lake.suppliers(
      'names-3',
      Array.from({ length: 40 }, (_, n) => `S-${n},New ${n},2026-11-23T10:00:00Z`),
    ),
  ];
  await run(lake.host, { tenant: 'acme', timezone: 'UTC', severities: {}, sources, workspace });
  const place = join(lake.folder, 'names-moved');
  await rename(workspace, place);
  await relocate(lake.host, place);
  await using open = await Workspace.open(lake.host, place);
  const { readAvro } = await import('../../core/iceberg/avro/container.ts');
  const { metadata } = await open.catalog.load({ namespace: 'supply_chain', name: 'dim_suppliers_v1' });
  const folder = join(place, 'lake/cdf-silver/supply_chain/dim_suppliers_v1/metadata');
  expect(metadata.snapshots.length).toBe(3);
  for (const file of await readdir(folder)) {
    if (!file.endsWith('.avro')) continue;
    const { records } = readAvro(await readFile(join(folder, file)), file);
    const text = JSON.stringify(records, (_key, value: unknown) =>
      typeof value === 'bigint'
        ? String(value)
        : typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer'
          ? Buffer.from((value as unknown as { data: number[] }).data).toString('latin1')
          : value,
    );
    expect(text.includes(`${workspace}/`), `${file}: ${text}`).toBe(false);
  }
});

test('killed at any moment it is done again', async () => {
  const workspace = await lived('killed');
  const now = await rows(workspace);
  const place = join(lake.folder, 'killed-moved');
  await rename(workspace, place);
  const start = join(import.meta.dirname, '../../core/cli/start.mjs');
  for (const timeout of [250, 400, 500, 600, 700]) {
    try {
      execFileSync(process.execPath, [start, 'workspace', 'relocate', '--workspace', place], {
        timeout,
        killSignal: 'SIGKILL',
        stdio: 'ignore',
      });
    } catch {
      // That is what it is about.
    }
  }
  await relocate(lake.host, place);
  expect(await rows(place)).toEqual(now);
  expect(await auditVerify(lake.host, place)).toMatchObject({ whole: true });
});
