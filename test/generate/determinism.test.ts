import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { sql } from '../../core/sql/sql.ts';
import { digestsOf, fileRows, GenerateBench } from './bench.ts';

const differences = z.object({ differing: z.coerce.number() });

/** Rows of the one that the other has not, in the same place. */
async function differing(
  bench: GenerateBench,
  a: string,
  b: string,
  dataset: string,
  most: number,
): Promise<number> {
  const [row] = await bench.rows(
    sql`SELECT count(*) AS differing FROM (
      SELECT * FROM ${fileRows(a, dataset)} WHERE row_number <= ${most}
      EXCEPT ALL SELECT * FROM ${fileRows(b, dataset)})`,
    differences,
  );
  return row?.differing ?? -1;
}

describe('the same request', () => {
  test.each(['parquet', 'csv'] as const)(
    'gives the same bytes on 1, 2 and 7 threads as %s',
    async (format) => {
      const outputs = [];
      for (const threads of [1, 2, 7]) {
        await using bench = await GenerateBench.open(threads);
        outputs.push(await digestsOf(await bench.generate({ suppliers: 70_000, parts: 90_000, format })));
      }
      const [one, two, seven] = outputs;
      expect(Object.keys(one ?? {}).sort()).toEqual([
        `parts.${format}`,
        `suppliers.${format}`,
        'truth.parquet',
      ]);
      expect(two).toEqual(one);
      expect(seven).toEqual(one);
    },
  );

  test('gives the same bytes as in another folder, in another order of runs', async () => {
    await using bench = await GenerateBench.open();
    const first = await digestsOf(await bench.generate({}, 'a'));
    await bench.generate({ seed: 2 }, 'b');
    expect(await digestsOf(await bench.generate({}, 'c'))).toEqual(first);
  });
});

describe('a row does not depend on how many rows there are', () => {
  test.each([0.06, 0.6])('suppliers, with dirt at %d', async (dirtyRate) => {
    await using bench = await GenerateBench.open();
    const few = await bench.generate({ suppliers: 1000, dirtyRate, parts: 0 }, 'few');
    const many = await bench.generate({ suppliers: 100_000, dirtyRate, parts: 0 }, 'many');
    expect(await differing(bench, few, many, 'suppliers', 1000)).toBe(0);
    expect(await differing(bench, many, few, 'suppliers', 1000)).toBe(0);
  });

  test('parts, for the same suppliers, and their ground truth', async () => {
    await using bench = await GenerateBench.open();
    const few = await bench.generate({ suppliers: 700, parts: 1000 }, 'few');
    const many = await bench.generate({ suppliers: 700, parts: 50_000 }, 'many');
    expect(await differing(bench, few, many, 'parts', 1000)).toBe(0);
    expect(await differing(bench, many, few, 'parts', 1000)).toBe(0);
    const truth = await bench.numbers(sql`SELECT count(*) AS rows FROM (
      SELECT * FROM read_parquet(${`${few}/truth.parquet`})
      EXCEPT ALL SELECT * FROM read_parquet(${`${many}/truth.parquet`}))`);
    expect(truth['rows']).toBe(0);
  });
});

describe('another', () => {
  test.each([
    ['seed', { seed: 2 }],
    ['big seed', { seed: 2n ** 64n + 1n }],
    ['tenant', { tenants: ['globex'] }],
  ])('%s gives other rows', async (_, change) => {
    await using bench = await GenerateBench.open();
    const [one, other] = [await bench.generate({}, 'one'), await bench.generate(change, 'other')];
    const same = await bench.numbers(sql`
      SELECT count(*) FILTER (WHERE a.supplier_id = b.supplier_id) AS ids,
        count(*) FILTER (WHERE a.legal_name = b.legal_name) AS names
      FROM ${fileRows(one, 'suppliers')} AS a JOIN ${fileRows(other, 'suppliers')} AS b USING (row_number)`);
    expect(same['ids']).toBe(0);
    expect(same['names']).toBeLessThan(10);
  });

  test('tenant of the same request has other rows', async () => {
    await using bench = await GenerateBench.open();
    const out = await bench.generate({ tenants: ['acme', 'globex'] });
    const shared = await bench.numbers(sql`
      SELECT count(*) AS ids FROM ${fileRows(`${out}/acme`, 'suppliers')} AS a
      JOIN ${fileRows(`${out}/globex`, 'suppliers')} AS b USING (supplier_id)`);
    expect(shared['ids']).toBe(0);
  });

  test('logical time moves the times and leaves the rest', async () => {
    await using bench = await GenerateBench.open();
    const one = await bench.generate({ dirtyRate: 0 }, 'one');
    const other = await bench.generate(
      { dirtyRate: 0, logicalTime: new Date('2031-05-06T07:08:09.010Z') },
      'other',
    );
    const compared = await bench.numbers(sql`
      SELECT count(*) FILTER (WHERE a.legal_name = b.legal_name AND a.risk_score = b.risk_score) AS same,
        count(DISTINCT b.source_timestamp::TIMESTAMPTZ - a.source_timestamp::TIMESTAMPTZ) AS shifts,
        count(*) FILTER (WHERE b.ingestion_timestamp = '2031-05-06T07:08:09.010000Z') AS stamped
      FROM ${fileRows(one, 'suppliers')} AS a JOIN ${fileRows(other, 'suppliers')} AS b USING (row_number)`);
    expect(compared).toEqual({ same: 1000, shifts: 1, stamped: 1000 });
  });
});
