import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { contracts, datasetNames } from '../../contracts/data/contracts.ts';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { ReadingPlan } from '../../core/contract/plan-reading.ts';
import { typedSelect, usualSelect } from '../../core/contract/typed.sql.ts';
import type { Duck } from '../../core/duck/duck.ts';
import { sql } from '../../core/sql/sql.ts';
import { anywhere, hostile } from '../reference/hostile-values.ts';
import { asOf, codeLists, openDuck, planFor, rawOf } from './read-texts.ts';

let duck: Duck;
beforeAll(async () => {
  duck = await openDuck();
});
afterAll(async () => {
  await duck[Symbol.asyncDispose]();
});

const options = { timezone: 'Europe/Berlin', asOf };
const counts = z.object({ usual: z.coerce.number(), others: z.coerce.number(), differ: z.coerce.number() });

/** A plan with one field that is a column. */
function onlyField(dataset: DatasetName, field: string): ReadingPlan {
  const plan = planFor(dataset, [field]);
  const fields = plan.fields.map((planned) =>
    planned.field.name === field || planned.source.kind !== 'column'
      ? planned
      : { ...planned, source: { kind: 'absent' } as const },
  );
  return { ...plan, fields };
}

/** Rows of one field: how many are usual, and how many of those the full reading has otherwise. */
async function compared(dataset: DatasetName, field: string, texts: readonly (string | null)[]) {
  const contract = contracts[dataset];
  const plan = onlyField(dataset, field);
  const raw = rawOf(texts.map((text) => [text]));
  const usual = usualSelect(contract, plan, raw, codeLists, options) ?? sql`no short way`;
  const typed = typedSelect(contract, plan, raw, codeLists, options);
  return duck.row(
    sql`
    WITH usual AS MATERIALIZED (${usual}),
    short AS (SELECT * EXCLUDE (usual) FROM usual WHERE usual),
    whole AS (SELECT * FROM (${typed}) SEMI JOIN short USING (row_no))
    SELECT
      (SELECT count(*) FROM short) AS usual,
      (SELECT count(*) FROM usual WHERE usual IS DISTINCT FROM TRUE) AS others,
      (SELECT count(*) FROM ((FROM short EXCEPT ALL FROM whole) UNION ALL (FROM whole EXCEPT ALL FROM short))) AS differ`,
    counts,
  );
}

const every = datasetNames.flatMap((dataset) =>
  contracts[dataset].fields
    .filter(({ fromDelivery }) => fromDelivery !== 'run')
    .map(({ name, shape }) => [dataset, name, shape] as const),
);

describe('what the short way takes as usual, it reads as the full reading does', () => {
  test.each(every)('%s.%s', async (dataset, name, shape) => {
    const texts = [null, ...hostile[shape], ...anywhere];
    const found = await compared(dataset, name, texts);
    expect(found.differ).toBe(0);
    expect(found.usual + found.others).toBe(texts.length);
    expect(found.usual).toBeGreaterThan(0);
  });

  test('of any texts', async () => {
    const piece = fc.constantFrom(
      '',
      ' ',
      '  ',
      '\t',
      '\u00a0',
      '\u001f',
      'NULL',
      'null',
      '\\N',
      'A',
      'é',
      '@',
      ',',
      '-',
      '+',
      '0',
      '1',
      '.',
    );
    const text = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(''));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...every),
        fc.array(text, { minLength: 1, maxLength: 200 }),
        async ([dataset, name], texts) => {
          expect((await compared(dataset, name, texts)).differ).toBe(0);
        },
      ),
      { numRuns: 40 },
    );
  });
});

test('no text that has to be trimmed, collapsed or dropped is usual', async () => {
  const texts = [
    '',
    ' ',
    'NULL',
    'null',
    '\\N',
    ' a',
    'a ',
    'a  b',
    'a\tb',
    'a\u00a0b',
    '\u3000a',
    'a\u2028',
  ];
  expect(await compared('suppliers', 'legal_name', texts)).toEqual({
    usual: 0,
    others: texts.length,
    differ: 0,
  });
  const others = ['a', 'a b', 'Null', 'NULLS', 'É', 'a\u200bb', null];
  expect(await compared('suppliers', 'legal_name', others)).toEqual({
    usual: others.length,
    others: 0,
    differ: 0,
  });
});

test('a point in two columns has no short way', () => {
  const plan = planFor('suppliers', ['geo_coords_lat', 'geo_coords_lon']);
  expect(usualSelect(contracts.suppliers, plan, rawOf([['1', '2']]), codeLists, options)).toBeUndefined();
});
