import { contracts } from '../../contracts/data/contracts.ts';
import type { DatasetContract, DatasetName, Field, LogicalType } from '../../contracts/data/dataset.ts';
import { duckType } from '../../core/contract/derived/duck-types.ts';
import type { Duck } from '../../core/duck/duck.ts';
import { ident, join, type Sql, sql, stringList } from '../../core/sql/sql.ts';

export type Value =
  | string
  | number
  | null
  | readonly string[]
  | { readonly lat: number | null; readonly lon: number | null };

/** A row of a typed relation: what differs from a clean one. */
export interface TestRow {
  readonly file?: number;
  readonly extractedAt?: string;
  readonly values?: Readonly<Record<string, Value>>;
  readonly raw?: Readonly<Record<string, string>>;
  /** Fields that are filled but cannot be read; their value is NULL. */
  readonly unread?: readonly string[];
  readonly wide?: Readonly<Record<string, number>>;
  readonly loss?: readonly string[];
}

export const tenant = 'tenant_acme';
export const asOf = new Date('2026-11-24T02:00:00Z');

const clean: Readonly<Record<DatasetName, Readonly<Record<string, Value>>>> = {
  suppliers: {
    supplier_id: 'S-A',
    supplier_code: 'S000001',
    tenant_id: tenant,
    legal_name: 'Hafen GmbH',
    country: 'DE',
    region: 'EMEA',
    postal_code: '10115',
    contact_email: 'a@example.com',
    contact_phone: '+493012345678',
    preferred_currency: 'EUR',
    incoterms: 'FOB',
    lead_time_days_avg: 20,
    lead_time_days_p95: 30,
    on_time_delivery_rate: 95.5,
    defect_rate_ppm: 10,
    capacity_units_per_week: 100,
    risk_score: 20,
    financial_risk_tier: 'LOW',
    certifications: ['ISO9001'],
    compliance_flags: ['REACH'],
    approved_status: 'APPROVED',
    geo_coords: { lat: 52.5, lon: 13.4 },
    data_source: 'sap.supplier_master',
    source_timestamp: '2026-11-20T00:00:00Z',
    schema_version: '1.0.0',
  },
  parts: {
    part_id: 'P-A',
    part_number: 'P-000001',
    tenant_id: tenant,
    description: 'Hex bolt',
    category: 'MECHANICAL',
    lifecycle_status: 'ACTIVE',
    uom: 'EA',
    default_supplier_id: 'S-A',
    qualified_supplier_ids: ['S-A'],
    unit_cost: 1.5,
    moq: 10,
    lead_time_days_avg: 20,
    lead_time_days_p95: 30,
    quality_grade: 'A',
    compliance_flags: ['ROHS'],
    hazard_class: 'CLASS_1',
    last_price_change: '2026-10-01',
    data_source: 'sap.parts',
    source_timestamp: '2026-11-20T00:00:00Z',
    schema_version: '1.0.0',
  },
};

/** Creates `typed_<dataset>` as docs/architecture.md describes it; rows are numbered from 1 within their file. */
export async function createTyped(duck: Duck, dataset: DatasetName, rows: readonly TestRow[]): Promise<Sql> {
  const contract = contracts[dataset];
  const table = ident(`typed_${dataset}`);
  await duck.run(
    sql`CREATE OR REPLACE TABLE ${table} (${columnsOf(contract).map(({ name, type }) => sql`${ident(name)} ${type}`)})`,
  );
  const rowNo = new Map<number, number>();
  const tuples = rows.map((row) => {
    const file = row.file ?? 1;
    rowNo.set(file, (rowNo.get(file) ?? 0) + 1);
    return tupleOf(contract, row, file, rowNo.get(file) ?? 1);
  });
  for (let from = 0; from < tuples.length; from += 200) {
    await duck.run(sql`INSERT INTO ${table} VALUES ${tuples.slice(from, from + 200)}`);
  }
  return table;
}

interface Column {
  readonly name: string;
  readonly type: Sql;
}

const has = (contract: DatasetContract, kind: 'readable' | 'range' | 'precision', field: Field): boolean =>
  contract.rowRules.some((rule) => rule.kind === kind && rule.field === field.name);

function columnsOf(contract: DatasetContract): readonly Column[] {
  return [
    { name: 'file_no', type: sql`INTEGER` },
    { name: 'row_no', type: sql`BIGINT` },
    { name: 'row_id', type: sql`VARCHAR` },
    { name: 'extracted_at', type: sql`TIMESTAMPTZ` },
    { name: 'identity', type: sql`VARCHAR` },
    { name: 'likeness', type: sql`UBIGINT` },
    ...contract.fields.flatMap((field): Column[] => [
      { name: field.name, type: duckType(field.type) },
      { name: `raw__${field.name}`, type: sql`VARCHAR` },
      ...(has(contract, 'readable', field) ? [{ name: `unread__${field.name}`, type: sql`BOOLEAN` }] : []),
      ...(has(contract, 'range', field) ? [{ name: `wide__${field.name}`, type: sql`DOUBLE` }] : []),
      ...(has(contract, 'precision', field) ? [{ name: `loss__${field.name}`, type: sql`BOOLEAN` }] : []),
    ]),
    { name: 'extras', type: sql`MAP(VARCHAR, VARCHAR)` },
  ];
}

function tupleOf(contract: DatasetContract, row: TestRow, file: number, rowNo: number): Sql {
  const values: Readonly<Record<string, Value>> = { ...clean[contract.dataset], ...row.values };
  const unread = new Set(row.unread);
  const identity = JSON.stringify([values, row.raw ?? {}, [...unread], row.wide ?? {}]);
  const cells = contract.fields.flatMap((field): Sql[] => {
    const value = unread.has(field.name) ? null : (values[field.name] ?? null);
    const raw = row.raw?.[field.name] ?? (value === null ? null : textOf(value));
    const wide = row.wide?.[field.name] ?? (typeof value === 'number' ? value : null);
    return [
      literal(field.type, value),
      sql`${raw}`,
      ...(has(contract, 'readable', field) ? [sql`${unread.has(field.name)}`] : []),
      ...(has(contract, 'range', field) ? [sql`${wide}`] : []),
      ...(has(contract, 'precision', field) ? [sql`${row.loss?.includes(field.name) ?? false}`] : []),
    ];
  });
  const extracted = row.extractedAt === undefined ? sql`NULL` : sql`${new Date(row.extractedAt)}`;
  return sql`(${file}, ${rowNo}, ${`row-${file}-${rowNo}`}, ${extracted}, ${identity}, hash(${identity}), ${join(cells)}, MAP {})`;
}

const textOf = (value: Exclude<Value, null>): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : JSON.stringify(value);

function literal(type: LogicalType, value: Value): Sql {
  if (value === null) return sql`NULL`;
  if (typeof value === 'string') return sql`${value}::${duckType(type)}`;
  if (typeof value === 'number') return sql`${value}`;
  if ('lat' in value) return sql`{lat: ${value.lat}::DOUBLE, lon: ${value.lon}::DOUBLE}`;
  return stringList(value);
}
