import { expect, test } from 'vitest';
import { drawsOf } from '../../core/generate/draw.ts';
import { businessCode, crockfordPairs, ulid } from '../../core/generate/identifiers.sql.ts';
import { sql, stringList } from '../../core/sql/sql.ts';
import { GenerateBench, logicalTime } from './bench.ts';

const draw = drawsOf(1, 'acme', 'suppliers');
const row = sql`row`;

test('codes of three million rows differ, and a code does not depend on how many there are', async () => {
  await using bench = await GenerateBench.open();
  const rows = sql`(SELECT range::UBIGINT AS row FROM range(1, 3000001))`;
  const found = await bench.numbers(sql`
    SELECT count(DISTINCT code) AS codes, min(length(code)) AS shortest, max(length(code)) AS longest,
      count(*) FILTER (WHERE row <= 900000 AND length(code) <> 7) AS long_among_first,
      count(*) FILTER (WHERE code <> same) AS differing
    FROM (SELECT row, ${businessCode(draw, 'S', row, 3_000_000)} AS code, ${businessCode(draw, 'S', row, 1_000_000_000)} AS same FROM ${rows})`);
  expect(found).toEqual({ codes: 3_000_000, shortest: 7, longest: 8, long_among_first: 0, differing: 0 });
});

test('codes of the last rows that can be asked for are in their tier', async () => {
  await using bench = await GenerateBench.open();
  const rows = sql`(SELECT (1000000000 - range)::UBIGINT AS row FROM range(0, 300000))`;
  const found = await bench.numbers(sql`
    SELECT count(DISTINCT code) AS codes, min(length(code)) AS shortest, max(length(code)) AS longest
    FROM (SELECT ${businessCode(draw, 'P-', row, 1_000_000_000)} AS code FROM ${rows})`);
  expect(found).toEqual({ codes: 300_000, shortest: 11, longest: 12 });
});

test('a ULID holds the draw bit by bit: ids of two million rows differ in their random part', async () => {
  await using bench = await GenerateBench.open();
  const id = ulid(draw, row, sql`pairs`, logicalTime);
  const found = await bench.numbers(sql`
    SELECT count(DISTINCT id[11:]) AS ids, count(*) FILTER (WHERE length(id) <> 26) AS odd, count(DISTINCT id[25:]) AS ends
    FROM (SELECT ${id} AS id FROM (SELECT range::UBIGINT AS row FROM range(1, 2000001)), (SELECT ${stringList(crockfordPairs)} AS pairs))`);
  expect(found).toEqual({ ids: 2_000_000, odd: 0, ends: 1024 });
});
