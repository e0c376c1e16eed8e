import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Bench } from '../../core/app/host.ts';
import { relocate } from '../../core/app/relocate.ts';
import { Workspace } from '../../core/app/run-workspace.ts';
import { planScan } from '../../core/iceberg/scan/plan-scan.ts';
import { scanRelation } from '../../core/iceberg/scan/relation.sql.ts';
import { type Sql, sql } from '../../core/sql/sql.ts';
import { Harbour } from '../app/harbour.ts';
import { Lakehouse } from '../app/lakehouse.ts';
import { findPython, probe } from './pyiceberg.ts';

const python = findPython();
const scanned = z.object({
  rows: z.number(),
  columns: z.record(z.string(), z.number()),
  deletes: z.number(),
});

/** Columns of the second that the first does not have, as text, row by row. */
const missing = (one: Sql, other: Sql): Sql => sql`
  SELECT count(*) AS rows FROM (
    SELECT COLUMNS(*)::VARCHAR FROM ${one} EXCEPT ALL SELECT COLUMNS(*)::VARCHAR FROM ${other}
  )`;
const counted = z.object({ rows: z.coerce.number() });

describe.skipIf(python === undefined)('PyIceberg on the tables of runs', () => {
  test('sees the rows that Quayside sees, of two tenants, after a second delivery and a move of the workspace', {
    timeout: 240_000,
  }, async () => {
    await using lake = await Lakehouse.open();
    const place = join(lake.folder, 'moved');
    await lake.run('acme', await lake.delivery('acme', 1));
    await lake.run('globex', await lake.delivery('globex', 2));
    await lake.run('acme', await lake.delivery('acme', 3, 120));
    await rename(lake.workspace, place);
    await relocate(lake.host, place);
    await expectSame(lake, place, 10);
  });

  test('sees them after upkeep: small files put together, deleted rows left out, old snapshots forgotten', {
    timeout: 240_000,
  }, async () => {
    await using harbour = await Harbour.open({ smallFiles: 3, keepSnapshots: 1, maxSnapshotAgeDays: 0 });
    const { lake } = harbour;
    for (let number = 0; number < 12; number += 1) {
      harbour.now += 3_600_000 * 3;
      const day = new Date(harbour.now).toISOString();
      const rows = [`S-${number},Kran ${number},${day}`, `S-${number % 3},Hafen ${number},${day}`];
      await harbour.run(
        number % 2 === 0 ? 'acme' : 'globex',
        `d-${number}`,
        number < 3 ? rows.slice(0, 1) : rows,
      );
    }
    const { snapshots } = await harbour.size();
    expect(snapshots).toBeLessThan(14);
    await expectSame(lake, lake.workspace, 0);
    expect(await lake.faults()).toEqual([]);
  });
});

/** PyIceberg reads every table of a workspace as Quayside does, each with more than `fewest` rows. */
async function expectSame(lake: Lakehouse, place: string, fewest: number): Promise<void> {
  await using workspace = await Workspace.open(lake.host, place);
  await using bench = await Bench.open(lake.host);
  const names = await workspace.catalog.list('supply_chain');
  expect(names).toHaveLength(4);
  for (const { namespace, name } of names) {
    const out = join(lake.folder, `${name}.parquet`);
    const theirs = scanned.parse(await probe(python ?? '', place, 'scan', `${namespace}.${name}`, out));
    const ours = scanRelation(await planScan(await workspace.catalog.load({ namespace, name })));
    const { rows } = await bench.duck.row(sql`SELECT count(*) AS rows FROM ${ours}`, counted);
    expect({ name, rows: theirs.rows }).toEqual({ name, rows });
    expect(rows).toBeGreaterThanOrEqual(fewest);
    const pyiceberg = sql`read_parquet(${out})`;
    expect(await bench.duck.row(missing(ours, pyiceberg), counted)).toEqual({ rows: 0 });
    expect(await bench.duck.row(missing(pyiceberg, ours), counted)).toEqual({ rows: 0 });
  }
}
