import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Progress } from '../../core/base/progress.ts';
import { generate } from '../../core/generate/generate.ts';
import { readTruthFacts } from '../../core/generate/truth-facts.ts';
import { sql } from '../../core/sql/sql.ts';
import { digestsOf, fileRows, GenerateBench, logicalTime } from './bench.ts';

const request = {
  tenants: ['acme'],
  suppliers: 50,
  parts: 80,
  seed: 5,
  format: 'parquet',
  logicalTime,
} as const;

describe('what is written', () => {
  test('is three files, with their rows in the result', async () => {
    await using bench = await GenerateBench.open();
    const out = join(bench.folder, 'a', 'b');
    const result = await generate(bench.duck, { ...request, out, dirtyRate: 0.5 });
    expect((await readdir(out)).sort()).toEqual(['parts.parquet', 'suppliers.parquet', 'truth.parquet']);
    const truth = await bench.numbers(
      sql`SELECT count(*) AS n FROM read_parquet(${join(out, 'truth.parquet')})`,
    );
    expect(result).toEqual({
      tenants: [
        {
          tenant: 'acme',
          folder: out,
          files: [
            { dataset: 'suppliers', path: join(out, 'suppliers.parquet'), rows: 50 },
            { dataset: 'parts', path: join(out, 'parts.parquet'), rows: 80 },
            { dataset: 'truth', path: join(out, 'truth.parquet'), rows: truth['n'] },
          ],
        },
      ],
    });
  });

  test('of several tenants is a folder each', async () => {
    await using bench = await GenerateBench.open();
    const out = await bench.generate({ tenants: ['acme', 'globex'], suppliers: 10, parts: 10 });
    expect((await readdir(out)).sort()).toEqual(['acme', 'globex']);
    expect((await readdir(join(out, 'globex'))).sort()).toEqual([
      'parts.parquet',
      'suppliers.parquet',
      'truth.parquet',
    ]);
  });

  test('as CSV has the same cells as Parquet', async () => {
    await using bench = await GenerateBench.open();
    const parquet = await bench.generate({ dirtyRate: 0.5 }, 'parquet');
    const csv = await bench.generate({ dirtyRate: 0.5, format: 'csv' }, 'csv');
    for (const dataset of ['suppliers', 'parts']) {
      const read = sql`(SELECT * FROM read_csv(${join(csv, `${dataset}.csv`)}, all_varchar = TRUE, header = TRUE, delim = ',', quote = '"', escape = '"', strict_mode = TRUE, allow_quoted_nulls = FALSE))`;
      const differing = await bench.numbers(sql`SELECT count(*) AS n FROM (
        SELECT * EXCLUDE (row_number) FROM ${fileRows(parquet, dataset)} EXCEPT ALL SELECT * FROM ${read})`);
      expect(differing['n']).toBe(0);
    }
    const text = await readFile(join(csv, 'suppliers.csv'), 'utf8');
    expect(text).toMatch(/^supplier_id,supplier_code,tenant_id,/);
    expect(text).not.toContain('\r');
  });

  test.each(['parquet', 'csv'] as const)('of no rows is a header, and facts (%s)', async (format) => {
    await using bench = await GenerateBench.open();
    const out = await bench.generate({ suppliers: 0, parts: 0, format });
    expect((await readTruthFacts(bench.duck, join(out, 'truth.parquet'))).suppliers).toBe(0);
    if (format === 'csv')
      expect((await readFile(join(out, 'parts.csv'), 'utf8')).split('\n')).toHaveLength(2);
  });
});

describe('facts in the metadata of truth.parquet', () => {
  test('are there without any dirt', async () => {
    await using bench = await GenerateBench.open();
    const out = await bench.generate({
      dirtyRate: 0,
      seed: 2n ** 70n,
      suppliers: 5,
      parts: 7,
      format: 'csv',
    });
    expect(await readTruthFacts(bench.duck, join(out, 'truth.parquet'))).toEqual({
      version: '2',
      tenant: 'acme',
      seed: `${2n ** 70n}`,
      suppliers: 5,
      parts: 7,
      format: 'csv',
      logicalTime,
    });
    const rows = await bench.numbers(
      sql`SELECT count(*) AS n FROM read_parquet(${join(out, 'truth.parquet')})`,
    );
    expect(rows['n']).toBe(0);
  });

  test('are missed in a file of somebody else', async () => {
    await using bench = await GenerateBench.open();
    const other = join(bench.folder, 'truth.parquet');
    await bench.duck.run(sql`COPY (SELECT 1 AS one) TO ${other} (FORMAT parquet)`);
    await expect(readTruthFacts(bench.duck, other)).rejects.toMatchObject({ code: 'TRUTH_MISSING' });
    await writeFile(other, 'no parquet');
    await expect(readTruthFacts(bench.duck, other)).rejects.toMatchObject({ code: 'TRUTH_MISSING' });
    await expect(readTruthFacts(bench.duck, join(bench.folder, 'none.parquet'))).rejects.toMatchObject({
      code: 'TRUTH_MISSING',
    });
  });
});

describe('what was there before', () => {
  test('is replaced, in the other format too, but nothing of anybody else', async () => {
    await using bench = await GenerateBench.open();
    const out = await bench.generate({ format: 'csv' });
    await writeFile(join(out, 'notes.txt'), 'mine');
    await bench.generate({ format: 'parquet' });
    expect((await readdir(out)).sort()).toEqual([
      'notes.txt',
      'parts.parquet',
      'suppliers.parquet',
      'truth.parquet',
    ]);
    const fresh = await bench.generate({ format: 'parquet' }, 'fresh');
    expect(await digestsOf(out)).toMatchObject(await digestsOf(fresh));
  });

  test('stays where it was no generated file: nothing is written beside it', async () => {
    await using bench = await GenerateBench.open();
    const out = join(bench.folder, 'out');
    await mkdir(out);
    await writeFile(join(out, 'suppliers.csv'), 'supplier_id\nmine\n');
    await expect(bench.generate({ format: 'parquet' })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await readdir(out)).toEqual(['suppliers.csv']);
    expect(await readFile(join(out, 'suppliers.csv'), 'utf8')).toBe('supplier_id\nmine\n');
  });

  test('stays as it was when a run is cancelled, and nothing half-written is left', async () => {
    await using bench = await GenerateBench.open();
    const out = await bench.generate();
    const before = await digestsOf(out);
    const cancel = new AbortController();
    const progress = ({ stage }: Progress): void => {
      if (stage === 'acme: parts') cancel.abort();
    };
    const run = generate(
      bench.duck,
      { ...request, suppliers: 5000, parts: 5000, out },
      { signal: cancel.signal, progress },
    );
    await expect(run).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await digestsOf(out)).toEqual(before);
    await bench.generate({ seed: 9 });
    expect(await digestsOf(out)).not.toEqual(before);
  });
});

test('a run is cancelled in the midst of a file', async () => {
  await using bench = await GenerateBench.open();
  const out = join(bench.folder, 'out');
  const signal = AbortSignal.timeout(400);
  const started = performance.now();
  const run = generate(bench.duck, { ...request, suppliers: 3_000_000, parts: 10, out }, { signal });
  await expect(run).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(performance.now() - started).toBeLessThan(10_000);
  expect(await readdir(out)).toEqual([]);
});

describe('a folder that cannot be written', () => {
  test('is refused where a file stands in its place', async () => {
    await using bench = await GenerateBench.open();
    const out = join(bench.folder, 'file');
    await writeFile(out, 'mine');
    await expect(generate(bench.duck, { ...request, out })).rejects.toMatchObject({ code: 'NOT_WRITABLE' });
    await expect(generate(bench.duck, { ...request, out: join(out, 'below') })).rejects.toMatchObject({
      code: 'NOT_WRITABLE',
    });
    expect(await readFile(out, 'utf8')).toBe('mine');
  });

  test('is refused where a folder has the name of a file, and the rest is as it was', async () => {
    await using bench = await GenerateBench.open();
    const out = join(bench.folder, 'out');
    await mkdir(join(out, 'suppliers.parquet', 'inside'), { recursive: true });
    await expect(generate(bench.duck, { ...request, out })).rejects.toMatchObject({ code: 'NOT_WRITABLE' });
    expect((await readdir(out)).sort()).toEqual(['suppliers.parquet']);
  });
});

test('progress names tenant and file and counts to the end', async () => {
  await using bench = await GenerateBench.open();
  const steps: Progress[] = [];
  const progress = (step: Progress): void => void steps.push(step);
  await generate(bench.duck, { ...request, out: join(bench.folder, 'out') }, { progress });
  expect(
    steps.filter(({ rows, total }) => rows === total && rows !== undefined).map(({ stage }) => stage),
  ).toEqual(['acme: suppliers', 'acme: parts', 'acme: truth']);
});
