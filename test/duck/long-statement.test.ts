import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { Duck } from '../../core/duck/duck.ts';
import { type Sql, sql } from '../../core/sql/sql.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quayside-duck-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const open = (threads: number): Promise<Duck> =>
  Duck.open({ memory: 512 * 1024 ** 2, threads, spill: folder });
const count = z.object({ n: z.coerce.number() });
/** The same statement in more characters than a short one has. */
const long = (statement: Sql): Sql => sql`${statement} -- ${'x'.repeat(5000)}`;
const endless = long(
  sql`SELECT count(*) AS n FROM range(10000000000) AS a, range(1000000) AS b WHERE a.range = b.range + 1`,
);

test.each([1, 2])(
  'long statements make tables and give rows as short ones do, with %i threads',
  async (threads) => {
    await using duck = await open(threads);
    await duck.run(long(sql`CREATE TABLE numbers AS SELECT range AS n FROM range(300000)`));
    const rows = await duck.rows(long(sql`SELECT n FROM numbers WHERE n % 100000 = 7 ORDER BY n`), count);
    expect(rows).toEqual([{ n: 7 }, { n: 100_007 }, { n: 200_007 }]);
    await using fork = await duck.fork();
    const [one, other] = await Promise.all(
      [duck, fork].map((own) => own.row(long(sql`SELECT sum(n) AS n FROM numbers`), count)),
    );
    expect(one).toEqual({ n: 44_999_850_000 });
    expect(other).toEqual(one);
  },
);

test.each([
  ['in its planning', long(sql`SELECT nothing AS n FROM range(3)`), /nothing/],
  ['in its work', long(sql`SELECT error('at ' || range) AS n FROM range(3)`), /at 0/],
])('a long statement that fails %s says why, and the next one works', async (_, statement, why) => {
  await using duck = await open(2);
  await expect(duck.run(statement)).rejects.toThrow(why);
  expect(await duck.row(long(sql`SELECT 1 AS n`), count)).toEqual({ n: 1 });
});

test.each([0, 50])('a long statement that is cancelled after %i ms ends soon', async (milliseconds) => {
  await using duck = await open(2);
  const stop = new AbortController();
  const running = duck.run(endless, stop.signal);
  if (milliseconds === 0) stop.abort();
  else setTimeout(() => stop.abort(), milliseconds);
  const started = performance.now();
  await expect(running).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(performance.now() - started).toBeLessThan(5000);
  expect(await duck.row(long(sql`SELECT 2 AS n`), count)).toEqual({ n: 2 });
});
