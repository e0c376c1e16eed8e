import { expect, test } from 'vitest';
import { sql } from '../../core/sql/sql.ts';
import { codesByRow, dispositions, judgeRows, violations, withDuck } from './bench.ts';
import type { TestRow, Value } from './typed-rows.ts';

const part = (
  id: string,
  supplier: string | null,
  qualified: readonly string[] | null = null,
  more: Readonly<Record<string, Value>> = {},
): TestRow => ({
  values: {
    part_id: id,
    part_number: `P-${id}`,
    default_supplier_id: supplier,
    qualified_supplier_ids: qualified,
    ...more,
  },
});
const supplier = (id: string, more: Readonly<Record<string, Value>> = {}): TestRow => ({
  values: { supplier_id: id, supplier_code: `S-${id}`, ...more },
});

test('a default supplier passes in this run or is in silver', () =>
  withDuck(async (duck) => {
    const judgement = await judgeRows(duck, {
      suppliers: [supplier('A')],
      parts: [part('1', 'A'), part('2', 'held'), part('3', "no'body"), part('4', null)],
      options: {
        silver: { suppliers: sql`(SELECT 'held' AS key, 'S' AS business_key, 'x' AS data_source)` },
      },
    });
    expect(await codesByRow(duck, 'parts')).toEqual([
      'row-1-3 ORPHAN_DEFAULT_SUPPLIER',
      'row-1-4 MISSING_DEFAULT_SUPPLIER',
    ]);
    expect((await violations(duck, 'parts'))[0]).toMatchObject({
      field: 'default_supplier_id',
      raw_value: "no'body",
      severity: 'error',
      caused_by: null,
      expected: { references: 'suppliers', missing: ["no'body"] },
    });
    expect(judgement.datasets.parts).toMatchObject({ quarantined: 2, knockOns: 0 });
  }));

test('parts alone look their suppliers up in silver', () =>
  withDuck(async (duck) => {
    await judgeRows(duck, { parts: [part('1', 'A')] });
    expect(await codesByRow(duck, 'parts')).toEqual(['row-1-1 ORPHAN_DEFAULT_SUPPLIER']);
  }));

test('a part of a quarantined supplier is a knock-on of its row', () =>
  withDuck(async (duck) => {
    const judgement = await judgeRows(duck, {
      suppliers: [supplier('A', { country: 'XX' }), supplier('B')],
      parts: [part('1', 'A'), part('2', 'B'), part('3', 'A', null, { uom: 'BOX' })],
    });
    expect(await violations(duck, 'parts')).toMatchObject([
      { row: 'row-1-1', code: 'ORPHAN_DEFAULT_SUPPLIER', caused_by: 'row-1-1' },
      { row: 'row-1-3', code: 'INVALID_UOM', caused_by: null },
      { row: 'row-1-3', code: 'ORPHAN_DEFAULT_SUPPLIER', caused_by: 'row-1-1' },
    ]);
    expect(judgement.datasets.parts).toMatchObject({ quarantined: 2, passed: 1, knockOns: 2 });
  }));

test('the cause is the latest quarantined row of the id, the own tenant before another', () =>
  withDuck(async (duck) => {
    await judgeRows(duck, {
      suppliers: [
        supplier('A', { country: 'XX', source_timestamp: '2026-11-02T00:00:00Z' }),
        supplier('A', { country: 'YY', source_timestamp: '2026-11-03T00:00:00Z' }),
        supplier('A', { country: 'ZZ', source_timestamp: '2026-11-01T00:00:00Z' }),
        supplier('A', { tenant_id: 'other', source_timestamp: '2026-11-20T00:00:00Z' }),
        supplier('L', { tenant_id: 'other' }),
      ],
      parts: [part('1', 'A'), part('2', 'L')],
    });
    expect((await violations(duck, 'parts')).map(({ caused_by }) => caused_by)).toEqual([
      'row-1-2',
      'row-1-5',
    ]);
  }));

test('a duplicate beside a passing row of its key is no cause', () =>
  withDuck(async (duck) => {
    await judgeRows(duck, {
      suppliers: [
        supplier('A', { legal_name: 'Old', source_timestamp: '2026-11-02T00:00:00Z' }),
        supplier('A'),
      ],
      parts: [part('1', 'A')],
    });
    expect(await dispositions(duck, 'suppliers')).toEqual(['quarantined', 'passed']);
    expect(await dispositions(duck, 'parts')).toEqual(['passed']);
  }));

test('each qualified supplier is looked up: a warning lists those that are missing, in their order', () =>
  withDuck(async (duck) => {
    const judgement = await judgeRows(duck, {
      suppliers: [supplier('A'), supplier('Q', { country: 'XX' })],
      parts: [
        part('1', 'A', ['A', 'Z', 'Q', 'Z']),
        part('2', 'A', ['Q', 'A']),
        part('3', 'A', ['A']),
        part('4', 'A', []),
      ],
    });
    expect(await violations(duck, 'parts')).toMatchObject([
      {
        row: 'row-1-1',
        code: 'ORPHAN_QUALIFIED_SUPPLIER',
        severity: 'warning',
        expected: { missing: ['Z', 'Q'] },
        caused_by: null,
      },
      {
        row: 'row-1-2',
        code: 'ORPHAN_QUALIFIED_SUPPLIER',
        expected: { missing: ['Q'] },
        caused_by: 'row-1-2',
      },
      { row: 'row-1-4', code: 'DEFAULT_NOT_QUALIFIED' },
    ]);
    expect(judgement.datasets.parts).toMatchObject({ passed: 4, warnings: 3, knockOns: 0 });
  }));

test('an orphan that the tenant made a warning passes', () =>
  withDuck(async (duck) => {
    const judgement = await judgeRows(duck, {
      suppliers: [supplier('A', { country: 'XX' })],
      parts: [part('1', 'A')],
      options: { severities: { ORPHAN_DEFAULT_SUPPLIER: 'warning' } },
    });
    expect(judgement.datasets.parts).toMatchObject({
      passed: 1,
      warnings: 1,
      knockOns: 0,
      codes: { ORPHAN_DEFAULT_SUPPLIER: 1 },
    });
  }));

test('superseded suppliers are neither present nor a cause', () =>
  withDuck(async (duck) => {
    await judgeRows(duck, {
      suppliers: [supplier('A', { source_timestamp: '2026-11-02T00:00:00Z', country: 'XX' })],
      parts: [part('1', 'A')],
      options: { seen: { suppliers: sql`(SELECT 'A' AS key, TIMESTAMPTZ '2026-11-03' AS newest)` } },
    });
    expect(await violations(duck, 'parts')).toMatchObject([
      { code: 'ORPHAN_DEFAULT_SUPPLIER', caused_by: null },
    ]);
  }));
