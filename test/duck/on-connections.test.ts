import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { Duck } from '../../core/duck/duck.ts';
import { onConnections } from '../../core/duck/on-connections.ts';
import { ident, sql } from '../../core/sql/sql.ts';

let folder: string;
let duck: Duck;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quayside-duck-'));
  duck = await Duck.open({ memory: 512 * 1024 ** 2, threads: 2, spill: folder });
});
afterAll(async () => {
  await duck[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const count = z.object({ n: z.coerce.number() });
const endless = sql`SELECT count(*) AS n FROM range(10000000000) AS a, range(1000000) AS b WHERE a.range = b.range + 1`;

test.each([true, false])(
  'results are in the order of the items, tables are shared, at once: %s',
  async (atOnce) => {
    const found = await onConnections(duck, [30, 10, 20], { atOnce }, async (own, size) => {
      const table = ident(`rows_${size}`);
      await own.run(sql`CREATE OR REPLACE TABLE ${table} AS FROM range(${size})`);
      return (await own.row(sql`SELECT count(*) AS n FROM ${table}`, count)).n;
    });
    expect(found).toEqual([30, 10, 20]);
    const { n } = await duck.row(
      sql`SELECT (SELECT count(*) FROM rows_30) + (SELECT count(*) FROM rows_20) AS n`,
      count,
    );
    expect(n).toBe(50);
  },
);

test('the first failure is thrown, and interrupts the others', async () => {
  const ended: string[] = [];
  const all = onConnections(duck, ['endless', 'wrong'], { atOnce: true }, async (own, item, signal) => {
    try {
      await own.run(item === 'wrong' ? sql`SELECT * FROM nowhere` : endless, signal);
    } finally {
      ended.push(item);
    }
  });
  await expect(all).rejects.toThrow('nowhere');
  expect(ended.toSorted()).toEqual(['endless', 'wrong']);
});

test('a signal from outside ends all of them', async () => {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 50);
  const all = onConnections(duck, [1, 2], { atOnce: true, signal: stop.signal }, (own, _, signal) =>
    own.run(endless, signal),
  );
  await expect(all).rejects.toMatchObject({ code: 'CANCELLED' });
});
