import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { selectGenerations, type Share } from '../../core/landing/airbyte/generations.ts';
import type { Batch } from '../../core/landing/receive.ts';
import { ident, type Sql, sql } from '../../core/sql/sql.ts';
import { LandingBench } from './landing-bench.ts';

let bench: LandingBench;
beforeAll(async () => {
  bench = await LandingBench.open();
});
afterAll(() => bench[Symbol.asyncDispose]());

/** Rows as Airbyte writes them: ids from `from` on, of one generation and job. */
const airbyte = (ids: readonly string[], generation: number, job: number, more: Sql = sql``): Sql => sql`
SELECT id AS supplier_id ${more}, uuid()::VARCHAR AS _airbyte_raw_id,
  TIMESTAMPTZ '2026-01-01 00:00:00Z' + to_seconds(${job}) AS _airbyte_extracted_at,
  ${generation}::BIGINT AS _airbyte_generation_id,
  {sync_id: ${job}::BIGINT, changes: []::STRUCT(field VARCHAR, change VARCHAR, reason VARCHAR)[]} AS _airbyte_meta
FROM (SELECT unnest([${ids.map((id) => sql`${id}`)}]::VARCHAR[]) AS id)`;

async function source(
  files: readonly (readonly [day: string, rows: Sql])[],
  jobs?: readonly (readonly [id: number | string, status: string])[],
): Promise<string> {
  const root = await bench.folder();
  for (const [index, [day, rows]] of files.entries()) {
    await bench.parquet(join(root, 'processed/acme/suppliers', day, `${index}.parquet`), rows);
  }
  if (jobs !== undefined) {
    const list = jobs.map(([jobId, status]) => ({ jobId, status }));
    await bench.file(join(root, 'jobs.json'), JSON.stringify({ jobs: list }));
  }
  return root;
}

const ids = async (batch: Batch): Promise<(string | null | undefined)[]> =>
  (await bench.values(batch)).map(([id]) => id);

describe('generations', () => {
  it('with job states: the highest that succeeded counts, across date folders; the rest is ignored and said', async () => {
    const root = await source(
      [
        ['2026-01-01', airbyte(['old'], 11, 900)],
        ['2026-01-01', airbyte(['a', 'b'], 12, 901)],
        ['2026-01-02', airbyte(['c'], 12, 901)],
        ['2026-01-02', airbyte(['partial', 'partial2'], 13, 902)],
        ['2026-01-03', airbyte(['running'], 14, 903)],
        ['2026-01-03', airbyte(['unlisted'], 15, 904)],
      ],
      [
        [900, 'succeeded'],
        ['901', 'succeeded'],
        [902, 'failed'],
        [903, 'running'],
      ],
    );
    const batch = await bench.batch(root);
    expect(await ids(batch)).toEqual(['a', 'b', 'c']);
    expect(batch.changeFeed).toBe(false);
    expect(batch.columns.map((column) => column.name)).toEqual(['supplier_id']);
    expect(batch.ignored.map(({ rows, reason, detail }) => [rows, reason, detail])).toEqual([
      [1, 'stale generation', 'generation 11; current is 12'],
      [2, 'job did not succeed', 'generation 13, job 902: failed'],
      [1, 'job did not succeed', 'generation 14, job 903: running'],
      [1, 'job did not succeed', 'generation 15, job 904: not listed'],
    ]);
    const landed = batch.objects.reduce((rows, object) => rows + object.rows, 0);
    expect(landed).toBe(batch.rows + batch.ignored.reduce((rows, one) => rows + one.rows, 0));
  });

  it('without job states: the highest counts', async () => {
    const root = await source([
      ['2026-01-01', airbyte(['a'], 1, 1)],
      ['2026-01-02', airbyte(['b'], 2, 2)],
    ]);
    expect(await ids(await bench.batch(root))).toEqual(['b']);
  });

  it('within one file are told apart row by row, and rows keep their numbers', async () => {
    const mixed = sql`${airbyte(['a'], 1, 1)} UNION ALL ${airbyte(['b'], 2, 2)} UNION ALL ${airbyte(['c'], 1, 1)} UNION ALL ${airbyte(['d'], 2, 2)}`;
    const batch = await bench.batch(await source([['2026-01-01', mixed]]));
    const rows = await bench.duck.rows(
      sql`SELECT row_no, c1 FROM ${batch.relation} AS raw`,
      z.object({ row_no: z.string(), c1: z.string() }),
    );
    expect(rows).toEqual([
      { row_no: '2', c1: 'b' },
      { row_no: '4', c1: 'd' },
    ]);
    expect(batch.rows).toBe(2);
    expect(batch.ignored[0]?.rows).toBe(2);
  });

  it('of stale files shape nothing: their columns and types are not the batch’s', async () => {
    const root = await source([
      ['2026-01-01', airbyte(['a'], 1, 1, sql`, 'x' AS gone`)],
      ['2026-01-02', airbyte(['b'], 2, 2)],
    ]);
    const batch = await bench.batch(root);
    expect(batch.columns.map((column) => column.name)).toEqual(['supplier_id']);
    expect(batch.drift).toEqual([]);
  });

  it('where no job succeeded: nothing counts, everything is said', async () => {
    const root = await source([['2026-01-01', airbyte(['a', 'b'], 3, 7)]], [[7, 'failed']]);
    const batch = await bench.batch(root);
    expect(batch.rows).toBe(0);
    expect(await ids(batch)).toEqual([]);
    expect(batch.ignored.map(({ rows, reason }) => [rows, reason])).toEqual([[2, 'job did not succeed']]);
  });

  it('0 is a change feed: all rows count, in the order of their extraction', async () => {
    const root = await source([
      ['2026-01-01', airbyte(['a', 'b'], 0, 1)],
      ['2026-01-02', airbyte(['a'], 0, 2)],
    ]);
    const batch = await bench.batch(root);
    expect(batch.changeFeed).toBe(true);
    expect(batch.hasSequence).toBe(true);
    const rows = await bench.duck.rows(
      sql`SELECT c1, strftime(extracted_at, '%H:%M:%S') AS at FROM ${batch.relation} AS raw`,
      z.object({ c1: z.string(), at: z.string() }),
    );
    expect(rows.map(({ c1, at }) => [c1, at])).toEqual([
      ['a', '00:00:01'],
      ['b', '00:00:01'],
      ['a', '00:00:02'],
    ]);
  });

  it('are found from inside the source too, and job states of something else say nothing', async () => {
    const inside = await source(
      [
        ['2026-01-01', airbyte(['a'], 1, 1)],
        ['2026-01-02', airbyte(['b'], 2, 2)],
      ],
      [
        [1, 'succeeded'],
        [2, 'failed'],
      ],
    );
    for (const path of ['processed', 'processed/acme', 'processed/acme/suppliers']) {
      expect(await ids(await bench.batch(join(inside, path)))).toEqual(['a']);
    }
    const foreign = await source([['2026-01-01', airbyte(['a'], 1, 1)]], [[99, 'failed']]);
    expect(await ids(await bench.batch(foreign))).toEqual(['a']);
  });

  it('need job states that can be read', async () => {
    const root = await source([['2026-01-01', airbyte(['a'], 1, 1)]]);
    await bench.file(join(root, 'jobs.json'), '{"jobs": [');
    expect((await bench.refusal(root)).code).toBe('FILE_DAMAGED');
  });

  it('are read from text as well: CSV, and _airbyte_meta as JSON text', async () => {
    const root = await bench.folder();
    const header = 'supplier_id,_airbyte_raw_id,_airbyte_extracted_at,_airbyte_generation_id,_airbyte_meta';
    const meta = (job: number): string => `"{""sync_id"": ${job}, ""changes"": []}"`;
    await bench.file(
      join(root, 'processed/acme/suppliers/2026-01-01/x.csv'),
      `${header}\na,u1,1767225600000,1,${meta(1)}\nb,u2,2026-01-01T00:00:01Z,2,${meta(2)}\nc,u3,,3,${meta(3)}\n`,
    );
    await bench.file(
      join(root, 'jobs.json'),
      '{"jobs":[{"jobId":1,"status":"succeeded"},{"jobId":2,"status":"succeeded"},{"jobId":3,"status":"cancelled"}]}',
    );
    const batch = await bench.batch(root);
    expect(await ids(batch)).toEqual(['b']);
    const { at } = await bench.duck.row(
      sql`SELECT epoch_ms(extracted_at)::VARCHAR AS at FROM ${batch.relation} AS raw`,
      z.object({ at: z.string() }),
    );
    expect(at).toBe('1767225601000');
  });

  it('are chosen the same whatever the order of shares', () => {
    const share = (file: number, generation: bigint | null, job: string | null): Share => ({
      file,
      generation,
      job,
      rows: 1,
    });
    const shares = [share(0, 1n, '1'), share(1, 2n, '2'), share(2, null, null), share(3, 10n, '3')];
    const jobs = new Map([
      ['1', 'succeeded'],
      ['2', 'succeeded'],
      ['3', 'incomplete'],
    ]);
    for (const given of [shares, shares.toReversed()]) {
      const kept = selectGenerations(given, jobs).kept.map(({ file }) => file);
      expect(kept.toSorted((a, b) => a - b)).toEqual([1, 2]);
    }
    expect(selectGenerations(shares, undefined).kept.map(({ file }) => file)).toEqual([2, 3]);
  });
});

describe('_airbyte_data', () => {
  const data = (texts: readonly string[]): Sql => sql`
SELECT 'u' AS _airbyte_raw_id, 1::BIGINT AS _airbyte_generation_id, unnest([${texts.map((text) => sql`${text}`)}]) AS _airbyte_data`;

  it('becomes a column for each key, numbers digit by digit and without exponents, nested values as JSON', async () => {
    const root = await source([
      [
        '2026-01-01',
        data([
          '{"supplier_id": "1", "n": 1.10, "long": 0.12345678901234567890123, "big": 123456789012345678901234567890, "nothing": null}',
          '{"supplier_id":"2","n":-2.50e3,"flag":true,"geo":{"lat":1.5,"lon":2},"list":["a","b"],"a/b~c \\"q\\"":"x\\ny","":"blank name"}',
        ]),
      ],
    ]);
    const batch = await bench.batch(root);
    const names = batch.columns.map((column) => column.name);
    expect(names).toEqual([
      'supplier_id',
      'n',
      'long',
      'big',
      'nothing',
      'flag',
      'geo',
      'list',
      'a/b~c "q"',
      '',
    ]);
    expect(await bench.values(batch)).toEqual([
      [
        '1',
        '1.10',
        '0.12345678901234567890123',
        '123456789012345678901234567890',
        null,
        null,
        null,
        null,
        null,
        null,
      ],
      ['2', '-2500', null, null, null, 'true', '{"lat":1.5,"lon":2}', '["a","b"]', 'x\ny', 'blank name'],
    ]);
  });

  it('that is no JSON object is kept as text, with its row', async () => {
    const root = await source([['2026-01-01', data(['{"supplier_id": "1"}', '{broken', '[1]'])]]);
    const batch = await bench.batch(root);
    expect(batch.columns.map((column) => column.name)).toEqual(['supplier_id', '_airbyte_data (unreadable)']);
    expect(await bench.values(batch)).toEqual([
      ['1', null],
      [null, '{broken'],
      [null, '[1]'],
    ]);
  });

  it('may be text of a CSV file', async () => {
    const content = '_airbyte_raw_id,_airbyte_data\nu,"{""supplier_id"": ""1"", ""x"": 1.0}"\n';
    const batch = await bench.batch(await bench.file('suppliers.csv', content));
    expect(await bench.values(batch)).toEqual([['1', '1.0']]);
  });
});

const scenarios = join(import.meta.dirname, '../../../shared/data/airbyte');
const there = existsSync(scenarios);
if (!there) process.stderr.write(`skipped: ${scenarios} is not there\n`);

describe.skipIf(!there)('the scenarios of shared/data/airbyte', () => {
  const land = (name: string): Promise<Batch> =>
    bench.batch(join(scenarios, name), { tenant: 'tenant_acme' });
  const answers = async (): Promise<Record<string, Record<string, unknown>>> =>
    z
      .record(z.string(), z.record(z.string(), z.unknown()))
      .parse(JSON.parse(await readFile(join(scenarios, 'answers.json'), 'utf8')));
  const distinctIds = async (batch: Batch): Promise<number> => {
    const id = batch.columns.find((column) => column.name === 'supplier_id');
    const { n } = await bench.duck.row(
      sql`SELECT count(DISTINCT ${ident(id?.column ?? '')})::INTEGER AS n FROM ${batch.relation} AS raw`,
      z.object({ n: z.number() }),
    );
    return n;
  };

  it('generations', async () => {
    const batch = await land('generations');
    const { files, naive_rows, current_rows, generation } = (await answers())['generations'] ?? {};
    expect(batch.objects.length).toBe(files);
    expect(batch.objects.reduce((rows, object) => rows + object.rows, 0)).toBe(naive_rows);
    expect(batch.rows).toBe(current_rows);
    expect(await distinctIds(batch)).toBe(current_rows);
    expect(batch.ignored[0]?.detail).toContain(`current is ${String(generation)}`);
  });

  it('append', async () => {
    const batch = await land('append');
    const { rows_in_files, distinct_keys } = (await answers())['append'] ?? {};
    expect([batch.rows, await distinctIds(batch), batch.changeFeed]).toEqual([
      rows_in_files,
      distinct_keys,
      true,
    ]);
  });

  it('binary', async () => {
    const batch = await land('binary');
    const { current_rows } = (await answers())['binary'] ?? {};
    expect([batch.rows, await distinctIds(batch)]).toEqual([current_rows, current_rows]);
    const [first] = await bench.values(batch);
    expect(first?.[0]).toMatch(/^[0-9A-Z]{26}$/);
    expect(batch.drift).toEqual([]);
  });

  it('json_data', async () => {
    const batch = await land('json_data');
    const { rows } = (await answers())['json_data'] ?? {};
    expect([batch.rows, await distinctIds(batch)]).toEqual([rows, rows]);
    const geo = batch.columns.findIndex((column) => column.name === 'geo_coords');
    const cells = (await bench.values(batch)).map((row) => row[geo]);
    expect(cells.every((cell) => cell === null || cell?.startsWith('{"lat"'))).toBe(true);
  });

  it('new_column', async () => {
    const batch = await land('new_column');
    const { rows, added, missing } = (await answers())['new_column'] ?? {};
    const names = batch.columns.map((column) => column.name);
    expect(batch.rows).toBe(rows);
    expect(
      z
        .array(z.string())
        .parse(added)
        .every((name) => names.includes(name)),
    ).toBe(true);
    expect(
      z
        .array(z.string())
        .parse(missing)
        .some((name) => names.includes(name)),
    ).toBe(false);
  });

  it('swapped', async () => {
    const { batches } = await bench.land(join(scenarios, 'swapped'), { tenant: 'tenant_acme' });
    const { suppliers, parts } = (await answers())['swapped'] ?? {};
    expect(batches.map(({ dataset, rows }) => [dataset, rows])).toEqual([
      ['suppliers', suppliers],
      ['parts', parts],
    ]);
  });
});
