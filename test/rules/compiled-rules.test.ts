import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { RowRule } from '../../contracts/data/dataset.ts';
import { suppliers } from '../../contracts/data/suppliers.ts';
import { cellKey, exchangedKey } from '../../core/rules/country-cells.ts';
import { matches } from '../../core/rules/dialect.ts';
import { planDataset } from '../../core/rules/plan-dataset.ts';
import { compileRule } from '../../core/rules/row-rules/compile.ts';
import { mailboxPattern, phonePattern } from '../../core/rules/row-rules/contact.ts';
import { type Sql, sql } from '../../core/sql/sql.ts';
import { withDuck } from './bench.ts';
import { codeLists } from './code-lists.ts';
import { asOf, tenant } from './typed-rows.ts';

const context = { contract: suppliers, tenant, asOf, codeLists };
const truth = z.object({ value: z.boolean().nullable() });

/** The rule's SQL as one line, and what it says of one row. */
async function said(rule: RowRule, row: Sql): Promise<{ text: string; violated: boolean | null }> {
  const { violated } = compileRule(rule, context);
  const { value } = await withDuck((duck) =>
    duck.row(sql`SELECT (${violated}) AS value FROM (SELECT ${row})`, truth),
  );
  return { text: violated.text.replaceAll(/\s+/g, ' '), violated: value };
}

describe('the SQL of a rule', () => {
  test('range', async () => {
    const rule: RowRule = {
      kind: 'range',
      code: 'INVALID_RISK_SCORE',
      field: 'risk_score',
      min: 0,
      max: 100,
    };
    expect(await said(rule, sql`100.001::DOUBLE AS wide__risk_score`)).toEqual({
      text: '"wide__risk_score" < 0 OR "wide__risk_score" > 100',
      violated: true,
    });
    expect((await said(rule, sql`NULL::DOUBLE AS wide__risk_score`)).violated).toBeNull();
  });

  test('tenant, with a name that would end a literal', async () => {
    const rule: RowRule = { kind: 'tenant', code: 'TENANT_MISMATCH', field: 'tenant_id' };
    const hostile = { ...context, tenant: "x' OR TRUE --" };
    const { violated } = compileRule(rule, hostile);
    expect(violated.text).toBe(`"tenant_id" <> 'x'' OR TRUE --'`);
    const { value } = await withDuck((duck) =>
      duck.row(sql`SELECT (${violated}) AS value FROM (SELECT ${hostile.tenant} AS tenant_id)`, truth),
    );
    expect(value).toBe(false);
  });

  test('required, of a field that may be filled but unreadable', async () => {
    const rule: RowRule = { kind: 'required', code: 'MISSING_SOURCE_TIMESTAMP', field: 'source_timestamp' };
    expect(await said(rule, sql`NULL AS source_timestamp, TRUE AS unread__source_timestamp`)).toEqual({
      text: '"source_timestamp" IS NULL AND NOT "unread__source_timestamp"',
      violated: false,
    });
  });

  test('not-after, to the microsecond', async () => {
    const rule: RowRule = {
      kind: 'not-after',
      code: 'FUTURE_TIMESTAMP',
      field: 'source_timestamp',
      seconds: 300,
    };
    expect(await said(rule, sql`TIMESTAMPTZ '2026-11-24 02:05:00.000001+00' AS source_timestamp`)).toEqual({
      text: `"source_timestamp" > TIMESTAMPTZ '2026-11-24T02:05:00.000Z'`,
      violated: true,
    });
  });
});

test('a rule is silenced by earlier rules on its inputs, and by no other', () => {
  const { rowRules } = planDataset(context, {});
  const silencing = (code: string): readonly string[] => {
    const rule = rowRules.find((one) => one.code === code);
    return (rule?.silencedBy ?? []).map((ordinal) => rowRules[ordinal - 1]?.code ?? '');
  };
  expect(silencing('REGION_MISMATCH')).toEqual(['INVALID_COUNTRY_CODE', 'INVALID_REGION']);
  expect(silencing('GEO_OUTSIDE_COUNTRY')).toEqual(['INVALID_COUNTRY_CODE', 'INVALID_GEO_COORDS']);
  expect(silencing('TIER_MISMATCH')).toEqual(['INVALID_RISK_SCORE', 'INVALID_FINANCIAL_TIER']);
  expect(silencing('MISSING_CONTACT')).toEqual([]);
});

const allMatch = (texts: readonly string[], pattern: string): Promise<readonly (boolean | null)[]> =>
  withDuck(async (duck) => {
    const rows = texts.map((text, index) => sql`(${index}, ${text})`);
    const query = sql`SELECT ${matches(sql`text`, pattern)} AS value FROM (VALUES ${rows}) AS t(i, text) ORDER BY i`;
    return (await duck.rows(query, truth)).map(({ value }) => value);
  });

test('a mailbox of RFC 5322', async () => {
  const good = [
    'a@b',
    'first.last+tag@sub.example.com',
    "o'neil@example.com",
    '"with space"@example.com',
    '"a\\"b"@example.com',
    'a@[192.0.2.1]',
    'a@[IPv6:2001:db8::1]',
    'Ann Other <ann@example.com>',
    '"Other, Ann" <ann@example.com>',
    '<ann@example.com>',
    'a-_{|}~!#$%&*/=?^`@example.com',
  ];
  const bad = [
    '',
    'a',
    '@b',
    'a@',
    'a@b@c',
    '.a@b',
    'a.@b',
    'a..b@c',
    'a b@c',
    'a@b c',
    'a@b,c',
    'a@.b',
    'a@b.',
    'a@b..c',
    'ä@b.de',
    'a@bücher.de',
    'Ann <ann@example.com',
    'ann@example.com>',
    'Ann, Other <ann@example.com>',
    'a@b\n',
    '\na@b',
    '"a@b',
    'a@[b',
    'a@b\u0000',
  ];
  expect(
    (await allMatch(good, mailboxPattern))
      .map((fits, index) => (fits === true ? '' : good[index]))
      .filter(Boolean),
  ).toEqual([]);
  expect(
    (await allMatch(bad, mailboxPattern))
      .map((fits, index) => (fits === true ? bad[index] : ''))
      .filter(Boolean),
  ).toEqual([]);
});

test('a phone number of E.164', async () => {
  expect(await allMatch(['+4930123', '+123456789012345'], phonePattern)).toEqual([true, true]);
  const bad = [
    '+493012',
    '+1234567890123456',
    '+0493012345',
    '4930123456',
    '+49 30123456',
    '+4930123456\n',
    '+٤٩٣٠١٢٣٤٥٦',
  ];
  expect(await allMatch(bad, phonePattern)).toEqual(bad.map(() => false));
});

test('the cell of a place, and of the same place with its axes exchanged', () =>
  withDuck(async (duck) => {
    const points = [
      [52.5, 13.4],
      [13.4, 52.5],
      [-90, -180],
      [90, 180],
      [89.9, 89.9],
      [0, 0],
      [-33.9, -70.6],
    ];
    for (const [lat = 0, lon = 0] of points) {
      const key = (a: number, b: number): Sql => cellKey(sql`3`, sql`${a}::DOUBLE`, sql`${b}::DOUBLE`);
      const row = await duck.row(
        sql`SELECT ${key(lat, lon)} AS key, ${key(lon, lat)} AS other, ${exchangedKey(key(lat, lon))} AS exchanged`,
        z.object({ key: z.string(), other: z.string().nullable(), exchanged: z.string().nullable() }),
      );
      const cell =
        Math.min(719, Math.floor((lat + 90) * 4)) * 1440 + Math.min(1439, Math.floor((lon + 180) * 4));
      expect(Number(row.key)).toBe(3 * 720 * 1440 + cell);
      expect(row.exchanged).toBe(row.other);
    }
    const none = sql`SELECT (${cellKey(sql`3`, sql`'nan'::DOUBLE`, sql`0::DOUBLE`)} IS NULL) AND (${cellKey(sql`3`, sql`1e300::DOUBLE`, sql`0::DOUBLE`)} IS NULL) AS value`;
    expect((await duck.row(none, truth)).value).toBe(true);
  }));
