import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { Workspace } from '../../core/app/run-workspace.ts';
import { findLeftovers } from '../../core/silver/leftovers.ts';
import { Lakehouse } from '../app/lakehouse.ts';

test('files of the lake that nothing needs are found, each with what it is, and no other', async () => {
  await using lake = await Lakehouse.open();
  const times = (day: string) => lake.suppliers(day, [`S-1,One,2026-11-${day}`, `S-2,Two,2026-11-${day}`]);
  await lake.run('acme', await times('01'));
  // The same rows with later times: only the newest times are written.
  await lake.run('acme', await times('02'));
  const found = async () => {
    await using workspace = await Workspace.open(lake.host, lake.workspace);
    return await findLeftovers(workspace.catalog, workspace.journal, lake.workspace);
  };
  expect(await found()).toEqual([]);

  const tables = 'lake/cdf-silver/supply_chain';
  const left = {
    [`${tables}/dim_suppliers_v1/data/tenant_id=acme/gone.parquet`]: 'orphan',
    [`${tables}/dim_suppliers_v1/metadata/gone-m0.avro`]: 'orphan',
    [`${tables}/dim_suppliers_v1/metadata/.quayside-put-1`]: 'temporary',
    [`${tables}/dim_lost_v1/metadata/00000-1.metadata.json`]: 'no-table',
    'lake/cdf-silver/seen/acme/suppliers-gone.parquet': 'seen',
    'lake/cdf-silver/seen/nobody/parts-gone.parquet': 'seen',
  };
  for (const path of Object.keys(left)) {
    await mkdir(dirname(join(lake.workspace, path)), { recursive: true });
    await writeFile(join(lake.workspace, path), 'left');
  }
  const leftovers = await found();
  expect(
    Object.fromEntries(leftovers.map(({ path, kind }) => [relative(lake.workspace, path), kind])),
  ).toEqual(left);
  expect(leftovers.every(({ bytes }) => bytes === 4)).toBe(true);

  await Promise.all(leftovers.map(({ path }) => rm(path)));
  expect(await found()).toEqual([]);
  expect(await lake.faults()).toEqual([]);
  // Also the newest times are still known.
  expect((await lake.run('acme', await times('02'))).status).toBe('unchanged');
});
