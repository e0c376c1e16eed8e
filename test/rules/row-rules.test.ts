import { describe, expect, test } from 'vitest';
import { contracts } from '../../contracts/data/contracts.ts';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import { codesByRow, judgeRows, violations, withDuck } from './bench.ts';
import type { TestRow, Value } from './typed-rows.ts';

interface Case {
  readonly dataset: DatasetName;
  readonly code: string;
  readonly field: string;
  readonly row: TestRow;
  readonly expected: unknown;
  /** What comes with it, in order, the code itself included. */
  readonly all?: readonly string[];
}

const supplier = (
  code: string,
  field: string,
  row: TestRow,
  expected: unknown,
  all?: readonly string[],
): Case => ({
  dataset: 'suppliers',
  code,
  field,
  row,
  expected,
  ...(all && { all }),
});
const part = (
  code: string,
  field: string,
  row: TestRow,
  expected: unknown,
  all?: readonly string[],
): Case => ({
  dataset: 'parts',
  code,
  field,
  row,
  expected,
  ...(all && { all }),
});
const set = (field: string, value: Value): TestRow => ({ values: { [field]: value } });
const unread = (field: string, raw: string): TestRow => ({ unread: [field], raw: { [field]: raw } });

const broken: readonly Case[] = [
  supplier('MISSING_SUPPLIER_ID', 'supplier_id', set('supplier_id', null), {}),
  supplier('MISSING_TENANT_ID', 'tenant_id', set('tenant_id', null), {}),
  supplier('TENANT_MISMATCH', 'tenant_id', set('tenant_id', "o'ther"), { tenant: 'tenant_acme' }),
  supplier('MISSING_LEGAL_NAME', 'legal_name', set('legal_name', null), {}),
  supplier('MISSING_COUNTRY', 'country', set('country', null), {}),
  supplier('INVALID_COUNTRY_CODE', 'country', set('country', 'XX'), { list: 'country' }),
  supplier('INVALID_COUNTRY_CODE', 'country', set('country', 'UK'), { list: 'country', proposed: 'GB' }),
  supplier('INVALID_COUNTRY_CODE', 'country', set('country', 'EL'), { list: 'country', proposed: 'GR' }),
  supplier('INVALID_REGION', 'region', set('region', 'EUROPE'), {
    list: 'region',
    codes: ['EMEA', 'APAC', 'AMERICAS'],
  }),
  supplier('REGION_MISMATCH', 'region', set('region', 'APAC'), { region: 'EMEA', country: 'DE' }),
  supplier('POSTAL_CODE_MISMATCH', 'postal_code', set('postal_code', '1011'), {
    country: 'DE',
    example: '10115',
  }),
  supplier('INVALID_EMAIL', 'contact_email', set('contact_email', 'a@b@c'), { format: 'RFC 5322 mailbox' }),
  supplier('INVALID_PHONE', 'contact_phone', set('contact_phone', '030123456'), { format: 'E.164' }),
  supplier(
    'MISSING_CONTACT',
    'contact_email',
    { values: { contact_email: null, contact_phone: null } },
    { fields: ['contact_email', 'contact_phone'] },
  ),
  supplier('INVALID_CURRENCY', 'preferred_currency', set('preferred_currency', 'XXZ'), { list: 'currency' }),
  supplier('INVALID_CURRENCY', 'preferred_currency', set('preferred_currency', 'DEM'), {
    list: 'currency',
    proposed: 'EUR',
  }),
  supplier('INVALID_CURRENCY', 'preferred_currency', set('preferred_currency', 'OLD'), {
    list: 'currency',
    proposed: 'EUR',
  }),
  supplier('WITHDRAWN_CURRENCY', 'preferred_currency', set('preferred_currency', 'HRK'), {
    list: 'currency',
    withdrawn: '2023-01-01',
    successor: 'EUR',
  }),
  supplier('WITHDRAWN_CURRENCY', 'preferred_currency', set('preferred_currency', 'JST'), {
    list: 'currency',
    withdrawn: '2021-11-24',
    successor: null,
  }),
  supplier('INVALID_INCOTERMS', 'incoterms', set('incoterms', 'FREE'), {
    list: 'incoterms',
    codes: ['EXW', 'FCA', 'FOB', 'CIF', 'DAP', 'DDP', 'DAT', 'DDU'],
  }),
  supplier('OLD_INCOTERMS', 'incoterms', set('incoterms', 'DAT'), {
    list: 'incoterms',
    edition: '2010',
    successor: 'DPU',
  }),
  supplier('TYPE_MISMATCH', 'lead_time_days_avg', unread('lead_time_days_avg', 'N/A'), {
    type: 'int',
    suggestion: null,
  }),
  supplier('TYPE_MISMATCH', 'capacity_units_per_week', unread('capacity_units_per_week', ' 1,234'), {
    type: 'int',
    suggestion: '1234',
  }),
  supplier('TYPE_MISMATCH', 'on_time_delivery_rate', unread('on_time_delivery_rate', '0x1F'), {
    type: 'decimal',
    precision: 5,
    scale: 2,
  }),
  supplier('TYPE_MISMATCH', 'contracts', unread('contracts', '[1'), { type: 'strings' }),
  supplier('TYPE_MISMATCH', 'geo_coords', unread('geo_coords', '{'), { type: 'geo' }),
  supplier('TYPE_MISMATCH', 'source_timestamp', unread('source_timestamp', 'soon'), { type: 'timestamp' }),
  supplier('NEGATIVE_LEAD_TIME', 'lead_time_days_avg', set('lead_time_days_avg', -1), { min: 0 }),
  supplier('NEGATIVE_LEAD_TIME', 'lead_time_days_p95', set('lead_time_days_p95', -1), { min: 0 }),
  supplier('LEAD_TIME_P95_BELOW_AVG', 'lead_time_days_p95', set('lead_time_days_p95', 19), {
    field: 'lead_time_days_avg',
    min: 20,
  }),
  supplier(
    'INVALID_ON_TIME_RATE',
    'on_time_delivery_rate',
    { values: { on_time_delivery_rate: null }, wide: { on_time_delivery_rate: 1234.5 } },
    { min: 0, max: 100 },
  ),
  supplier('INVALID_ON_TIME_RATE', 'on_time_delivery_rate', set('on_time_delivery_rate', 100.01), {
    min: 0,
    max: 100,
  }),
  supplier('PRECISION_LOSS', 'on_time_delivery_rate', { loss: ['on_time_delivery_rate'] }, { scale: 2 }),
  supplier('NEGATIVE_DEFECT_RATE', 'defect_rate_ppm', set('defect_rate_ppm', -1), { min: 0 }),
  supplier('NEGATIVE_CAPACITY', 'capacity_units_per_week', set('capacity_units_per_week', -1), { min: 0 }),
  supplier('INVALID_RISK_SCORE', 'risk_score', set('risk_score', -0.01), { min: 0, max: 100 }),
  supplier('INVALID_FINANCIAL_TIER', 'financial_risk_tier', set('financial_risk_tier', 'NONE'), {
    list: 'financial_tier',
    codes: ['LOW', 'MEDIUM', 'HIGH'],
  }),
  supplier('TIER_MISMATCH', 'financial_risk_tier', set('risk_score', 35), {
    tier: 'MEDIUM',
    field: 'risk_score',
    value: 35,
  }),
  supplier('TIER_MISMATCH', 'financial_risk_tier', set('risk_score', 60), {
    tier: 'HIGH',
    field: 'risk_score',
    value: 60,
  }),
  supplier('UNKNOWN_CERTIFICATION', 'certifications', set('certifications', ['ISO9001', 'B', 'A']), {
    list: 'certification',
    unknown: ['B', 'A'],
  }),
  supplier('UNKNOWN_COMPLIANCE_FLAG', 'compliance_flags', set('compliance_flags', ['x"y']), {
    list: 'compliance_flag',
    unknown: ['x"y'],
  }),
  supplier('INVALID_STATUS', 'approved_status', set('approved_status', 'OK'), {
    list: 'approved_status',
    codes: ['PENDING', 'APPROVED', 'SUSPENDED', 'BLACKLISTED'],
  }),
  supplier('INVALID_GEO_COORDS', 'geo_coords', set('geo_coords', { lat: 91, lon: 200 }), { reason: 'range' }),
  supplier('INVALID_GEO_COORDS', 'geo_coords', set('geo_coords', { lat: -120, lon: 45 }), {
    reason: 'swapped',
  }),
  supplier('INVALID_GEO_COORDS', 'geo_coords', set('geo_coords', { lat: 0, lon: 0 }), { reason: 'zero' }),
  supplier('INVALID_GEO_COORDS', 'geo_coords', set('geo_coords', { lat: 52.5, lon: null }), {
    reason: 'incomplete',
  }),
  supplier('INVALID_GEO_COORDS', 'geo_coords', set('geo_coords', { lat: null, lon: null }), {
    reason: 'incomplete',
  }),
  supplier('GEO_OUTSIDE_COUNTRY', 'geo_coords', set('geo_coords', { lat: 40.7, lon: -74 }), {
    country: 'DE',
    swapped: false,
  }),
  supplier('GEO_OUTSIDE_COUNTRY', 'geo_coords', set('geo_coords', { lat: 13.4, lon: 52.5 }), {
    country: 'DE',
    swapped: true,
  }),
  supplier('MISSING_DATA_SOURCE', 'data_source', set('data_source', null), {}),
  supplier('MISSING_SOURCE_TIMESTAMP', 'source_timestamp', set('source_timestamp', null), {}),
  supplier('FUTURE_TIMESTAMP', 'source_timestamp', set('source_timestamp', '2026-11-24T02:05:00.000001Z'), {
    latest: '2026-11-24T02:05:00.000Z',
  }),
  supplier('UNSUPPORTED_SCHEMA_VERSION', 'schema_version', set('schema_version', '2.0.0'), {
    reads: ['1.0.0'],
  }),
  part('MISSING_PART_ID', 'part_id', set('part_id', null), {}),
  part('MISSING_TENANT_ID', 'tenant_id', set('tenant_id', null), {}),
  part('TENANT_MISMATCH', 'tenant_id', set('tenant_id', 'Tenant_acme'), { tenant: 'tenant_acme' }),
  part('MISSING_PART_NUMBER', 'part_number', set('part_number', null), {}),
  part('MISSING_DESCRIPTION', 'description', set('description', null), {}),
  part('MISSING_CATEGORY', 'category', set('category', null), {}),
  part('MISSING_DEFAULT_SUPPLIER', 'default_supplier_id', set('default_supplier_id', null), {}),
  part('INVALID_CATEGORY', 'category', set('category', 'FOOD'), {
    list: 'category',
    codes: ['ELECTRICAL', 'MECHANICAL', 'RAW_MATERIAL', 'OTHER'],
  }),
  part('INVALID_LIFECYCLE_STATUS', 'lifecycle_status', set('lifecycle_status', 'DEAD'), {
    list: 'lifecycle_status',
    codes: ['NEW', 'ACTIVE', 'NRND', 'EOL'],
  }),
  part('INVALID_UOM', 'uom', set('uom', 'BOX'), { list: 'uom', codes: ['EA', 'KG', 'M'], pack: 'BOX' }),
  part('INVALID_UOM', 'uom', set('uom', 'LB'), { list: 'uom', codes: ['EA', 'KG', 'M'], unit: 'LB' }),
  part('INVALID_UOM', 'uom', set('uom', 'ZZ'), { list: 'uom', codes: ['EA', 'KG', 'M'] }),
  part(
    'INVALID_QUALIFIED_SUPPLIER_FORMAT',
    'qualified_supplier_ids',
    unread('qualified_supplier_ids', 'A;B'),
    { type: 'strings' },
  ),
  part('DEFAULT_NOT_QUALIFIED', 'qualified_supplier_ids', set('qualified_supplier_ids', ['S-B']), {
    field: 'default_supplier_id',
    value: 'S-A',
  }),
  part(
    'NEGATIVE_UNIT_COST',
    'unit_cost',
    { values: { unit_cost: 0 }, wide: { unit_cost: -0.0000001 }, loss: ['unit_cost'] },
    { min: 0 },
    ['NEGATIVE_UNIT_COST'],
  ),
  part('PRECISION_LOSS', 'unit_cost', { loss: ['unit_cost'] }, { scale: 6 }),
  part('NEGATIVE_MOQ', 'moq', set('moq', -5), { min: 0 }),
  part('INVALID_QUALITY_GRADE', 'quality_grade', set('quality_grade', 'D'), {
    list: 'quality_grade',
    codes: ['A', 'B', 'C'],
  }),
  part('UNKNOWN_HAZARD_CLASS', 'hazard_class', set('hazard_class', 'CLASS_10'), {
    list: 'hazard_class',
    codes: ['CLASS_1'],
  }),
  part('FUTURE_PRICE', 'last_price_change', set('last_price_change', '2026-11-26'), { latest: '2026-11-25' }),
];

/** Rows that come close to breaking a rule. */
const sound: readonly (readonly [DatasetName, TestRow])[] = [
  ['suppliers', {}],
  ['parts', {}],
  ['suppliers', set('country', null)],
  [
    'suppliers',
    { values: { country: 'HK', region: 'APAC', postal_code: 'anything', geo_coords: { lat: 1, lon: 1 } } },
  ],
  ['suppliers', { values: { country: 'GB', postal_code: 'sw1a 1aa', geo_coords: null } }],
  ['suppliers', { values: { country: 'VN', region: 'APAC', geo_coords: { lat: 90, lon: 180 } } }],
  ['suppliers', set('contact_email', null)],
  ['suppliers', set('contact_phone', null)],
  ['suppliers', set('preferred_currency', 'SOO')],
  [
    'suppliers',
    {
      values: {
        lead_time_days_avg: 0,
        lead_time_days_p95: 0,
        on_time_delivery_rate: 0,
        defect_rate_ppm: 0,
        capacity_units_per_week: 0,
        risk_score: 0,
      },
    },
  ],
  ['suppliers', { values: { on_time_delivery_rate: 100, risk_score: 100, financial_risk_tier: 'HIGH' } }],
  ['suppliers', { values: { risk_score: 34.99 } }],
  ['suppliers', set('certifications', [])],
  ['suppliers', set('source_timestamp', '2026-11-24T02:05:00Z')],
  ['parts', set('last_price_change', '2026-11-25')],
  ['parts', { values: { unit_cost: 0, moq: 0 } }],
];

describe('a rule within the row', () => {
  test('is violated where it should be, with what was expected, and nothing else is', () =>
    withDuck(async (duck) => {
      for (const dataset of ['suppliers', 'parts'] as const) {
        const cases = broken.filter((one) => one.dataset === dataset);
        const rows = cases.map(({ row }, index) => own(dataset, row, index));
        await judgeRows(duck, {
          suppliers: supplierRows,
          [dataset]: rows,
          options: { severities: { ORPHAN_QUALIFIED_SUPPLIER: 'off' } },
        });
        const found = await violations(duck, dataset);
        for (const [index, { code, field, expected, row, all }] of cases.entries()) {
          const ofRow = found.filter((one) => one.row === `row-1-${index + 1}`);
          expect(
            ofRow.map((one) => one.code),
            `${code} ${JSON.stringify(row)}`,
          ).toEqual(all ?? [code]);
          expect(ofRow[0]).toMatchObject({ code, field, expected });
        }
      }
    }));

  test('is silent at its bounds', () =>
    withDuck(async (duck) => {
      for (const [dataset, row] of sound) {
        await judgeRows(duck, { suppliers: supplierRows, [dataset]: [row] });
        const allowed = row.values?.['country'] === null ? ['row-1-1 MISSING_COUNTRY'] : [];
        expect(await codesByRow(duck, dataset), JSON.stringify(row)).toEqual(allowed);
      }
    }));

  test('keeps the raw text as it came', () =>
    withDuck(async (duck) => {
      await judgeRows(duck, { suppliers: [{ ...set('country', 'XX'), raw: { country: ' x\u0000x ' } }] });
      expect((await violations(duck, 'suppliers'))[0]?.raw_value).toBe(' x\u0000x ');
    }));

  test('has every code of the contracts among these cases', () => {
    const tested = new Set(broken.map(({ dataset, code }) => `${dataset} ${code}`));
    const shared = [
      'MISSING_DATA_SOURCE',
      'MISSING_SOURCE_TIMESTAMP',
      'FUTURE_TIMESTAMP',
      'UNSUPPORTED_SCHEMA_VERSION',
      'LEAD_TIME_P95_BELOW_AVG',
      'NEGATIVE_LEAD_TIME',
      'UNKNOWN_COMPLIANCE_FLAG',
      'TYPE_MISMATCH',
      'STALE_RECORD',
    ];
    const missing = Object.values(contracts).flatMap(({ dataset, rowRules }) =>
      rowRules
        .filter(({ code }) => !shared.includes(code) && !tested.has(`${dataset} ${code}`))
        .map(({ code }) => code),
    );
    expect(missing).toEqual([]);
  });
});

const supplierRows: readonly TestRow[] = [{}];

/** The row under a key and a code of its own, where the case does not set them. */
function own(dataset: DatasetName, row: TestRow, index: number): TestRow {
  const keys =
    dataset === 'suppliers'
      ? { supplier_id: `S-${index}`, supplier_code: `S1${index}` }
      : { part_id: `P-${index}`, part_number: `P-1${index}` };
  return { ...row, values: { ...keys, ...row.values } };
}

describe('a rule whose input has failed', () => {
  const silent: readonly (readonly [string, DatasetName, TestRow, readonly string[]])[] = [
    [
      'country',
      'suppliers',
      { values: { country: 'XX', region: 'APAC', postal_code: 'x', geo_coords: { lat: 1, lon: 1 } } },
      ['INVALID_COUNTRY_CODE'],
    ],
    ['region', 'suppliers', set('region', 'EUROPE'), ['INVALID_REGION']],
    ['score', 'suppliers', set('risk_score', 101), ['INVALID_RISK_SCORE']],
    [
      'tier',
      'suppliers',
      { values: { financial_risk_tier: 'NONE', risk_score: 99 } },
      ['INVALID_FINANCIAL_TIER'],
    ],
    [
      'lead time',
      'suppliers',
      { values: { lead_time_days_avg: 20, lead_time_days_p95: -3 } },
      ['NEGATIVE_LEAD_TIME'],
    ],
    [
      'other lead time',
      'suppliers',
      { values: { lead_time_days_avg: -1, lead_time_days_p95: -2 } },
      ['NEGATIVE_LEAD_TIME', 'NEGATIVE_LEAD_TIME'],
    ],
    [
      'range before precision',
      'suppliers',
      { wide: { on_time_delivery_rate: 100.004 }, loss: ['on_time_delivery_rate'] },
      ['INVALID_ON_TIME_RATE'],
    ],
    ['place', 'suppliers', set('geo_coords', { lat: 13.4, lon: 252.5 }), ['INVALID_GEO_COORDS']],
    ['tenant', 'suppliers', set('tenant_id', null), ['MISSING_TENANT_ID']],
    [
      'unreadable list',
      'parts',
      unread('qualified_supplier_ids', '|'),
      ['INVALID_QUALIFIED_SUPPLIER_FORMAT'],
    ],
    ['unreadable time', 'parts', unread('source_timestamp', 'x'), ['TYPE_MISMATCH']],
  ];
  test.each(silent)('says nothing: %s', (_, dataset, row, codes) =>
    withDuck(async (duck) => {
      await judgeRows(duck, { suppliers: [{}], [dataset]: [row] });
      expect((await violations(duck, dataset)).map(({ code }) => code)).toEqual(codes);
    }),
  );

  test('says nothing even where the tenant has switched the failed rule off or made it a warning', () =>
    withDuck(async (duck) => {
      const row: TestRow = { values: { country: 'XX', region: 'APAC', risk_score: 120 } };
      await judgeRows(duck, {
        suppliers: [row],
        options: { severities: { INVALID_COUNTRY_CODE: 'off', INVALID_RISK_SCORE: 'warning' } },
      });
      expect(await codesByRow(duck, 'suppliers')).toEqual(['row-1-1 INVALID_RISK_SCORE']);
    }));

  test('speaks where the other violation leaves a valid value', () =>
    withDuck(async (duck) => {
      await judgeRows(duck, { suppliers: [{ values: { risk_score: 40 }, loss: ['risk_score'] }] });
      expect(await codesByRow(duck, 'suppliers')).toEqual([
        'row-1-1 PRECISION_LOSS',
        'row-1-1 TIER_MISMATCH',
      ]);
    }));
});

test('STALE_RECORD is off unless a tenant asks for it', () =>
  withDuck(async (duck) => {
    const rows = [
      set('source_timestamp', '2026-08-26T01:59:59Z'),
      { values: { supplier_id: 'S-B', supplier_code: 'B', source_timestamp: '2026-08-26T02:00:00Z' } },
    ];
    await judgeRows(duck, { suppliers: rows });
    expect(await codesByRow(duck, 'suppliers')).toEqual([]);
    await judgeRows(duck, { suppliers: rows, options: { severities: { STALE_RECORD: 'warning' } } });
    expect(await codesByRow(duck, 'suppliers')).toEqual(['row-1-1 STALE_RECORD']);
  }));
