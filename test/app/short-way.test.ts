import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { runGenerate } from '../../core/app/generate.ts';
import { Bench } from '../../core/app/host.ts';
import { judgeDelivery, type ReadDelivery, readDelivery } from '../../core/app/pipeline.ts';
import { judgedRows, keptOf, restOf } from '../../core/app/run-kept.ts';
import type { Duck } from '../../core/duck/duck.ts';
import { receive } from '../../core/landing/receive.ts';
import { ident, type Sql, sql } from '../../core/sql/sql.ts';
import { TestHost } from './host.ts';

const asOf = new Date('2026-11-24T02:00:00Z');
const counts = z.object({ rows: z.coerce.number(), differ: z.coerce.number() });

const difference = async (duck: Duck, one: string, other: string) =>
  duck.row(
    sql`SELECT
      (SELECT count(*) FROM ${ident(one)}) AS rows,
      (SELECT count(*) FROM (
        (FROM ${ident(one)} EXCEPT ALL FROM ${ident(other)}) UNION ALL (FROM ${ident(other)} EXCEPT ALL FROM ${ident(one)})
      )) AS differ`,
    counts,
  );

/** Judges, and keeps what the judgement left under names of its own. */
async function judged(duck: Duck, read: ReadDelivery, name: string, severities: Record<string, 'off'>) {
  const judgement = await judgeDelivery(
    duck,
    read,
    { tenant: 'acme', sources: [], asOf, timezone: 'UTC', severities, keep: keptOf, keepOfRest: restOf },
    {},
  );
  for (const dataset of read.datasets) {
    const { kept, verdicts, violations, typedOf } = judgedRows(dataset, judgement.usual);
    const selection = sql`(FROM ${verdicts} WHERE disposition = 'passed')`;
    const fields = dataset.contract.fields.map((field) => ident(field.name));
    const tables: Record<string, Sql> = {
      kept,
      verdicts: sql`(SELECT * REPLACE (CASE WHEN disposition = 'quarantined' THEN row_id END AS row_id) FROM ${verdicts})`,
      violations,
      written: sql`(SELECT file_no, row_no, ${fields}, extras FROM ${typedOf(selection)})`,
    };
    for (const [table, rows] of Object.entries(tables)) {
      await duck.run(
        sql`CREATE TABLE ${ident(`${name}_${dataset.contract.dataset}_${table}`)} AS FROM ${rows}`,
      );
    }
  }
  return judgement;
}

test.each([{}, { INVALID_GEO_COORDS: 'off', INVALID_COUNTRY_CODE: 'off' } as const])(
  'the short way and the long way come to the same, with severities %o',
  async (severities) => {
    await using here = await TestHost.open();
    const out = join(here.folder, 'delivery');
    await runGenerate(here.host, {
      suppliers: 1500,
      parts: 1500,
      dirtyRate: 0.15,
      tenants: ['acme'],
      seed: 7,
      kindRates: {},
      format: 'parquet',
      out,
      logicalTime: asOf,
    });
    await using bench = await Bench.open(here.host);
    const { duck, scratch } = bench;
    const request = { tenant: 'acme', sources: [out], asOf, timezone: 'UTC' };
    const delivery = await receive(duck, { ...request, kind: 'delta', scratch }, {});
    const read = await readDelivery(duck, delivery, request);
    const short = await judged(duck, read, 'short', severities);
    const datasets = read.datasets.map((dataset) => ({ ...dataset, usual: undefined }));
    const long = await judged(duck, { ...read, datasets }, 'long', severities);
    expect([...short.usual].toSorted()).toEqual(['parts', 'suppliers']);
    expect([...long.usual]).toEqual([]);
    expect(short.datasets).toEqual(long.datasets);
    for (const { contract } of datasets) {
      for (const table of ['kept', 'verdicts', 'violations', 'written']) {
        const names = ['short', 'long'].map((way) => `${way}_${contract.dataset}_${table}`);
        const found = await difference(duck, names[0] ?? '', names[1] ?? '');
        expect([names, found.differ]).toEqual([names, 0]);
        expect(found.rows).toBeGreaterThan(0);
      }
    }
  },
);
