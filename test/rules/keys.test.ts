import { describe, expect, test } from 'vitest';
import { sql } from '../../core/sql/sql.ts';
import { codesByRow, dispositions, judgeRows, violations, withDuck } from './bench.ts';
import type { TestRow, Value } from './typed-rows.ts';

const supplier = (
  id: string | null,
  code: string | null,
  more: Readonly<Record<string, Value>> = {},
): TestRow => ({
  values: { supplier_id: id, supplier_code: code, ...more },
});
const day = (n: number): string => `2026-11-${String(n).padStart(2, '0')}T00:00:00Z`;

describe('identical rows', () => {
  test('are kept once, the first of them, across files', () =>
    withDuck(async (duck) => {
      const judgement = await judgeRows(duck, {
        suppliers: [
          { ...supplier('A', 'SA'), file: 2 },
          { ...supplier('A', 'SA'), file: 1 },
          { ...supplier('A', 'SA'), file: 2 },
        ],
      });
      expect(await dispositions(duck, 'suppliers')).toEqual(['passed', 'repeated', 'repeated']);
      expect(judgement.datasets.suppliers).toMatchObject({ landed: 3, passed: 1, repeated: 2 });
    }));

  test('are kept once also where they have no key, and a repeat has no violations', () =>
    withDuck(async (duck) => {
      await judgeRows(duck, { suppliers: [supplier(null, null), supplier(null, null), supplier(null, 'S')] });
      expect(await dispositions(duck, 'suppliers')).toEqual(['quarantined', 'repeated', 'quarantined']);
      expect(await codesByRow(duck, 'suppliers')).toEqual([
        'row-1-1 MISSING_SUPPLIER_ID',
        'row-1-3 MISSING_SUPPLIER_ID',
      ]);
    }));

  test('come before everything else: a repeat of a wrong row is repeated', () =>
    withDuck(async (duck) => {
      await judgeRows(duck, {
        suppliers: [supplier('A', 'SA', { country: 'XX' }), supplier('A', 'SA', { country: 'XX' })],
        changeFeed: true,
        options: { seen: { suppliers: sql`(SELECT 'A' AS key, TIMESTAMPTZ '2027-01-01' AS newest)` } },
      });
      expect(await dispositions(duck, 'suppliers')).toEqual(['superseded', 'repeated']);
    }));
});

describe('rows of a change feed', () => {
  test('are superseded by the latest of their key, even where that one has errors', () =>
    withDuck(async (duck) => {
      const judgement = await judgeRows(duck, {
        changeFeed: true,
        suppliers: [
          supplier('A', 'SA', { source_timestamp: day(3), country: 'XX' }),
          supplier('A', 'SA', { source_timestamp: day(1) }),
          supplier('A', 'SA', { source_timestamp: day(2), legal_name: null }),
          supplier('A', 'SA', { source_timestamp: null }),
        ],
      });
      expect(await dispositions(duck, 'suppliers')).toEqual([
        'quarantined',
        'superseded',
        'superseded',
        'superseded',
      ]);
      expect(await codesByRow(duck, 'suppliers')).toEqual(['row-1-1 INVALID_COUNTRY_CODE']);
      expect(judgement.datasets.suppliers).toMatchObject({
        quarantined: 1,
        superseded: 3,
        codes: { INVALID_COUNTRY_CODE: 1 },
      });
    }));

  test('of the same time are ordered by the source sequence, file and row', () =>
    withDuck(async (duck) => {
      await judgeRows(duck, {
        changeFeed: true,
        suppliers: [
          { ...supplier('A', '1'), extractedAt: day(2) },
          { ...supplier('A', '2'), extractedAt: day(3) },
          { ...supplier('A', '3') },
          { ...supplier('B', '4'), file: 1 },
          { ...supplier('B', '5'), file: 2 },
          { ...supplier('C', '6'), file: 2 },
          { ...supplier('C', '7'), file: 2 },
        ],
      });
      expect(await dispositions(duck, 'suppliers')).toEqual([
        'superseded',
        'passed',
        'superseded',
        'superseded',
        'passed',
        'superseded',
        'passed',
      ]);
    }));

  test('of different tenants are different keys, and blank ids are none', () =>
    withDuck(async (duck) => {
      await judgeRows(duck, {
        changeFeed: true,
        suppliers: [
          supplier('A', 'SA'),
          supplier('A', 'SA', { tenant_id: 'other', source_timestamp: day(23) }),
          supplier(null, 'SB'),
          supplier(null, 'SC'),
        ],
      });
      expect(await dispositions(duck, 'suppliers')).toEqual([
        'passed',
        'quarantined',
        'quarantined',
        'quarantined',
      ]);
    }));
});

describe('a row older than what was seen of its key', () => {
  const seen = { suppliers: sql`(VALUES ('A', TIMESTAMPTZ '2026-11-10 00:00:00+00')) AS seen(key, newest)` };
  test.each([
    [day(9), 'superseded'],
    [day(10), 'passed'],
    [day(11), 'passed'],
  ])('at %s: %s', (time, disposition) =>
    withDuck(async (duck) => {
      const rows = sql`(SELECT * FROM ${seen.suppliers})`;
      await judgeRows(duck, {
        suppliers: [supplier('A', 'SA', { source_timestamp: time })],
        options: { seen: { suppliers: rows } },
      });
      expect(await dispositions(duck, 'suppliers')).toEqual([disposition]);
    }),
  );

  test('makes way for a later one of the delivery, without being a duplicate', () =>
    withDuck(async (duck) => {
      await judgeRows(duck, {
        suppliers: [
          supplier('A', 'SA', { source_timestamp: day(9) }),
          supplier('A', 'SA', { source_timestamp: day(12) }),
          supplier('A', 'SA', { source_timestamp: day(9), tenant_id: 'other' }),
        ],
        options: { seen: { suppliers: sql`(SELECT * FROM ${seen.suppliers})` } },
      });
      expect(await dispositions(duck, 'suppliers')).toEqual(['superseded', 'passed', 'quarantined']);
    }));
});

describe('rows of one key in files', () => {
  test('the latest without other errors is kept, the rest are duplicates that name it', () =>
    withDuck(async (duck) => {
      const judgement = await judgeRows(duck, {
        suppliers: [
          supplier('A', 'SA', { source_timestamp: day(1) }),
          supplier('A', 'SA', { source_timestamp: day(3) }),
          supplier('A', 'SA', { source_timestamp: day(4), country: 'XX' }),
          supplier('A', 'SA', { source_timestamp: day(2) }),
        ],
      });
      expect(await dispositions(duck, 'suppliers')).toEqual([
        'quarantined',
        'passed',
        'quarantined',
        'quarantined',
      ]);
      expect(await codesByRow(duck, 'suppliers')).toEqual([
        'row-1-1 DUPLICATE_SUPPLIER_ID',
        'row-1-3 INVALID_COUNTRY_CODE',
        'row-1-4 DUPLICATE_SUPPLIER_ID',
      ]);
      expect((await violations(duck, 'suppliers'))[0]).toMatchObject({
        field: 'supplier_id',
        raw_value: 'A',
        expected: { kept_file: 1, kept_row: 2 },
      });
      expect(judgement.datasets.suppliers?.codes).toEqual({
        DUPLICATE_SUPPLIER_ID: 2,
        INVALID_COUNTRY_CODE: 1,
      });
    }));

  test('a rule that the tenant made a warning does not count as an error there', () =>
    withDuck(async (duck) => {
      await judgeRows(duck, {
        suppliers: [
          supplier('A', 'SA', { source_timestamp: day(1) }),
          supplier('A', 'SA', { source_timestamp: day(3), country: 'XX' }),
        ],
        options: { severities: { INVALID_COUNTRY_CODE: 'warning' } },
      });
      expect(await dispositions(duck, 'suppliers')).toEqual(['quarantined', 'passed']);
    }));
});

describe('different ids of one code', () => {
  test('are all errors; rows with other errors and blanks do not count', () =>
    withDuck(async (duck) => {
      await judgeRows(duck, {
        suppliers: [
          supplier('A', 'S1'),
          supplier('B', 'S1'),
          supplier('C', 'S2'),
          supplier('D', 'S2', { country: 'XX' }),
          supplier('E', null),
          supplier('F', null),
        ],
      });
      expect(await codesByRow(duck, 'suppliers')).toEqual([
        'row-1-1 DUPLICATE_SUPPLIER_CODE',
        'row-1-2 DUPLICATE_SUPPLIER_CODE',
        'row-1-4 INVALID_COUNTRY_CODE',
      ]);
      expect((await violations(duck, 'suppliers'))[0]).toMatchObject({
        field: 'supplier_code',
        raw_value: 'S1',
        expected: { ids: ['A', 'B'], count: 2 },
      });
    }));

  test('the one that silver already has under the code is spared', () =>
    withDuck(async (duck) => {
      await judgeRows(duck, {
        suppliers: [supplier('A', 'S1'), supplier('B', 'S1'), supplier('C', 'S1')],
        options: { silver: { suppliers: silver(['B', 'S1'], ['C', 'S9']) } },
      });
      expect(await dispositions(duck, 'suppliers')).toEqual(['quarantined', 'passed', 'quarantined']);
    }));

  test('an earlier row of the same id is a duplicate of the id, not of the code', () =>
    withDuck(async (duck) => {
      await judgeRows(duck, {
        suppliers: [
          supplier('A', 'S1', { source_timestamp: day(1) }),
          supplier('A', 'S1', { source_timestamp: day(2) }),
        ],
      });
      expect(await codesByRow(duck, 'suppliers')).toEqual(['row-1-1 DUPLICATE_SUPPLIER_ID']);
    }));
});

const source = 'sap.supplier_master';
const silver = (...rows: readonly (readonly [string, string | null, string?])[]) =>
  sql`(SELECT * FROM (VALUES ${rows.map(([key, code, from]) => sql`(${key}, ${code}, ${from ?? source})`)}) AS silver(key, business_key, data_source))`;

describe('against silver', () => {
  test('a key from another source collides', () =>
    withDuck(async (duck) => {
      await judgeRows(duck, {
        suppliers: [supplier('A', 'S1'), supplier('B', 'S2')],
        options: { silver: { suppliers: silver(['A', 'S1', 'oracle.ap'], ['B', 'S2']) } },
      });
      expect(await violations(duck, 'suppliers')).toMatchObject([
        {
          row: 'row-1-1',
          code: 'KEY_COLLISION',
          field: 'supplier_id',
          raw_value: 'A',
          expected: { data_source: 'oracle.ap' },
        },
      ]);
    }));

  test('a code that another id holds is refused, unless that id moves off it', () =>
    withDuck(async (duck) => {
      await judgeRows(duck, {
        suppliers: [
          supplier('N', 'S1'),
          supplier('M', 'S2'),
          supplier('B', 'S8'),
          supplier('O', 'S3'),
          supplier('C', null),
        ],
        options: { silver: { suppliers: silver(['A', 'S1'], ['B', 'S2'], ['C', 'S3']) } },
      });
      expect(await violations(duck, 'suppliers')).toMatchObject([
        {
          row: 'row-1-1',
          code: 'DUPLICATE_SUPPLIER_CODE',
          field: 'supplier_code',
          expected: { silver_id: 'A' },
        },
      ]);
    }));

  test('ids may exchange their codes', () =>
    withDuck(async (duck) => {
      await judgeRows(duck, {
        suppliers: [supplier('A', 'S2'), supplier('B', 'S1')],
        options: { silver: { suppliers: silver(['A', 'S1'], ['B', 'S2']) } },
      });
      expect(await dispositions(duck, 'suppliers')).toEqual(['passed', 'passed']);
    }));

  test('who cannot move keeps its code, and so on down the chain', () =>
    withDuck(async (duck) => {
      await judgeRows(duck, {
        suppliers: [
          supplier('D', 'S3'),
          supplier('C', 'S2'),
          supplier('B', 'S1'),
          supplier('Y', 'X2'),
          supplier('X', 'X1', { country: 'XX' }),
        ],
        options: {
          silver: { suppliers: silver(['A', 'S1'], ['B', 'S2'], ['C', 'S3'], ['X', 'X2'], ['Y', 'X9']) },
        },
      });
      expect(await codesByRow(duck, 'suppliers')).toEqual([
        'row-1-1 DUPLICATE_SUPPLIER_CODE',
        'row-1-2 DUPLICATE_SUPPLIER_CODE',
        'row-1-3 DUPLICATE_SUPPLIER_CODE',
        'row-1-4 DUPLICATE_SUPPLIER_CODE',
        'row-1-5 INVALID_COUNTRY_CODE',
      ]);
    }));

  test('a part that is quarantined for its supplier moves off nothing', () =>
    withDuck(async (duck) => {
      await judgeRows(duck, {
        parts: [
          {
            values: {
              part_id: 'A',
              part_number: 'P2',
              default_supplier_id: 'nobody',
              qualified_supplier_ids: null,
            },
          },
          { values: { part_id: 'B', part_number: 'P1', qualified_supplier_ids: null } },
        ],
        options: { silver: { suppliers: silver(['S-A', 'S1']), parts: silver(['A', 'P1', 'sap.parts']) } },
      });
      expect(await codesByRow(duck, 'parts')).toEqual([
        'row-1-1 ORPHAN_DEFAULT_SUPPLIER',
        'row-1-2 DUPLICATE_PART_NUMBER',
      ]);
    }));
});
