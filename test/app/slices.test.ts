import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { runGenerate } from '../../core/app/generate.ts';
import { Bench } from '../../core/app/host.ts';
import { judgeDelivery, readDelivery } from '../../core/app/pipeline.ts';
import { judgedRows, keptOf, restOf } from '../../core/app/run-kept.ts';
import { receive } from '../../core/landing/receive.ts';
import { planSlices } from '../../core/silver/slices.ts';
import { ident, join as joined, sql } from '../../core/sql/sql.ts';
import { TestHost } from './host.ts';

const asOf = new Date('2026-11-24T02:00:00Z');
const rows = 700;
const counts = z.object({ rows: z.coerce.number(), differ: z.coerce.number() });

/** So many files that they are read by one scan, few, and one. */
test.each([35, 2, 1])('slices of %i files have all their rows between them, each once', async (files) => {
  await using here = await TestHost.open();
  const [made, parted, scratch] = ['made', 'parted', 'scratch'].map((name) => join(here.folder, name));
  if (made === undefined || parted === undefined || scratch === undefined) throw new TypeError('three names');
  await runGenerate(here.host, {
    suppliers: rows,
    parts: 10,
    dirtyRate: 0.2,
    tenants: ['acme'],
    seed: 7,
    kindRates: {},
    format: 'parquet',
    out: made,
    logicalTime: asOf,
  });
  await mkdir(parted);
  await mkdir(scratch);
  await using bench = await Bench.open(here.host);
  const { duck } = bench;
  const each = rows / files;
  for (let file = 0; file < files; file += 1) {
    const name = `suppliers-${String(file + 1).padStart(2, '0')}.parquet`;
    await duck.run(
      sql`COPY (FROM read_parquet(${join(made, 'suppliers.parquet')}) LIMIT ${each} OFFSET ${file * each}) TO ${join(parted, name)} (FORMAT parquet)`,
    );
  }
  const delivery = await receive(duck, { tenant: 'acme', sources: [parted], kind: 'delta', scratch }, {});
  const request = { tenant: 'acme', sources: [parted], asOf, timezone: 'UTC', severities: {} };
  const read = await readDelivery(duck, delivery, request);
  const judgement = await judgeDelivery(duck, read, { ...request, keep: keptOf, keepOfRest: restOf }, {});
  const [dataset] = read.datasets;
  if (dataset === undefined) throw new TypeError('suppliers were delivered');
  const judged = judgedRows(dataset, judgement.usual);
  expect(judged.files?.map((file) => file.rows)).toEqual(Array.from({ length: files }, () => each));
  const columns = dataset.contract.fields.map(({ name }) => ident(name));
  const passing = sql`(FROM ${judged.verdicts} WHERE disposition = 'passed')`;
  const all = sql`SELECT file_no, row_no, ${columns}, extras FROM ${judged.typedOf(passing)}`;
  const slices = planSlices(judged.files ?? [], 64);
  expect(slices.length).toBeGreaterThan(10);
  const sliced = slices.map((slice) => {
    const selection = sql`(FROM ${passing} WHERE ${slice})`;
    return sql`SELECT file_no, row_no, ${columns}, extras FROM ${judged.typedOf(selection)} WHERE ${slice}`;
  });
  const found = await duck.row(
    sql`
      WITH complete AS MATERIALIZED (${all}), parts AS MATERIALIZED (${joined(sliced, ' UNION ALL ')})
      SELECT
        (SELECT count(*) FROM parts) AS rows,
        (SELECT count(*) FROM ((FROM complete EXCEPT ALL FROM parts) UNION ALL (FROM parts EXCEPT ALL FROM complete))) AS differ`,
    counts,
  );
  expect(found).toEqual({ rows: judgement.datasets.suppliers?.passed, differ: 0 });
  expect(found.rows).toBeGreaterThan(rows / 2);
});
