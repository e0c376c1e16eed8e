import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { distributionAt } from '../../core/generate/normal.sql.ts';
import { ident, type Sql, sql } from '../../core/sql/sql.ts';
import { fileRows, GenerateBench } from './bench.ts';

/** The contract's "generated as" columns, on 50,000 clean rows under a fixed seed. Every bound is one that a right generator misses once in ten million seeds. */
const rows = 50_000;
const z5 = 5.3;

let bench: GenerateBench;
let suppliers: Sql;
let parts: Sql;

beforeAll(async () => {
  bench = await GenerateBench.open();
  const out = await bench.generate({ suppliers: rows, parts: rows, seed: 20_261_124, dirtyRate: 0 });
  suppliers = fileRows(out, 'suppliers');
  parts = fileRows(out, 'parts');
});
afterAll(() => bench[Symbol.asyncDispose]());

const counted = z.object({ value: z.string().nullable(), n: z.coerce.number() });

async function shares(relation: Sql, value: Sql): Promise<Record<string, number>> {
  const found = await bench.rows(
    sql`SELECT ${value} AS value, count(*) AS n FROM ${relation} GROUP BY 1`,
    counted,
  );
  const total = found.reduce((sum, { n }) => sum + n, 0);
  return Object.fromEntries(found.map((one) => [one.value ?? 'NULL', one.n / total]));
}

/** Each share within 5.3 standard errors, and nothing else there. */
function expectShares(found: Record<string, number>, expected: Record<string, number>, n = rows): void {
  expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort());
  for (const [value, share] of Object.entries(expected)) {
    const error = Math.sqrt((share * (1 - share)) / n);
    expect(Math.abs((found[value] ?? 0) - share), value).toBeLessThan(z5 * error);
  }
}

const evenly = (values: readonly string[]): Record<string, number> =>
  Object.fromEntries(values.map((value) => [value, 1 / values.length]));

describe('shares', () => {
  test.each([
    ['country', { CN: 0.22, US: 0.18, DE: 0.1, MX: 0.1, IN: 0.1, VN: 0.08, JP: 0.08, KR: 0.08, PL: 0.06 }],
    ['incoterms', evenly(['DDP', 'FOB', 'CIF', 'EXW'])],
    ['approved_status', { PENDING: 0.15, APPROVED: 0.8, SUSPENDED: 0.04, BLACKLISTED: 0.01 }],
  ])('of suppliers by %s', async (field, expected) => {
    expectShares(await shares(suppliers, ident(field)), expected);
  });

  test.each([
    ['category', { ELECTRICAL: 0.35, MECHANICAL: 0.35, RAW_MATERIAL: 0.2, OTHER: 0.1 }],
    ['lifecycle_status', { NEW: 0.1, ACTIVE: 0.75, NRND: 0.1, EOL: 0.05 }],
    ['uom', { EA: 0.7, KG: 0.2, M: 0.1 }],
    ['quality_grade', { A: 0.6, B: 0.3, C: 0.1 }],
    ['moq', evenly(['1', '10', '50', '100', '500'])],
    ['hazard_class', { NULL: 0.9, CLASS_1: 0.025, CLASS_3: 0.025, CLASS_8: 0.025, CLASS_9: 0.025 }],
  ])('of parts by %s', async (field, expected) => {
    expectShares(await shares(parts, ident(field)), expected);
  });

  test('of filled cells', async () => {
    const found = await bench.numbers(sql`
      SELECT count(dba_name) / count(*) AS dba_name, count(contact_email) / count(*) AS email,
        count(contact_phone) / count(*) AS phone, count(contracts) / count(*) AS contracts,
        count(coalesce(contact_email, contact_phone)) AS reachable
      FROM ${suppliers}`);
    expect(found['reachable']).toBe(rows);
    for (const [name, share] of Object.entries({ dba_name: 0.3, email: 0.96, phone: 0.95, contracts: 0.5 })) {
      expect(Math.abs((found[name] ?? 0) - share), name).toBeLessThan(
        z5 * Math.sqrt((share * (1 - share)) / rows),
      );
    }
    const boms = await bench.numbers(sql`SELECT count(bom_compatibility) / count(*) AS share FROM ${parts}`);
    expect(Math.abs((boms['share'] ?? 0) - 0.3)).toBeLessThan(z5 * Math.sqrt(0.21 / rows));
  });

  test('of certifications, independent of each other', async () => {
    const codes = { ISO9001: 0.7, IATF16949: 0.3, AS9100: 0.1, ISO14001: 0.2 };
    const names = Object.keys(codes);
    const expected: Record<string, number> = {};
    for (let set = 0; set < 16; set++) {
      const held = names.filter((_, index) => (set >> index) & 1);
      const share = Object.entries(codes).reduce(
        (p, [name, one]) => p * (held.includes(name) ? one : 1 - one),
        1,
      );
      expected[held.length === 0 ? 'NULL' : held.join(',')] = share;
    }
    expectShares(await shares(suppliers, sql`certifications`), expected);
  });

  test.each(['suppliers', 'parts'])('of none, one and two compliance flags of %s', async (dataset) => {
    const length = sql`CAST(coalesce(len(string_split(compliance_flags, ',')), 0) AS VARCHAR)`;
    expectShares(await shares(dataset === 'parts' ? parts : suppliers, length), evenly(['0', '1', '2']));
  });

  test('of one, two and three qualified suppliers', async () => {
    const length = sql`CAST(len(string_split(qualified_supplier_ids, ',')) AS VARCHAR)`;
    expectShares(await shares(parts, length), evenly(['1', '2', '3']));
  });
});

describe('numbers', () => {
  /** Largest distance of the empirical distribution from the expected one; 3 / √n is passed once in thirty million. */
  async function distance(
    relation: Sql,
    value: Sql,
    cumulative: (x: number) => number,
    whole: boolean,
  ): Promise<number> {
    const found = await bench.rows(
      sql`SELECT CAST(x AS VARCHAR) AS value, count(*) AS n FROM (SELECT ${value} AS x FROM ${relation}) GROUP BY x ORDER BY x`,
      counted,
    );
    const total = found.reduce((sum, { n }) => sum + n, 0);
    let seen = 0;
    let most = 0;
    for (const { value, n } of found) {
      seen += n;
      most = Math.max(most, Math.abs(seen / total - cumulative(Number(value) + (whole ? 0.5 : 0))));
    }
    return most * Math.sqrt(total);
  }

  const truncated = (mean: number, deviation: number, low: number, high: number) => (x: number) => {
    const at = (value: number): number => distributionAt((value - mean) / deviation);
    return Math.min(1, Math.max(0, (at(x) - at(low)) / (at(high) - at(low))));
  };
  const folded = (mean: number, deviation: number) => (x: number) =>
    distributionAt((x - mean) / deviation) - distributionAt((-x - mean) / deviation);

  test.each<[string, (x: number) => number, boolean]>([
    ['lead_time_days_avg', truncated(21, 6, 2.5, 90.5), true],
    ['on_time_delivery_rate', truncated(93, 5, 60, 100), false],
    ['defect_rate_ppm', folded(250, 180), true],
    ['capacity_units_per_week', (x) => folded(5000, 3000)(x - 100), true],
  ])('%s of suppliers', async (field, cumulative, whole) => {
    expect(await distance(suppliers, sql`${ident(field)}::DECIMAL(10, 2)`, cumulative, whole)).toBeLessThan(
      3,
    );
  });

  test('days from the average to the 95th percentile', async () => {
    const days = sql`lead_time_days_p95::INTEGER - lead_time_days_avg::INTEGER`;
    expect(await distance(suppliers, days, truncated(14, 5, -0.5, Infinity), true)).toBeLessThan(3);
    expect(await distance(parts, days, truncated(8, 3, -0.5, Infinity), true)).toBeLessThan(3);
  });

  test.each([
    ['ELECTRICAL', 32, 8],
    ['MECHANICAL', 24, 6],
    ['RAW_MATERIAL', 14, 4],
    ['OTHER', 20, 5],
  ])('lead time of %s', async (category, mean, deviation) => {
    const relation = sql`(SELECT * FROM ${parts} WHERE category = ${category})`;
    const cumulative = truncated(mean, deviation, 1.5, 200.5);
    expect(await distance(relation, sql`lead_time_days_avg::INTEGER`, cumulative, true)).toBeLessThan(3);
  });

  test('unit cost is log-normal', async () => {
    const cumulative = (x: number): number => distributionAt((Math.log(x) - 3) / 0.8);
    expect(await distance(parts, sql`unit_cost::DECIMAL(18, 4)`, cumulative, false)).toBeLessThan(3);
  });

  test('stay within their bounds', async () => {
    const found = await bench.numbers(sql`
      SELECT count(*) FILTER (WHERE lead_time_days_avg::INTEGER NOT BETWEEN 3 AND 90) AS lead,
        count(*) FILTER (WHERE lead_time_days_p95::INTEGER < lead_time_days_avg::INTEGER) AS p95,
        count(*) FILTER (WHERE on_time_delivery_rate::DOUBLE NOT BETWEEN 60 AND 100) AS rate,
        count(*) FILTER (WHERE capacity_units_per_week::INTEGER < 100) AS capacity,
        count(*) FILTER (WHERE defect_rate_ppm::INTEGER < 0) AS defects
      FROM ${suppliers}`);
    expect(found).toEqual({ lead: 0, p95: 0, rate: 0, capacity: 0, defects: 0 });
    const ofParts = await bench.numbers(sql`
      SELECT count(*) FILTER (WHERE lead_time_days_avg::INTEGER NOT BETWEEN 2 AND 200) AS lead,
        count(*) FILTER (WHERE unit_cost::DOUBLE <= 0) AS cost,
        count(*) FILTER (WHERE DATE '2026-11-24' - last_price_change::DATE NOT BETWEEN 30 AND 365) AS change
      FROM ${parts}`);
    expect(ofParts).toEqual({ lead: 0, cost: 0, change: 0 });
  });
});

describe('risk', () => {
  test('has a safe and a risky mode, a fifth of the suppliers in the risky one', async () => {
    const found = await bench.numbers(sql`
      SELECT count(*) FILTER (WHERE risk BETWEEN 20 AND 40) / count(*) AS safe,
        count(*) FILTER (WHERE risk BETWEEN 60 AND 85) / count(*) AS risky,
        count(*) FILTER (WHERE risk BETWEEN 28 AND 32) / count(*) AS safe_mode,
        count(*) FILTER (WHERE risk BETWEEN 20 AND 24) / count(*) AS safe_edge
      FROM (SELECT risk_score::DOUBLE AS risk FROM ${suppliers})`);
    expect((found['safe'] ?? 0) + (found['risky'] ?? 0)).toBe(1);
    expect(Math.abs((found['risky'] ?? 0) - 0.2)).toBeLessThan(z5 * Math.sqrt(0.16 / rows));
    expect(found['safe_mode']).toBeGreaterThan(2 * (found['safe_edge'] ?? 1));
  });

  test('falls with the rate of punctual deliveries', async () => {
    const found = await bench.numbers(sql`
      SELECT corr(risk_score::DOUBLE, on_time_delivery_rate::DOUBLE) AS pearson FROM ${suppliers}`);
    expect(found['pearson']).toBeLessThan(-0.5);
    expect(found['pearson']).toBeGreaterThan(-0.8);
  });

  test('decides the tier', async () => {
    const found = await bench.numbers(sql`
      SELECT count(*) FILTER (WHERE financial_risk_tier <> CASE WHEN risk_score::DOUBLE < 35 THEN 'LOW'
        WHEN risk_score::DOUBLE < 60 THEN 'MEDIUM' ELSE 'HIGH' END) AS wrong FROM ${suppliers}`);
    expect(found['wrong']).toBe(0);
  });
});

test('fields are drawn independently of each other and of their neighbours', async () => {
  const found = await bench.numbers(sql`
    SELECT abs(corr(lead, defects)) AS lead_defects, abs(corr(lead, capacity)) AS lead_capacity,
      abs(corr(defects, capacity)) AS defects_capacity, abs(corr(lead, next_lead)) AS neighbours,
      abs(corr(lead, country)) AS lead_country
    FROM (SELECT lead_time_days_avg::INTEGER AS lead, defect_rate_ppm::INTEGER AS defects,
      capacity_units_per_week::INTEGER AS capacity, (country = 'CN')::INTEGER AS country,
      lead(lead_time_days_avg::INTEGER) OVER (ORDER BY row_number) AS next_lead FROM ${suppliers})`);
  for (const [pair, r] of Object.entries(found)) expect(r, pair).toBeLessThan(z5 / Math.sqrt(rows));
});
