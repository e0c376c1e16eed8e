import { expect, test } from 'vitest';
import { contracts } from '../../contracts/data/contracts.ts';
import { cellOf } from './geo.ts';
import { judgeRows } from './judge.ts';
import { sampleCodeLists } from './sample-code-lists.ts';
import type { Delivered, RawRow } from './types.ts';

const supplier = {
  supplier_id: 'A',
  supplier_code: 'S000001',
  tenant_id: 'acme',
  legal_name: 'Hafen GmbH',
  country: 'DE',
  contact_email: 'a@b.com',
  data_source: 'sap',
  source_timestamp: '2026-11-01T00:00:00Z',
};

const part = {
  part_id: 'P',
  part_number: 'P-000001',
  tenant_id: 'acme',
  description: 'Bracket',
  category: 'OTHER',
  default_supplier_id: 'A',
  data_source: 'sap',
  source_timestamp: '2026-11-01T00:00:00Z',
};

const rows = (...cells: readonly RawRow['cells'][]): readonly RawRow[] =>
  cells.map((row, index) => ({ fileNo: 1, rowNo: index + 1, cells: row }));

function judged(delivered: Partial<Delivered>) {
  return judgeRows({
    contracts,
    rows: {},
    tenant: 'acme',
    asOf: '2026-11-24T02:00:00Z',
    timezone: 'UTC',
    changeFeed: false,
    severities: {},
    codeLists: sampleCodeLists,
    cells: new Map([['DE', new Set([cellOf(48.137, 11.575)])]]),
    ...delivered,
  });
}

/** "passed", or the disposition's first letters and the codes. */
function verdicts(
  delivered: Partial<Delivered>,
  dataset: 'suppliers' | 'parts' = 'suppliers',
): readonly string[] {
  return (judged(delivered)[dataset] ?? []).map(({ disposition, violations }) =>
    [disposition, ...violations.map(({ code }) => code)].join(' '),
  );
}

const ofSuppliers = (...cells: readonly RawRow['cells'][]): Partial<Delivered> => ({
  rows: { suppliers: rows(...cells) },
});

test('identical rows are repeats, also without a key; the latest of a key is kept and the rest are duplicates', () => {
  const later = { ...supplier, source_timestamp: '2026-11-02T00:00:00Z' };
  const keyless = { ...supplier, supplier_id: null, supplier_code: null };
  expect(verdicts(ofSuppliers(supplier, later, supplier, keyless, keyless))).toEqual([
    'quarantined DUPLICATE_SUPPLIER_ID',
    'passed',
    'repeated',
    'quarantined MISSING_SUPPLIER_ID',
    'repeated',
  ]);
});

test('a later row with an error does not make the earlier one a duplicate, but supersedes it in a change feed', () => {
  const broken = { ...supplier, source_timestamp: '2026-11-02T00:00:00Z', country: 'XX', region: 'EMEA' };
  expect(verdicts(ofSuppliers(supplier, broken))).toEqual(['passed', 'quarantined INVALID_COUNTRY_CODE']);
  expect(verdicts({ ...ofSuppliers(supplier, broken), changeFeed: true })).toEqual([
    'superseded',
    'quarantined INVALID_COUNTRY_CODE',
  ]);
});

test('a shared code fails all but the one that silver has under it', () => {
  const other = { ...supplier, supplier_id: 'B' };
  expect(verdicts(ofSuppliers(supplier, other))).toEqual([
    'quarantined DUPLICATE_SUPPLIER_CODE',
    'quarantined DUPLICATE_SUPPLIER_CODE',
  ]);
  const silver = { suppliers: [{ id: 'B', code: 'S000001', dataSource: 'sap' }] };
  expect(verdicts({ ...ofSuppliers(supplier, other), silver })).toEqual([
    'quarantined DUPLICATE_SUPPLIER_CODE',
    'passed',
  ]);
});

test('codes may be swapped or handed on, unless whoever has it in silver fails to move off it', () => {
  const silver = {
    suppliers: [
      { id: 'A', code: 'S000001', dataSource: 'sap' },
      { id: 'B', code: 'S000002', dataSource: 'sap' },
      { id: 'C', code: 'S000003', dataSource: 'other' },
    ],
  };
  const takes = (id: string, code: string) => ({ ...supplier, supplier_id: id, supplier_code: code });
  expect(verdicts({ ...ofSuppliers(takes('A', 'S000002'), takes('B', 'S000001')), silver })).toEqual([
    'passed',
    'passed',
  ]);
  expect(
    verdicts({ ...ofSuppliers(takes('A', 'S000002'), takes('B', 'S000003'), takes('C', 'S000004')), silver }),
  ).toEqual([
    'quarantined DUPLICATE_SUPPLIER_CODE',
    'quarantined DUPLICATE_SUPPLIER_CODE',
    'quarantined KEY_COLLISION',
  ]);
});

test('an orphan does not move off the number that silver has it under', () => {
  const silver = { parts: [{ id: 'P', code: 'P-000009', dataSource: 'sap' }] };
  const taker = { ...part, part_id: 'Q', part_number: 'P-000009' };
  const delivered = { rows: { suppliers: rows(supplier), parts: rows(part, taker) }, silver };
  expect(verdicts(delivered, 'parts')).toEqual(['passed', 'passed']);
  const orphan = { ...part, default_supplier_id: 'X' };
  expect(
    verdicts({ ...delivered, rows: { ...delivered.rows, parts: rows(orphan, taker) } }, 'parts'),
  ).toEqual(['quarantined ORPHAN_DEFAULT_SUPPLIER', 'quarantined DUPLICATE_PART_NUMBER']);
});

test('older than seen is superseded, as old as seen is not', () => {
  const seen = { suppliers: [{ id: 'A', newest: '2026-11-02T00:00:00Z' }] };
  const level = { ...supplier, source_timestamp: '2026-11-02T00:00:00Z' };
  expect(verdicts({ ...ofSuppliers(supplier, level), seen })).toEqual(['superseded', 'passed']);
});

test('a part whose supplier does not pass is an orphan, unless silver has it', () => {
  const bad = { ...supplier, supplier_id: 'B', supplier_code: null, country: 'XX' };
  const linked = {
    ...part,
    part_id: 'Q',
    part_number: 'P-000002',
    default_supplier_id: 'B',
    qualified_supplier_ids: 'A,B',
  };
  const delivered = { rows: { suppliers: rows(supplier, bad), parts: rows(part, linked) } };
  expect(verdicts(delivered, 'parts')).toEqual([
    'passed',
    'quarantined ORPHAN_DEFAULT_SUPPLIER ORPHAN_QUALIFIED_SUPPLIER',
  ]);
  const silver = { suppliers: [{ id: 'B', code: null, dataSource: 'sap' }] };
  expect(verdicts({ ...delivered, silver }, 'parts')).toEqual(['passed', 'passed']);
});

test('ranges are judged on the number as written, and a failed input silences what depends on it', () => {
  const cells = (changed: RawRow['cells']) => ofSuppliers({ ...supplier, ...changed });
  expect(verdicts(cells({ on_time_delivery_rate: '1234.567' }))).toEqual([
    'quarantined INVALID_ON_TIME_RATE',
  ]);
  expect(verdicts(cells({ on_time_delivery_rate: '99.999' }))).toEqual(['passed PRECISION_LOSS']);
  expect(verdicts(cells({ capacity_units_per_week: '-3000000000' }))).toEqual([
    'quarantined NEGATIVE_CAPACITY',
  ]);
  expect(verdicts(cells({ capacity_units_per_week: '3000000000' }))).toEqual(['quarantined TYPE_MISMATCH']);
  expect(verdicts(cells({ risk_score: '104', financial_risk_tier: 'LOW' }))).toEqual([
    'quarantined INVALID_RISK_SCORE',
  ]);
  expect(verdicts(cells({ risk_score: '35', financial_risk_tier: 'LOW' }))).toEqual(['passed TIER_MISMATCH']);
});

test('a lowered or silenced error still silences what depends on it; locked codes do not move', () => {
  const broken = { ...supplier, country: 'XX', region: 'EMEA', tenant_id: 'other' };
  const severities = { INVALID_COUNTRY_CODE: 'off', TENANT_MISMATCH: 'off' } as const;
  expect(verdicts({ ...ofSuppliers(broken), severities })).toEqual(['quarantined TENANT_MISMATCH']);
});

test('points are invalid at 0,0, with one axis or out of range, and flagged outside the country where cells are known', () => {
  const at = (geo_coords: string, country = 'DE') =>
    verdicts(ofSuppliers({ ...supplier, geo_coords, country }));
  for (const point of [
    '{"lat": 0, "lon": -0.0}',
    '{"lat": 1}',
    '{"lat": 91, "lon": 0}',
    '{"lat": 1e400, "lon": 0}',
  ]) {
    expect(at(point), point).toEqual(['quarantined INVALID_GEO_COORDS']);
  }
  expect(at('{"lat": 48.137, "lon": 11.575}')).toEqual(['passed']);
  expect(at('{"lat": 11.575, "lon": 48.137}')).toEqual(['passed GEO_OUTSIDE_COUNTRY']);
  expect(at('{"lat": 11.575, "lon": 48.137}', 'US')).toEqual(['passed']);
  expect(at('{}')).toEqual(['passed']);
  expect(at('48.1,11.5')).toEqual(['quarantined TYPE_MISMATCH']);
});

test('values are canonical text', () => {
  const [row] =
    judged(
      ofSuppliers({
        ...supplier,
        lead_time_days_avg: '+21.0',
        risk_score: '7',
        certifications: "['iso 9001:2015', 'X']",
      }),
    ).suppliers ?? [];
  expect(row?.values).toMatchObject({
    lead_time_days_avg: '21',
    risk_score: '7.00',
    certifications: '["ISO9001","X"]',
    source_timestamp: '2026-11-01T00:00:00.000000Z',
    dba_name: null,
  });
});
