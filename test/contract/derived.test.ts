import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { contracts, datasetNames } from '../../contracts/data/contracts.ts';
import type { LogicalType } from '../../contracts/data/dataset.ts';
import { duckColumns, fieldIdsSql } from '../../core/contract/derived/duck-columns.sql.ts';
import { icebergSchema } from '../../core/contract/derived/iceberg-schema.ts';
import { postgresDdl } from '../../core/contract/derived/postgres-ddl.sql.ts';
import { contractPage } from '../../core/contract/docs/page.ts';
import { suggestionSql } from '../../core/contract/suggestion.sql.ts';
import { sql } from '../../core/sql/sql.ts';
import { openDuck } from './read-texts.ts';

const agreed = {
  suppliers: `supplier_id string, supplier_code string, tenant_id string, legal_name string, dba_name string, country string, region string,
    address_line1 string, address_line2 string, city string, state string, postal_code string, contact_email string, contact_phone string,
    preferred_currency string, incoterms string, lead_time_days_avg int, lead_time_days_p95 int, on_time_delivery_rate decimal(5.2),
    defect_rate_ppm int, capacity_units_per_week int, risk_score decimal(5.2), financial_risk_tier string, certifications strings,
    compliance_flags strings, approved_status string, contracts strings, terms_version string, geo_coords geo, data_source string,
    source_timestamp timestamp, ingestion_timestamp timestamp, schema_version string`,
  parts: `part_id string, tenant_id string, part_number string, description string, category string, lifecycle_status string, uom string,
    spec_hash string, bom_compatibility strings, default_supplier_id string, qualified_supplier_ids strings, unit_cost decimal(18.6), moq int,
    lead_time_days_avg int, lead_time_days_p95 int, quality_grade string, compliance_flags strings, hazard_class string,
    last_price_change date, data_source string, source_timestamp timestamp, ingestion_timestamp timestamp, schema_version string`,
} as const;
const requiredFields = {
  suppliers: ['supplier_id', 'tenant_id', 'legal_name', 'country', 'data_source', 'source_timestamp'],
  parts: [
    'part_id',
    'tenant_id',
    'part_number',
    'description',
    'category',
    'default_supplier_id',
    'data_source',
    'source_timestamp',
  ],
} as const;
const typeText = (type: LogicalType): string =>
  type.kind === 'decimal' ? `decimal(${type.precision}.${type.scale})` : type.kind;

test.each(datasetNames)('%s has the agreed fields, in order, with their types', (name) => {
  const { fields } = contracts[name];
  expect(fields.map((field) => `${field.name} ${typeText(field.type)}`)).toEqual(agreed[name].split(/,\s+/));
  expect(fields.map(({ id }) => id)).toEqual(fields.map((_, index) => index + 1));
  expect(fields.filter(({ required }) => required).map((field) => field.name)).toEqual(requiredFields[name]);
  expect(fields).toHaveLength(name === 'suppliers' ? 33 : 23);
});

test('geo_coords is a struct of two doubles everywhere', () => {
  const field = icebergSchema(contracts.suppliers).fields.find(({ name }) => name === 'geo_coords');
  expect(field).toMatchObject({
    id: 29,
    required: false,
    type: {
      type: 'struct',
      fields: [
        { id: 204, name: 'lat', required: false, type: 'double' },
        { id: 205, name: 'lon', required: false, type: 'double' },
      ],
    },
  });
  expect(duckColumns(contracts.suppliers).text).toContain('"geo_coords" STRUCT(lat DOUBLE, lon DOUBLE)');
});

test.each(datasetNames)(
  'the Iceberg schema of %s has an id once and ends with the trailing columns',
  (name) => {
    const { fields } = icebergSchema(contracts[name]);
    const ids = [...JSON.stringify(fields).matchAll(/"(?:id|element-id|key-id|value-id)":([0-9]+)/g)].map(
      ([, id]) => id,
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(fields.slice(-4).map((field) => [field.id, field.name])).toEqual([
      [101, 'extras'],
      [104, 'dq_violations'],
      [106, 'batch_id'],
      [107, 'content_hash'],
    ]);
    expect(fields.filter(({ required }) => required).map((field) => field.name)).toEqual(
      requiredFields[name],
    );
    expect(fields.find((field) => field.name === 'source_timestamp')?.type).toBe('timestamptz');
  },
);

test.each(datasetNames)(
  "DuckDB writes Parquet of %s with the schema's field ids, nested ones too",
  async (name) => {
    const folder = await mkdtemp(joinPath(tmpdir(), 'quayside-contract-'));
    await using duck = await openDuck();
    try {
      const path = joinPath(folder, 'empty.parquet');
      await duck.run(sql`CREATE TABLE silver (${duckColumns(contracts[name])})`);
      await duck.run(sql`COPY silver TO ${path} (FORMAT parquet, FIELD_IDS ${fieldIdsSql(contracts[name])})`);
      const written = await duck.rows(
        sql`SELECT field_id::INTEGER AS id FROM parquet_schema(${path}) WHERE field_id IS NOT NULL`,
        z.object({ id: z.number() }),
      );
      const ids = [
        ...JSON.stringify(icebergSchema(contracts[name])).matchAll(
          /"(?:id|element-id|key-id|value-id)":([0-9]+)/g,
        ),
      ];
      expect(written.map(({ id }) => id).toSorted((a, b) => a - b)).toEqual(
        ids.map(([, id]) => Number(id)).toSorted((a, b) => a - b),
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);

test('the PostgreSQL table has the tenant in its key and JSONB for what is nested', () => {
  const { text } = postgresDdl(contracts.suppliers);
  expect(text).toContain('PRIMARY KEY ("tenant_id", "supplier_id")');
  expect(text).toContain('"geo_coords" JSONB');
  expect(text).toContain('"certifications" JSONB');
  expect(text).toContain('"on_time_delivery_rate" NUMERIC(5, 2)');
  expect(text).toContain('"country" TEXT NOT NULL');
});

test.each(datasetNames)('docs/contracts/%s.md is current (npm run docs:contracts)', async (name) => {
  const page = await readFile(new URL(`../../docs/contracts/${name}.md`, import.meta.url), 'utf8');
  expect(page).toBe(contractPage(contracts[name]));
});

const suggested: readonly (readonly ['suppliers' | 'parts', string, string, string | null])[] = [
  ['parts', 'moq', '1,234', '1234'],
  ['parts', 'moq', ' N/A ', ''],
  ['parts', 'moq', '1_000', '1000'],
  ['parts', 'moq', '4.6', null],
  ['parts', 'unit_cost', '1.234,50', '1234.50'],
  ['parts', 'unit_cost', '12.50 EUR', '12.50'],
  ['suppliers', 'on_time_delivery_rate', '95 %', '95'],
  ['parts', 'last_price_change', '02.01.2026', '2026-01-02'],
  ['parts', 'last_price_change', '01/02/2026', null],
  ['parts', 'qualified_supplier_ids', 'A;B | C', 'A,B,C'],
  ['suppliers', 'geo_coords', '48.13, 11.57', '{"lat": 48.13, "lon": 11.57}'],
];

test('an unreadable text has a suggestion where it is safe', async () => {
  await using duck = await openDuck();
  for (const [dataset, name, text, expected] of suggested) {
    const field = contracts[dataset].fields.find((one) => one.name === name);
    if (field === undefined) throw new TypeError(name);
    const row = await duck.row(
      sql`SELECT ${suggestionSql(field, sql`t`)} AS suggestion FROM (VALUES (${text})) AS v(t)`,
      z.object({ suggestion: z.string().nullable() }),
    );
    expect(row.suggestion, `${name} ${text}`).toBe(expected);
  }
});
