import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { z } from 'zod';
import { readLimits } from '../../core/base/limits.ts';
import { Bench, type Host } from '../../core/app/host.ts';
import { Workspace } from '../../core/app/run-workspace.ts';
import { writeDataFiles } from '../../core/iceberg/data/write-data-files.ts';
import { planScan } from '../../core/iceberg/scan/plan-scan.ts';
import { scanRelation } from '../../core/iceberg/scan/relation.sql.ts';
import { sql } from '../../core/sql/sql.ts';
import { root, wholeProcess } from './measure.ts';

const [namespace, name] = ['supply_chain', 'dim_parts_v1'];
const seedRows = 50_000;
/** Of one commit; DuckDB puts as many rows into order at once. */
const copiesAtOnce = 40;
const counted = z.object({ rows: z.coerce.number() });

/**
 * `node test/bench/bulk-parts.ts WORKSPACE TENANT ROWS`: so many parts of a tenant: a small clean delivery takes the way of any delivery, the rest are its rows with other keys, numbers,
 * hashes and costs, written and committed by the same writer. Ten million take two minutes and 1 GB; what is there is not made again.
 */
async function fillParts(workspace: string, tenant: string, rows: number): Promise<void> {
  const host: Host = {
    limits: readLimits(process.env),
    scratchRoot: tmpdir(),
    now: () => new Date(),
  };
  const listed = await quayside('tables', 'list', '--workspace', workspace, '--json');
  if (!listed.includes(`"${tenant}":`)) await deliver(workspace, tenant);
  await using opened = await Workspace.open(host, workspace);
  await using bench = await Bench.open(host, 'bulk-');
  const { duck } = bench;
  let table = await opened.catalog.load({ namespace, name });
  const own = sql`(FROM ${scanRelation(await planScan(table))} WHERE tenant_id = ${tenant})`;
  const there = (await duck.row(sql`SELECT count(*) AS rows FROM ${own}`, counted)).rows;
  await duck.run(sql`CREATE TABLE seed AS FROM ${own} LIMIT ${seedRows}`);
  const first = Math.ceil(there / seedRows);
  for (let copy = first; copy < rows / seedRows; copy += copiesAtOnce) {
    const last = Math.min(copy + copiesAtOnce, Math.ceil(rows / seedRows));
    const copies = sql`(
      SELECT seed.* REPLACE (
        left(part_id, 20) || lpad(to_base(copy, 32), 6, '0') AS part_id,
        part_number || '-' || copy AS part_number,
        md5(spec_hash || copy) || md5(copy || spec_hash) AS spec_hash,
        md5(content_hash || copy) AS content_hash,
        unit_cost * (1 + copy / 1000) AS unit_cost
      )
      FROM range(${copy}, ${last}) AS r(copy), seed
    )`;
    const uuid = randomUUID();
    const files = await writeDataFiles(duck, table, copies, { uuid });
    const [next = table] = await opened.catalog.commit([
      {
        table,
        changes: [
          {
            kind: 'files',
            snapshotId: opened.stamps.snapshotId(),
            branch: 'main',
            operation: 'append',
            add: files.map((file) => ({ file })),
            remove: [],
            summary: {},
          },
        ],
      },
    ]);
    table = next;
  }
}

/** The command line, as a script would call it. */
const quayside = async (...args: readonly string[]): Promise<string> =>
  (await wholeProcess([join(root, 'core', 'cli', 'start.mjs'), ...args])).stdout;

async function deliver(workspace: string, tenant: string): Promise<void> {
  const out = join(workspace, '..', `${tenant}-seed`);
  const size = ['--suppliers', '1000', '--parts', String(seedRows), '--dirty', '0', '--format', 'parquet'];
  await quayside('generate', '--tenant', tenant, ...size, '--out', out);
  await quayside('run', '--workspace', workspace, '--tenant', tenant, '--source', out);
}

const [workspace = '', tenant = '', rows = ''] = process.argv.slice(2);
await fillParts(workspace, tenant, Number(rows));
