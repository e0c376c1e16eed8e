import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { Field, LogicalType } from '../../contracts/data/dataset.ts';
import { Duck } from '../../core/duck/duck.ts';
import { contentHash } from '../../core/silver/content-hash.sql.ts';
import { type Sql, sql } from '../../core/sql/sql.ts';

const field = (id: number, name: string, type: LogicalType): Field => ({
  id,
  name,
  type,
  shape: 'free',
  required: false,
  pii: false,
  doc: '',
  generatedAs: '',
});

const fields = [
  field(1, 'name', { kind: 'string' }),
  field(2, 'city', { kind: 'string' }),
  field(3, 'rate', { kind: 'decimal', precision: 5, scale: 2 }),
  field(4, 'tags', { kind: 'strings', elementId: 5 }),
  field(6, 'geo', { kind: 'geo', latId: 7, lonId: 8 }),
  field(9, 'source_timestamp', { kind: 'timestamp' }),
];
const extras = { id: 101, column: sql`extras` };

let root: string;
let duck: Duck;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'quayside-hash-'));
  duck = await Duck.open({ memory: 256 * 1024 ** 2, threads: 1, spill: root });
});
afterAll(async () => {
  await duck[Symbol.asyncDispose]();
  await rm(root, { recursive: true, force: true });
});

interface Row {
  readonly name?: string | null;
  readonly city?: string | null;
  readonly rate?: number | null;
  readonly tags?: Sql;
  readonly geo?: Sql;
  readonly at?: string;
  readonly extras?: Sql;
}

async function hashOf(row: Row, of: readonly Field[] = fields): Promise<string> {
  const { name = 'a', city = null, rate = null, tags = sql`NULL`, geo = sql`NULL` } = row;
  const { found } = await duck.row(
    sql`SELECT ${contentHash(of, extras)} AS found FROM (
      SELECT ${name}::VARCHAR AS name, ${city}::VARCHAR AS city, ${rate}::DECIMAL(5, 2) AS rate, ${tags}::VARCHAR[] AS tags,
        ${geo}::STRUCT(lat DOUBLE, lon DOUBLE) AS geo, ${row.at ?? '2026-01-01'}::TIMESTAMPTZ AS source_timestamp,
        ${row.extras ?? sql`MAP {}`}::MAP(VARCHAR, VARCHAR) AS extras
    )`,
    z.object({ found: z.string() }),
  );
  return found;
}

test('is the md5 of the canonical texts', async () => {
  const { found } = await duck.row(
    sql`SELECT md5(concat_ws(chr(31), 'ü', '', '12.50', '[x, NULL]', '52.5,13.405', '101=1:k1:v')) AS found`,
    z.object({ found: z.string() }),
  );
  const row = {
    name: 'ü',
    rate: 12.5,
    tags: sql`['x', NULL]`,
    geo: sql`{lat: 52.5, lon: 13.405}`,
    extras: sql`MAP {'k': 'v'}`,
  };
  expect(await hashOf(row)).toBe(found);
});

test('two different contents never give the same text', async () => {
  const different: readonly Row[] = [
    { name: 'ab', city: 'c' },
    { name: 'a', city: 'bc' },
    { name: 'abc' },
    { name: null, city: 'abc' },
    { name: 'a\u001Fb' },
    { name: 'a\u001Fb', city: 'c' },
    { name: 'a', city: 'b\u001Fc' },
    { name: 'a\u001F', city: 'b' },
    { name: 'a', city: '\u001Fb' },
    { name: 'a', tags: sql`['b\u001Fc']` },
    { name: 'a', city: 'b' },
    { name: 'a', rate: 1 },
    { tags: sql`['a', 'b']` },
    { tags: sql`['a,b']` },
    { tags: sql`['b', 'a']` },
    { tags: sql`['a', NULL]` },
    { tags: sql`['a', '']` },
    { tags: sql`['a', 'NULL']` },
    { tags: sql`['a, b']` },
    { tags: sql`['''a''', 'b']` },
    { tags: sql`['[a]']` },
    { tags: sql`['[a', ']']` },
    { tags: sql`['']` },
    { tags: sql`['\\']` },
    { tags: sql`['\\\\']` },
    { tags: sql`[]` },
    {},
    { extras: sql`MAP {'a': 'b'}` },
    { extras: sql`MAP {'a': NULL}` },
    { extras: sql`MAP {'a': ''}` },
    { extras: sql`MAP {'a': '', 'b': ''}` },
    { extras: sql`MAP {'a1:b0': ''}` },
    { geo: sql`{lat: 1, lon: NULL}` },
    { geo: sql`{lat: NULL, lon: 1}` },
    { geo: sql`{lat: 1, lon: 1}` },
  ];
  const hashes = await Promise.all(different.map((row) => hashOf(row)));
  expect(new Set(hashes).size).toBe(different.length);
});

test('what is the same content gives the same hash', async () => {
  const plain = await hashOf({});
  expect(await hashOf({ at: '2026-11-24' })).toBe(plain);
  expect(await hashOf({}, [...fields].reverse())).toBe(plain);
  const later = { ...field(10, 'city', { kind: 'string' }), since: '1.1.0' };
  const without = fields.filter(({ name }) => name !== 'city');
  expect(await hashOf({}, [...without, later])).toBe(await hashOf({}, without));
  expect(await hashOf({ city: 'b' }, [...without, later])).not.toBe(await hashOf({}, without));
  const near = (lat: number): Row => ({ geo: sql`{lat: ${lat}, lon: 0}` });
  expect(await hashOf(near(0.123_456_78))).toBe(await hashOf(near(0.123_456_8)));
  expect(await hashOf(near(-0.000_000_001))).toBe(await hashOf(near(0)));
  expect(await hashOf(near(0.123_456_7))).not.toBe(await hashOf(near(0.123_456_8)));
  expect(await hashOf({ extras: sql`MAP {'a': '1', 'b': '2'}` })).toBe(
    await hashOf({ extras: sql`MAP {'b': '2', 'a': '1'}` }),
  );
});
