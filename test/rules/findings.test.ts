import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contracts } from '../../contracts/data/contracts.ts';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import { Duck } from '../../core/duck/duck.ts';
import { findings } from '../../core/rules/findings/findings.ts';
import { ident, type Sql, sql } from '../../core/sql/sql.ts';
import { typedOver, typedRows } from './findings-rows.ts';

const asOf = new Date('2026-11-24T02:00:00Z');
const seed = fileURLToPath(new URL('../../../shared/data/seed/', import.meta.url));

let duck: Duck;
beforeAll(async () => {
  duck = await Duck.open({ memory: 512 * 1024 ** 2, threads: 2, spill: tmpdir() });
});
afterAll(() => duck[Symbol.asyncDispose]());

const ulid = sql`'01M85K3SK4GMRD6HVMMQ' || printf('%06d', i)`;

/** Findings of a hundred rows with good ids, without the parameters. */
async function found(dataset: DatasetName, texts: Readonly<Record<string, Sql>>, count = 100) {
  const contract = contracts[dataset];
  const rows = typedRows(contract, count, { [contract.primaryKey.field]: ulid, ...texts });
  return findings(duck, { contract, rows, asOf });
}

const suppliers = (texts: Readonly<Record<string, Sql>>, count?: number) => found('suppliers', texts, count);
const parts = (texts: Readonly<Record<string, Sql>>, count?: number) => found('parts', texts, count);

describe('nothing is said', () => {
  test('of no rows', async () => {
    expect(await suppliers({ supplier_id: sql`'x'` }, 0)).toEqual([]);
  });

  test('of ordinary rows with some dirt', async () => {
    expect(
      await suppliers({
        on_time_delivery_rate: sql`CASE WHEN i % 15 = 0 THEN '104.00' ELSE (60 + i % 40)::VARCHAR || '.5' END`,
        risk_score: sql`CASE WHEN i % 20 = 0 THEN 'N/A' ELSE (20 + i % 60)::VARCHAR END`,
        defect_rate_ppm: sql`i * 3`,
        capacity_units_per_week: sql`100 + i * 77`,
        lead_time_days_avg: sql`CASE WHEN i % 20 = 0 THEN -5 ELSE 10 + i % 30 END`,
        source_timestamp: sql`'2026-11-01T00:00:00Z'`,
      }),
    ).toEqual([]);
    expect(
      await parts({
        unit_cost: sql`printf('%.2f', 10 + i * 1.37)`,
        moq: sql`[1, 10, 50, 100, 500][1 + i % 5]`,
        last_price_change: sql`'2026-01-02'`,
      }),
    ).toEqual([]);
  });

  test.skipIf(!existsSync(seed)).each(['suppliers', 'parts'] as const)(
    'of the seed delivery of %s (skipped where ../shared/data is not there)',
    async (dataset) => {
      const contract = contracts[dataset];
      const texts = Object.fromEntries(contract.fields.map(({ name }) => [name, ident(name)]));
      const rows = typedOver(contract, sql`read_parquet(${`${seed}${dataset}.parquet`})`, texts);
      expect(await findings(duck, { contract, rows, asOf })).toEqual([]);
    },
  );
});

describe('STALE_DELIVERY', () => {
  const stale = async (
    extractedAt: string,
    extra: { readonly staleAfterDays?: number; readonly extractedAt?: Date } = {},
  ) => {
    const rows = typedRows(contracts.parts, 3, { part_id: ulid }, sql`${extractedAt}`);
    return findings(duck, { contract: contracts.parts, rows, asOf, ...extra });
  };

  test('is an extract older than 90 days, by the newest row', async () => {
    expect(await stale('2026-08-26T01:59:59Z')).toEqual([
      {
        finding: 'STALE_DELIVERY',
        dataset: 'parts',
        rows: 3,
        share: 1,
        examples: [],
        parameters: { extractedAt: '2026-08-26T01:59:59.000Z', days: 90, limit: 90 },
      },
    ]);
    expect(await stale('2026-08-26T02:00:00Z')).toEqual([]);
  });

  test('goes by the stated extract time and limit where they are given', async () => {
    expect(
      await stale('2026-11-23T00:00:00Z', { extractedAt: new Date('2026-01-01T00:00:00Z') }),
    ).toHaveLength(1);
    expect(await stale('2026-11-20T00:00:00Z', { staleAfterDays: 3 })).toHaveLength(1);
    expect(await stale('2026-11-22T00:00:00Z', { staleAfterDays: 3 })).toEqual([]);
  });
});

describe('UNKNOWN_ID_FORMAT', () => {
  test('is said once, with how many and some examples', async () => {
    const [finding, ...others] = await suppliers({
      supplier_id: sql`CASE WHEN i < 25 THEN printf('V-%03d', i) ELSE ${ulid} END`,
    });
    expect(others).toEqual([]);
    expect(finding).toEqual({
      finding: 'UNKNOWN_ID_FORMAT',
      dataset: 'suppliers',
      field: 'supplier_id',
      rows: 25,
      share: 0.25,
      examples: ['V-000', 'V-001', 'V-002'],
      parameters: { expected: ['ULID', 'UUIDv7'] },
    });
  });

  test.each([
    ['01m85k3sk4gmrd6hvmmq7xk7ey', 0],
    ['01932c07-b5e7-7c3a-9f31-1a2b3c4d5e6f', 0],
    ['01932C07B5E77C3A9F311A2B3C4D5E6F', 0],
    ['550e8400-e29b-41d4-a716-446655440000', 1],
    ['81M85K3SK4GMRD6HVMMQ7XK7EY', 1],
    ['01M85K3SK4GMRD6HVMMQ7XK7EU', 1],
    ['100042', 1],
  ])('judges %s', async (id, expected) => {
    expect(await suppliers({ supplier_id: sql`${id}` }, 5)).toHaveLength(expected);
  });

  test('does not count blank ids', async () => {
    expect(await suppliers({ supplier_id: sql`CASE WHEN i = 0 THEN ' ' ELSE ${ulid} END` })).toEqual([]);
  });
});

describe('SUSPECT_SCALE', () => {
  test('is a percentage that came as a fraction in nearly all rows', async () => {
    const result = await suppliers({
      on_time_delivery_rate: sql`CASE WHEN i % 10 = 0 THEN '1' WHEN i % 33 = 1 THEN '97.5' ELSE printf('0.%02d', 80 + i % 20) END`,
    });
    expect(result).toMatchObject([
      {
        finding: 'SUSPECT_SCALE',
        field: 'on_time_delivery_rate',
        parameters: { expected: 'percent', looksLike: 'fraction' },
      },
    ]);
  });

  test('is not a percentage that is small in a few rows, nor always 1 or 0', async () => {
    const rates = [
      sql`CASE WHEN i % 5 = 0 THEN 0.5 ELSE 93.2 END`,
      sql`1`,
      sql`CASE WHEN i % 2 = 0 THEN 0 ELSE 1 END`,
    ];
    for (const rate of rates) expect(await suppliers({ on_time_delivery_rate: rate })).toEqual([]);
    expect(await suppliers({ on_time_delivery_rate: sql`0.9` }, 9)).toEqual([]);
  });

  test('is a cost that came in cents', async () => {
    expect(await parts({ unit_cost: sql`199 + (i * 7919) % 9000` })).toMatchObject([
      { finding: 'SUSPECT_SCALE', field: 'unit_cost', parameters: { looksLike: 'cents' } },
    ]);
  });

  test('is not a cost in round units, with decimals, or small', async () => {
    const costs = [
      sql`500 + i * 10`,
      sql`printf('%.2f', (199 + (i * 7919) % 9000)::DOUBLE)`,
      sql`1 + i % 90`,
    ];
    for (const cost of costs) expect(await parts({ unit_cost: cost })).toEqual([]);
  });
});

describe('MOSTLY_ZERO', () => {
  test('is a number that is zero in nine of ten filled rows', async () => {
    expect(
      await parts({ moq: sql`CASE WHEN i % 2 = 0 THEN NULL WHEN i % 20 = 1 THEN '10' ELSE '0' END` }),
    ).toMatchObject([{ finding: 'MOSTLY_ZERO', field: 'moq', rows: 45, share: 0.9, examples: ['0'] }]);
  });

  test('is not a number that is often zero, nor one of few rows', async () => {
    expect(await parts({ moq: sql`CASE WHEN i % 5 = 0 THEN 10 ELSE 0 END` })).toEqual([]);
    expect(await parts({ moq: sql`0` }, 19)).toEqual([]);
  });
});

describe('SENTINEL', () => {
  test.each([
    '01.01.1753',
    '1753-01-01T00:00:00Z',
    '9999-12-31',
    '31/12/9999',
    '12/31/9999',
    '99991231',
    '1970-01-01 00:00:00',
  ])('is the day %s, even once', async (text) => {
    expect(
      await parts({ last_price_change: sql`CASE WHEN i = 3 THEN ${text} ELSE '2026-01-02' END` }),
    ).toMatchObject([
      {
        finding: 'SENTINEL',
        field: 'last_price_change',
        rows: 1,
        share: 0.01,
        examples: [text.slice(0, 10)],
      },
    ]);
  });

  test.each(['-999', '-9999.00', '999999', '2147483647'])('is the number %s', async (text) => {
    expect(
      await suppliers({ capacity_units_per_week: sql`CASE WHEN i < 4 THEN ${text} ELSE '5000' END` }),
    ).toMatchObject([{ finding: 'SENTINEL', field: 'capacity_units_per_week', rows: 4, examples: [text] }]);
  });

  test('names different ones of a field', async () => {
    const [finding] = await parts({
      source_timestamp: sql`CASE WHEN i < 50 THEN '0001-01-01T00:00:00' WHEN i < 60 THEN '9999-12-31' ELSE '2026-11-01' END`,
    });
    expect(finding).toMatchObject({ rows: 60, examples: ['0001-01-01', '9999-12-31'] });
  });

  test('is not a number or day that merely looks alike', async () => {
    expect(await suppliers({ lead_time_days_avg: sql`CASE WHEN i = 0 THEN 999 ELSE 21 END` })).toEqual([]);
    expect(await parts({ last_price_change: sql`'1990-12-31'` })).toEqual([]);
  });

  test('is not looked for in what the pipeline sets itself', async () => {
    expect(await parts({ ingestion_timestamp: sql`'9999-12-31'` })).toEqual([]);
  });
});

test('hostile texts are data', async () => {
  const hostile = sql`[${['0x1F', 'NaN', '-Infinity', "'; DROP TABLE x; --", '{{', '1e400', '９９９'].map((text) => sql`${text}`)}][1 + i % 7]`;
  const result = await suppliers({
    on_time_delivery_rate: hostile,
    risk_score: hostile,
    source_timestamp: hostile,
  });
  expect(result).toEqual([]);
});
