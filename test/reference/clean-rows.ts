import fc from 'fast-check';

/** Plausible rows that break no rule by themselves, from so few ids, codes and times that they keep meeting each other. */

export const tenant = 'acme';
export const asOf = '2026-11-24T02:00:00Z';

/** What the delivery says of itself, for fields whose column is absent. */
export const extractedAt = '2026-11-20T00:00:00Z';
export const givenSource = 'given.source';

export const supplierIds = ['SUP-1', 'SUP-2', 'SUP-3', 'SUP-4'] as const;
export const partIds = ['PART-1', 'PART-2', 'PART-3', 'PART-4'] as const;
export const supplierCodes = ['S000001', 'S000002', 'S000003', 'S000004'] as const;
export const partNumbers = ['P-000001', 'P-000002', 'P-000003', 'P-000004'] as const;
export const dataSources = ['sap.supplier_master', 'synthetic.v1'] as const;
export const times = [
  '2026-11-01T10:00:00Z',
  '2026-11-02T10:00:00Z',
  '2026-11-02T10:00:00Z',
  '2026-11-20T23:59:59.999999Z',
] as const;

const places = [
  {
    country: 'DE',
    region: 'EMEA',
    city: 'München',
    postal_code: '80331',
    preferred_currency: 'EUR',
    geo: [48.137, 11.575],
    phone: '+4989123456',
  },
  {
    country: 'US',
    region: 'AMERICAS',
    city: 'Austin',
    postal_code: '73301',
    preferred_currency: 'USD',
    geo: [30.267, -97.743],
    phone: '+15125550123',
  },
  {
    country: 'JP',
    region: 'APAC',
    city: '東京',
    postal_code: '100-0001',
    preferred_currency: 'JPY',
    geo: [35.676, 139.65],
    phone: '+81312345678',
  },
] as const;

export type Cells = Readonly<Record<string, string | null>>;

const one = <T>(values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const mostly = (value: string, otherwise: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof({ weight: 8, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: one(otherwise) });

const common = {
  tenant_id: fc.constant(tenant),
  data_source: mostly(dataSources[0], dataSources),
  source_timestamp: one(times),
  ingestion_timestamp: fc.constant(asOf),
  schema_version: fc.constant('1.0.0'),
};

export const supplierCells: fc.Arbitrary<Cells> = fc
  .record({
    place: one(places),
    id: one(supplierIds),
    own: fc.boolean(),
    code: one([...supplierCodes, '']),
    ...common,
  })
  .map(({ place, id, own, code, ...rest }) => ({
    supplier_id: id,
    supplier_code: own ? `S10000${id.at(-1)}` : code,
    legal_name: `${place.city} Supply GmbH`,
    dba_name: null,
    country: place.country,
    region: place.region,
    address_line1: '1 Harbour Road',
    address_line2: null,
    city: place.city,
    state: null,
    postal_code: place.postal_code,
    contact_email: 'sales@supply.example',
    contact_phone: place.phone,
    preferred_currency: place.preferred_currency,
    incoterms: 'FOB',
    lead_time_days_avg: '21',
    lead_time_days_p95: '35',
    on_time_delivery_rate: '95.48',
    defect_rate_ppm: '238',
    capacity_units_per_week: '3705',
    risk_score: '31.20',
    financial_risk_tier: 'LOW',
    certifications: 'ISO9001,AS9100',
    compliance_flags: 'REACH',
    approved_status: 'APPROVED',
    contracts: 'CONTRACT_1',
    terms_version: '5.8',
    geo_coords: `{"lat": ${place.geo[0]}, "lon": ${place.geo[1]}}`,
    ...rest,
  }));

export const partCells: fc.Arbitrary<Cells> = fc
  .record({
    id: one(partIds),
    own: fc.boolean(),
    number: one(partNumbers),
    supplier: one([...supplierIds, 'SUP-9']),
    other: one(supplierIds),
    ...common,
  })
  .map(({ id, own, number, supplier, other, ...rest }) => ({
    part_id: id,
    part_number: own ? `P-10000${id.at(-1)}` : number,
    description: 'Bracket, steel',
    category: 'MECHANICAL',
    lifecycle_status: 'ACTIVE',
    uom: 'EA',
    spec_hash: 'ab12',
    bom_compatibility: 'BOM_1',
    default_supplier_id: supplier,
    qualified_supplier_ids: supplier === other ? supplier : `${supplier},${other}`,
    unit_cost: '10.85',
    moq: '500',
    lead_time_days_avg: '24',
    lead_time_days_p95: '30',
    quality_grade: 'B',
    compliance_flags: 'REACH,ROHS',
    hazard_class: 'CLASS_3',
    last_price_change: '2026-01-02',
    ...rest,
  }));
