import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ident, sql } from '../../core/sql/sql.ts';
import { LandingBench } from './landing-bench.ts';

const shared = join(import.meta.dirname, '../../../shared/data');
const there = existsSync(shared);
if (!there) process.stderr.write(`skipped: ${shared} is not there\n`);

let bench: LandingBench;
beforeAll(async () => {
  bench = await LandingBench.open();
});
afterAll(() => bench[Symbol.asyncDispose]());

describe.skipIf(!there)('shared/data', () => {
  it('public files of all kinds: separators and headers are what an expert says', async () => {
    const answers = z
      .array(
        z.object({
          file: z.string(),
          delimiter: z.string(),
          header_row: z.number(),
          headers: z.array(z.string()),
        }),
      )
      .parse(JSON.parse(readFileSync(join(shared, 'mapping/dev.json'), 'utf8')));
    expect(answers.length).toBeGreaterThan(40);
    for (const { file, delimiter, header_row, headers } of answers) {
      const batch = await bench.batch(join(shared, 'mapping', file));
      expect([file, batch.dataset]).toEqual([file, file.split('/')[0]]);
      if (header_row !== 0) continue;
      expect([file, batch.columns.map((column) => column.name)]).toEqual([file, headers]);
      if (headers.length > 1) expect([file, batch.objects[0]?.dialect?.delimiter]).toEqual([file, delimiter]);
      await bench.values(batch);
    }
  });

  it('the seed reads without loss, and CSV and Parquet say the same', async () => {
    const [text, parquet] = [
      await bench.land([join(shared, 'seed/suppliers.csv'), join(shared, 'seed/parts.csv')]),
      await bench.land([join(shared, 'seed/suppliers.parquet'), join(shared, 'seed/parts.parquet')]),
    ];
    for (const [index, batch] of text.batches.entries()) {
      const other = parquet.batches[index];
      if (other === undefined) throw new Error('expected as many batches');
      expect([batch.rows, other.rows]).toEqual([10_000, 10_000]);
      expect(batch.columns.map(({ name }) => name)).toEqual(other.columns.map(({ name }) => name));
      const values = batch.columns.map(({ column }) => sql`nullif(${ident(column)}, '')`);
      const { different } = await bench.duck.row(
        sql`SELECT count(*)::INTEGER AS different FROM (
          (SELECT row_no, ${values} FROM ${batch.relation} AS a)
          EXCEPT ALL
          (SELECT row_no, ${values} FROM ${other.relation} AS b))`,
        z.object({ different: z.number() }),
      );
      expect(different).toBe(0);
    }
  });
});
