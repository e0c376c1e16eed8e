import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import { contracts } from '../../contracts/data/contracts.ts';
import type { Duck } from '../../core/duck/duck.ts';
import { hostile } from '../reference/hostile-values.ts';
import { openDuck, readTexts } from './read-texts.ts';

let duck: Duck;
beforeAll(async () => {
  duck = await openDuck();
});
afterAll(async () => {
  await duck[Symbol.asyncDispose]();
});

const options = { numRuns: 15 } as const;
const many = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(one, { minLength: 1, maxLength: 40 });

const digits = (length: number): fc.Arbitrary<string> =>
  fc.integer({ min: 0, max: 10 ** length - 1 }).map(String);
const canonical: readonly (readonly [DatasetName, string, fc.Arbitrary<string>])[] = [
  ['parts', 'moq', fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }).map(String)],
  [
    'suppliers',
    'risk_score',
    fc
      .tuple(digits(3), fc.integer({ min: 0, max: 99 }))
      .map(([whole, part]) => `${whole}.${String(part).padStart(2, '0')}`),
  ],
  [
    'parts',
    'unit_cost',
    fc
      .tuple(digits(9), fc.integer({ min: 0, max: 999_999 }))
      .map(([whole, part]) => `${whole}.${String(part).padStart(6, '0')}`),
  ],
  [
    'parts',
    'last_price_change',
    fc
      .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
      .map((day) => day.toISOString().slice(0, 10)),
  ],
  [
    'parts',
    'source_timestamp',
    fc
      .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
      .map((time) => time.toISOString().replace('Z', '000Z')),
  ],
];

test.each(canonical)('canonical %s.%s round-trips', async (dataset, field, texts) => {
  await fc.assert(
    fc.asyncProperty(many(texts), async (given) => {
      const read = await readTexts(duck, dataset, field, given);
      expect(read.map(({ value }) => String(value))).toEqual(given);
    }),
    options,
  );
});

test('lists round-trip through JSON', async () => {
  const element = fc
    .string({ unit: 'grapheme', maxLength: 8 })
    .filter((text) => !/\s|\0|^(NULL|null|\\N|)$|[\u0085\ufeff]/.test(text));
  await fc.assert(
    fc.asyncProperty(many(fc.array(element, { maxLength: 4 })), async (lists) => {
      const read = await readTexts(
        duck,
        'suppliers',
        'contracts',
        lists.map((list) => JSON.stringify(list)),
      );
      expect(read.map(({ value }) => value)).toEqual(lists);
    }),
    options,
  );
});

const spaces = fc.string({
  unit: fc.constantFrom(' ', '\t', '\n', '\r', '\v', '\f', '\u00a0', '\u0085', '\u2003', '\u3000', '\ufeff'),
  maxLength: 3,
});
const everyField = Object.values(contracts).flatMap(({ dataset, fields }) =>
  fields
    .filter(({ fromDelivery }) => fromDelivery !== 'run')
    .map(({ name, shape }) => [dataset, name, shape] as const),
);

test.each(everyField)(
  'white space around never changes the value of %s.%s',
  async (dataset, field, shape) => {
    const text = fc.oneof(fc.constantFrom(...hostile[shape]), fc.string({ unit: 'grapheme', maxLength: 10 }));
    await fc.assert(
      fc.asyncProperty(many(fc.tuple(spaces, text, spaces)), async (given) => {
        const bare = await readTexts(
          duck,
          dataset,
          field,
          given.map(([, middle]) => middle),
        );
        const padded = await readTexts(
          duck,
          dataset,
          field,
          given.map((parts) => parts.join('')),
        );
        expect(padded.map(({ value, unread }) => ({ value, unread }))).toEqual(
          bare.map(({ value, unread }) => ({ value, unread })),
        );
      }),
      { numRuns: 3 },
    );
  },
);
