import { readFile, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { QuaysideError } from '../../core/base/errors.ts';
import { whileReading } from '../../core/landing/while-reading.ts';
import { ident, sql } from '../../core/sql/sql.ts';
import { LandingBench } from './landing-bench.ts';

let bench: LandingBench;
beforeAll(async () => {
  bench = await LandingBench.open();
});
afterAll(() => bench[Symbol.asyncDispose]());

describe('values of a Parquet file', () => {
  it('of every type arrive as text without loss', async () => {
    const path = await bench.parquet(
      'suppliers.parquet',
      sql`SELECT
        'text' AS supplier_id, 9223372036854775807::BIGINT AS b, 0.1::DOUBLE AS d, 1.5::FLOAT AS f,
        12345678901234567890.123456::DECIMAL(38, 6) AS dec, TRUE AS bool, DATE '2026-01-02' AS day,
        TIMESTAMP '2026-01-02 03:04:05.123456' AS ts, TIMESTAMPTZ '2026-01-02 03:04:05.5+02' AS tz,
        ['a', 'b,c'] AS list, {lat: 1.25, lon: -3.5} AS geo, MAP {'k': 'v'} AS pairs,
        encode('Zürich') AS bytes, '\\xFF\\x00a'::BLOB AS broken, NULL::INTEGER AS nothing,
        'NULL' AS word, '' AS blank`,
    );
    const batch = await bench.batch(path);
    expect(batch.columns.map(({ name, sourceType }) => [name, sourceType]).slice(0, 4)).toEqual([
      ['supplier_id', 'VARCHAR'],
      ['b', 'BIGINT'],
      ['d', 'DOUBLE'],
      ['f', 'FLOAT'],
    ]);
    expect(await bench.values(batch)).toEqual([
      [
        'text',
        '9223372036854775807',
        '0.1',
        '1.5',
        '12345678901234567890.123456',
        'true',
        '2026-01-02',
        '2026-01-02T03:04:05.123456',
        '2026-01-02T01:04:05.5Z',
        '["a","b,c"]',
        '{"lat":1.25,"lon":-3.5}',
        '{"k":"v"}',
        'Zürich',
        '\\xFF\\x00a',
        null,
        'NULL',
        '',
      ],
    ]);
    expect(batch.drift).toEqual([{ fileNo: 1, path, missing: [], retyped: [], escapedValues: 1 }]);
  });

  it('are numbers in plain digits, however small or large', async () => {
    const path = await bench.parquet(
      'suppliers.parquet',
      sql`SELECT unnest([5e-05, -1.2345e-05, 1e-300, 1e16, -1.5e20, 0, 123456.789]::DOUBLE[]) AS supplier_id,
        unnest([5e-05, 1.5e-10, 1e10, 16777216, 0.1, 'nan', '-infinity']::FLOAT[]) AS f`,
    );
    expect(await bench.values(await bench.batch(path))).toEqual([
      ['0.00005', '0.00005'],
      ['-0.000012345', '0.00000000015'],
      [`0.${'0'.repeat(299)}1`, '10000000000.0'],
      ['10000000000000000', '16777216.0'],
      ['-150000000000000000000', '0.1'],
      ['0.0', 'nan'],
      ['123456.789', '-inf'],
    ]);
  });

  it('are found by position, whatever the columns are called', async () => {
    const names = [
      'supplier_id',
      'A',
      'c1',
      'file_row_number',
      'filename',
      'SELECT',
      '"; DROP TABLE x; --',
      'x'.repeat(300),
    ];
    const values = names.map((name, index) => sql`${String(index)} AS ${ident(name)}`);
    const path = await bench.parquet('suppliers.parquet', sql`SELECT ${values}`);
    const batch = await bench.batch(path);
    expect(batch.columns.map((column) => column.name)).toEqual(names);
    expect(await bench.values(batch)).toEqual([names.map((_, index) => String(index))]);
  });

  it('are found under names that cannot be written in SQL: duplicates, NUL, blank', async () => {
    const fixture = join(import.meta.dirname, '../fixtures/landing/hostile-names.parquet');
    const path = await bench.file('suppliers.parquet', await readFile(fixture));
    const batch = await bench.batch(path);
    expect(batch.columns.map((column) => column.name)).toEqual([
      'a',
      'A',
      'a',
      '',
      '; DROP TABLE',
      'n\0x',
      'd',
      'ts',
      'tz',
      'f',
      'm',
      'file_row_number',
    ]);
    const times = ['1970-01-01T00:00:00.000001', '1970-01-01T00:00:00.001Z'];
    const later = ['1970-01-01T00:00:00.000002', '1970-01-01T00:00:00.002Z'];
    expect(await bench.values(batch)).toEqual([
      [
        '1',
        'x',
        null,
        '\\xFF\\x00a',
        '["a","b"]',
        '{"lat":1.5,"lon":2.0}',
        '1.1',
        ...times,
        '1.5',
        null,
        'a',
      ],
      ['2', 'y', null, 'ok', null, null, 'nan', ...later, '0.1', '{"k":"v"}', 'b'],
    ]);
  });

  it('come from the file that is meant, also where its path looks like a pattern', async () => {
    const folder = await bench.folder();
    for (const [name, value] of [
      ['suppliers[1]*?.parquet', 'meant'],
      ['suppliers1ab.parquet', 'other'],
    ] as const) {
      await bench.parquet(`${folder}/plain.parquet`, sql`SELECT ${value} AS supplier_id`);
      await writeFile(`${folder}/${name}`, await readFile(`${folder}/plain.parquet`));
    }
    expect(await bench.values(await bench.batch(`${folder}/suppliers[1]*?.parquet`))).toEqual([['meant']]);
  });

  it('are not mixed with what the folders are called', async () => {
    const folder = await bench.folder();
    await bench.parquet(`${folder}/suppliers/supplier_id=9/x.parquet`, sql`SELECT 'own' AS supplier_id`);
    expect(await bench.values(await bench.batch(folder))).toEqual([['own']]);
  });
});

describe('a raw relation', () => {
  it('numbers rows by file and place, and gives each an id of its own', async () => {
    const folder = await bench.folder();
    await bench.parquet(
      `${folder}/suppliers/b.parquet`,
      sql`SELECT range::VARCHAR AS supplier_id FROM range(3)`,
    );
    await bench.parquet(`${folder}/suppliers/a.parquet`, sql`SELECT 'x' AS supplier_id, 'y' AS city`);
    const batch = await bench.batch(folder);
    const rows = await bench.duck.rows(
      sql`SELECT file_no, row_no, row_id, extracted_at, c1, c2 FROM ${batch.relation} AS raw`,
      z.object({
        file_no: z.number(),
        row_no: z.string(),
        row_id: z.string(),
        extracted_at: z.null(),
        c1: z.string(),
        c2: z.string().nullable(),
      }),
    );
    expect(rows.map(({ file_no, row_no, c1, c2 }) => [file_no, row_no, c1, c2])).toEqual([
      [1, '1', 'x', 'y'],
      [2, '1', '0', null],
      [2, '2', '1', null],
      [2, '3', '2', null],
    ]);
    expect(new Set(rows.map((row) => row.row_id)).size).toBe(4);
    const [digest] = batch.objects.map((object) => object.digest);
    const { id } = await bench.duck.row(
      sql`SELECT md5(${`${batch.batchId}:${digest}:1`}) AS id`,
      z.object({ id: z.string() }),
    );
    expect(rows[0]?.row_id).toBe(id);
    expect(batch.drift).toEqual([
      { fileNo: 2, path: batch.objects[1]?.path, missing: ['city'], retyped: [], escapedValues: 0 },
    ]);
  });

  it('unites columns by exact name, duplicates one by one', async () => {
    const folder = await bench.folder();
    await bench.file(`${folder}/suppliers/1.csv`, 'supplier_id,x,x,X\n1,a,b,c\n');
    await bench.file(`${folder}/suppliers/2.csv`, 'X,x,supplier_id,y\nC,A,2,D\n');
    const batch = await bench.batch(folder);
    expect(batch.columns.map((column) => column.name)).toEqual(['supplier_id', 'x', 'x', 'X', 'y']);
    expect(await bench.values(batch)).toEqual([
      ['1', 'a', 'b', 'c', null],
      ['2', 'A', null, 'C', 'D'],
    ]);
  });
});

describe('ids', () => {
  it('come from tenant, dataset and content; not from names, places or times', async () => {
    const content = 'supplier_id,city\n1,x\n';
    const first = await bench.file('suppliers.csv', content);
    const second = await bench.file('suppliers_2026-11.csv', content);
    await utimes(second, new Date(0), new Date(0));
    const [a, b, other, changed] = [
      await bench.land(first),
      await bench.land(second),
      await bench.land(first, { tenant: 'globex' }),
      await bench.land(await bench.file('suppliers.csv', `${content}2,y\n`)),
    ];
    expect(b.deliveryId).toBe(a.deliveryId);
    expect(b.batches[0]?.batchId).toBe(a.batches[0]?.batchId);
    expect(other.batches[0]?.batchId).not.toBe(a.batches[0]?.batchId);
    expect(changed.batches[0]?.batchId).not.toBe(a.batches[0]?.batchId);
    expect(new Set([a, other, changed].map((one) => one.deliveryId)).size).toBe(3);
  });

  it('are not given twice: a file with the bytes of another is left out and said', async () => {
    const folder = await bench.folder();
    await bench.file(`${folder}/suppliers_1.csv`, 'supplier_id\n1\n2\n');
    await bench.file(`${folder}/suppliers_2.csv`, 'supplier_id\n1\n2\n');
    const batch = await bench.batch(folder);
    expect(batch.rows).toBe(2);
    expect(batch.ignored).toEqual([
      {
        path: `${folder}/suppliers_2.csv`,
        rows: 2,
        reason: 'same content as another file',
        detail: `${folder}/suppliers_1.csv`,
      },
    ]);
  });
});

describe('a Parquet file is refused when it', () => {
  it('is no Parquet, empty, or cut off', async () => {
    const whole = await readFile(
      await bench.parquet(
        'suppliers.parquet',
        sql`SELECT range AS supplier_id, 'x' AS city FROM range(5000)`,
      ),
    );
    const refusal = async (content: Uint8Array): Promise<string> =>
      (await bench.refusal(await bench.file('suppliers.parquet', content))).code;
    expect(await refusal(Buffer.from('supplier_id,city\n1,x\n'))).toBe('FILE_NOT_PARQUET');
    expect(await refusal(Buffer.alloc(0))).toBe('FILE_EMPTY');
    expect(await refusal(Buffer.from('PAR1'))).toBe('FILE_DAMAGED');
    expect(await refusal(Buffer.from('PAR1PAR1'))).toBe('FILE_DAMAGED');
    expect(await refusal(Buffer.from('PAR1 not really, but it ends like it PAR1'))).toBe('FILE_DAMAGED');
    expect(await refusal(Buffer.from('PARE....PARE'))).toBe('FILE_NOT_PARQUET');
    for (const share of [0.01, 0.3, 0.99]) {
      expect(await refusal(whole.subarray(0, Math.floor(whole.length * share)))).toBe('FILE_DAMAGED');
    }
  });

  it('is damaged inside, as soon as somebody reads there', async () => {
    const path = await bench.parquet(
      'suppliers.parquet',
      sql`SELECT md5(range::VARCHAR) AS supplier_id FROM range(20000)`,
    );
    const bytes = await readFile(path);
    bytes.fill(0xff, 1000, 400_000);
    await writeFile(path, bytes);
    const delivery = await bench.land(path);
    const [batch] = delivery.batches;
    if (batch === undefined) throw new Error('expected a batch');
    await expect(whileReading(bench.duck, delivery, () => bench.values(batch))).rejects.toMatchObject({
      code: 'FILE_DAMAGED',
      exit: 3,
      parameters: { path },
    });
  });
});

it('a file that changes after landing is noticed, whether reading it went well or not', async () => {
  const path = await bench.parquet('suppliers.parquet', sql`SELECT range AS supplier_id FROM range(100)`);
  const delivery = await bench.land(path);
  expect(await whileReading(bench.duck, delivery, async () => Promise.resolve('read'))).toBe('read');
  const changing = async (): Promise<void> => {
    await truncate(path, 100);
    throw new QuaysideError('INTERNAL', 'DuckDB: something');
  };
  await expect(whileReading(bench.duck, delivery, changing)).rejects.toMatchObject({
    code: 'SOURCE_CHANGED',
  });
  const well = whileReading(bench.duck, delivery, async () => Promise.resolve('read'));
  await expect(well).rejects.toMatchObject({ code: 'SOURCE_CHANGED', exit: 3 });
});

it('an error that has nothing to do with the files stays what it is', async () => {
  const path = await bench.parquet('suppliers.parquet', sql`SELECT range AS supplier_id FROM range(100)`);
  const delivery = await bench.land(path);
  for (const error of [new QuaysideError('INTERNAL', 'a bug'), new QuaysideError('CANCELLED', 'stopped')]) {
    const failing = whileReading(bench.duck, delivery, () => Promise.reject(error));
    await expect(failing).rejects.toBe(error);
  }
});
