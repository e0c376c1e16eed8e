import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { Interactive } from '../../core/app/api/interactive.ts';
import { QuaysideError } from '../../core/base/errors.ts';
import { sql } from '../../core/sql/sql.ts';
import { TestHost } from '../app/host.ts';

const one = z.object({ n: z.number() });

test('questions at once share a DuckDB; each ends with its own signal', async () => {
  await using here = await TestHost.open();
  await using interactive = new Interactive(here.host);
  await interactive.ask(undefined, (duck) => duck.run(sql`CREATE TABLE kept AS SELECT 1 AS n`));
  const stop = new AbortController();
  const endless = interactive.ask(stop.signal, (duck, signal) =>
    duck.row(sql`SELECT count(*)::INTEGER AS n FROM range(1000000000) a, range(1000000000) b`, one, signal),
  );
  const answer = await interactive.ask(undefined, (duck) => duck.row(sql`FROM kept`, one));
  expect(answer).toEqual({ n: 1 });
  stop.abort();
  await expect(endless).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(await interactive.ask(undefined, (duck) => duck.row(sql`FROM kept`, one))).toEqual({ n: 1 });
});

test('after a fault of its own there is a new one; those who still ask the old one get their answer', async () => {
  await using here = await TestHost.open();
  const interactive = new Interactive(here.host);
  await interactive.ask(undefined, (duck) => duck.run(sql`CREATE TABLE kept AS SELECT 1 AS n`));
  let goOn = (): void => undefined;
  const slow = interactive.ask(undefined, async (duck) => {
    await new Promise<void>((resolve) => {
      goOn = resolve;
    });
    return duck.row(sql`FROM kept`, one);
  });
  const refused = interactive.ask(undefined, () =>
    Promise.reject(new QuaysideError('USAGE', 'a question that cannot be')),
  );
  await expect(refused).rejects.toMatchObject({ code: 'USAGE' });
  expect(await interactive.ask(undefined, (duck) => duck.row(sql`FROM kept`, one))).toEqual({ n: 1 });
  const broken = interactive.ask(undefined, (duck) => duck.run(sql`FROM nowhere`));
  await expect(broken).rejects.toMatchObject({ code: 'INTERNAL' });
  await expect(interactive.ask(undefined, (duck) => duck.row(sql`FROM kept`, one))).rejects.toThrow('kept');
  goOn();
  expect(await slow).toEqual({ n: 1 });
  await interactive[Symbol.asyncDispose]();
  expect(await readdir(here.folder)).toEqual([]);
});
