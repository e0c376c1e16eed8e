import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { sql } from '../../core/sql/sql.ts';
import { LandingBench } from './landing-bench.ts';

let bench: LandingBench;
beforeAll(async () => {
  bench = await LandingBench.open();
});
afterAll(() => bench[Symbol.asyncDispose]());

const landed = z.object({ file_no: z.number(), row_no: z.string(), row_id: z.string(), c1: z.string() });

test('many files of several shapes: every row comes from its own file, as it does from a few', async () => {
  const root = await bench.folder();
  const expected = new Map<string, string[]>();
  for (let file = 0; file < 40; file += 1) {
    const ids = [`${file}-a`, `${file}-b`].slice(0, 1 + (file % 2));
    const name = `suppliers-${String(file).padStart(2, '0')}`;
    const shape = file % 4;
    const path = join(root, `${name}.${shape === 1 ? 'parquet' : 'csv'}`);
    expected.set(path, ids);
    if (shape === 1) {
      await bench.parquet(
        path,
        sql`SELECT unnest([${ids.map((id) => sql`${id}`)}]) AS supplier_id, 'x' AS file_index, ${file} AS file_row_number`,
      );
    } else {
      const header = shape === 2 ? 'supplier_id,legal_name,extra' : 'supplier_id,legal_name';
      await bench.file(path, `${[header, ...ids.map((id) => `${id},A,B`)].join('\n')}\n`);
    }
  }
  const { batches } = await bench.land(root);
  const [batch] = batches;
  if (batch === undefined) throw new Error('nothing landed');
  const rows = await bench.duck.rows(
    sql`SELECT file_no, row_no::VARCHAR AS row_no, row_id, c1 FROM ${batch.relation} AS raw ORDER BY ALL`,
    landed,
  );
  expect(batch.objects).toHaveLength(40);
  expect(rows).toEqual(
    batch.objects.flatMap(({ fileNo, path, digest }) =>
      (expected.get(path) ?? []).map((id, index) => ({
        file_no: fileNo,
        row_no: String(index + 1),
        row_id: createHash('md5')
          .update(`${batch.batchId}:${digest}:${index + 1}`)
          .digest('hex'),
        c1: id,
      })),
    ),
  );
});
