import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { type Sql, sql, stringList } from '../../core/sql/sql.ts';
import { judgeRows, withDuck } from './bench.ts';
import type { TestRow } from './typed-rows.ts';

const hostile = [
  "'; DROP TABLE verdict_suppliers; --",
  '"',
  '\u0000',
  '\ud7ff\u{10ffff}',
  '%',
  '\\',
  '{"a":1}',
  "it's",
  '  ',
  '\n',
];
const ids = ['A', 'B', 'C', 'D', null, ...hostile.slice(0, 3)];
const codes = ['S1', 'S2', 'S3', 'S4', 'S5', null, hostile[0] ?? ''];
const times = [null, '2026-11-01T00:00:00Z', '2026-11-02T00:00:00Z', '2026-12-24T00:00:00Z'];

const supplierRow: fc.Arbitrary<TestRow> = fc
  .record({
    supplier_id: fc.constantFrom(...ids),
    supplier_code: fc.constantFrom(...codes),
    source_timestamp: fc.constantFrom(...times),
    tenant_id: fc.constantFrom('tenant_acme', 'tenant_acme', 'tenant_acme', 'other', null),
    country: fc.constantFrom('DE', 'DE', 'DE', 'XX', ...hostile),
    legal_name: fc.constantFrom('Hafen GmbH', null, ...hostile),
    certifications: fc.constantFrom(['ISO9001'], hostile, [], null),
  })
  .map((values) => ({ values }));

const partRow: fc.Arbitrary<TestRow> = fc
  .record({
    part_id: fc.constantFrom(...ids),
    part_number: fc.constantFrom(...codes),
    default_supplier_id: fc.constantFrom(...ids),
    qualified_supplier_ids: fc.constantFrom(null, [], ['A', 'B'], hostile),
    source_timestamp: fc.constantFrom(...times),
  })
  .map((values) => ({ values }));

const silverKeys = fc.uniqueArray(
  fc.record({
    key: fc.constantFrom('A', 'B', 'C', 'D', 'E'),
    code: fc.constantFrom('S1', 'S2', 'S3', 'S4', 'S5'),
  }),
  { maxLength: 5, comparator: (a, b) => a.key === b.key || a.code === b.code },
);

const silverRelation = (keys: readonly { readonly key: string; readonly code: string }[]): Sql => sql`(
  SELECT unnest(${stringList(keys.map(({ key }) => key))}) AS key,
    unnest(${stringList(keys.map(({ code }) => code))}) AS business_key,
    'sap.supplier_master' AS data_source
)`;

test('whatever is delivered: every row has one verdict, and silver stays as unique as it was', () =>
  withDuck(async (duck) => {
    const delivery = fc.record({
      suppliers: fc.array(supplierRow, { minLength: 1, maxLength: 12 }),
      parts: fc.array(partRow, { minLength: 1, maxLength: 8 }),
      changeFeed: fc.boolean(),
      silver: silverKeys,
    });
    await fc.assert(
      fc.asyncProperty(delivery, async ({ suppliers, parts, changeFeed, silver }) => {
        const held = silverRelation(silver);
        const judgement = await judgeRows(duck, {
          suppliers,
          parts,
          changeFeed,
          options: {
            silver: { suppliers: held },
            seen: { suppliers: sql`(SELECT 'A' AS key, TIMESTAMPTZ '2026-11-01' AS newest)` },
          },
        });
        for (const [dataset, rows] of [
          ['suppliers', suppliers],
          ['parts', parts],
        ] as const) {
          const counts = judgement.datasets[dataset];
          expect(counts?.landed).toBe(rows.length);
          expect(
            (counts?.passed ?? 0) +
              (counts?.quarantined ?? 0) +
              (counts?.repeated ?? 0) +
              (counts?.superseded ?? 0),
          ).toBe(rows.length);
        }
        expect(await duck.row(brokenPromises(held), z.record(z.string(), z.coerce.number()))).toEqual({
          more_than_one_verdict: 0,
          quarantined_without_error: 0,
          passed_with_error: 0,
          aside_with_violation: 0,
          keys_passing_twice: 0,
          codes_held_twice: 0,
          wrong_warned: 0,
        });
      }),
      { numRuns: 40 },
    );
  }));

const brokenPromises = (silver: Sql): Sql => sql`
  WITH judged AS (
    SELECT v.*, (SELECT count(*) FROM violation_suppliers AS w WHERE w.row_id = v.row_id AND severity = 'error') AS errors,
      (SELECT count(*) FROM violation_suppliers AS w WHERE w.row_id = v.row_id AND severity = 'warning') AS warnings
    FROM verdict_suppliers AS v
  ),
  passing AS (
    SELECT supplier_id AS key, supplier_code AS code
    FROM typed_suppliers JOIN verdict_suppliers USING (file_no, row_no)
    WHERE disposition = 'passed'
  ),
  silver_after AS (
    SELECT key, code FROM passing
    UNION ALL
    SELECT key, business_key FROM ${silver} ANTI JOIN passing USING (key)
  )
  SELECT
    (SELECT count(*) - count(DISTINCT row_id) FROM verdict_suppliers) AS more_than_one_verdict,
    (SELECT count(*) FROM judged WHERE disposition = 'quarantined' AND errors = 0) AS quarantined_without_error,
    (SELECT count(*) FROM judged WHERE disposition = 'passed' AND errors > 0) AS passed_with_error,
    (SELECT count(*) FROM judged WHERE disposition IN ('repeated', 'superseded') AND errors + warnings > 0) AS aside_with_violation,
    (SELECT count(*) - count(DISTINCT key) FROM passing) AS keys_passing_twice,
    (SELECT count(code) - count(DISTINCT code) FROM silver_after) AS codes_held_twice,
    (SELECT count(*) FROM judged WHERE warned <> (warnings > 0)) AS wrong_warned`;
