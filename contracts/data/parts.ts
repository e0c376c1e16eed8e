import type { DatasetContract, Field, RowRule } from './dataset.ts';
import { date, decimal, field, int, string, strings, timestamp } from './define.ts';

const fields: readonly Field[] = [
  field(1, 'part_id', string, 'Primary key in the tenant; ULID or UUIDv7 expected.', {
    required: true,
    generatedAs: 'ULID',
  }),
  field(2, 'tenant_id', string, "Equals the run's tenant.", {
    required: true,
    fromDelivery: 'tenant',
    generatedAs: 'the tenant',
  }),
  field(3, 'part_number', string, 'Unique in the tenant.', {
    required: true,
    generatedAs: '`P-` + 6 or more digits, unique',
  }),
  field(4, 'description', string, 'What it is.', {
    required: true,
    generatedAs: 'noun phrase that fits the category',
  }),
  field(5, 'category', string, 'ELECTRICAL, MECHANICAL, RAW_MATERIAL or OTHER.', {
    required: true,
    shape: 'upper',
    generatedAs: '35, 35, 20, 10 %',
  }),
  field(6, 'lifecycle_status', string, 'NEW, ACTIVE, NRND or EOL.', {
    shape: 'upper',
    generatedAs: '10, 75, 10, 5 %',
  }),
  field(7, 'uom', string, 'EA, KG or M; synonyms are normalised, packs need a factor and fail.', {
    shape: 'unit',
    generatedAs: '70, 20, 10 %',
  }),
  field(8, 'spec_hash', string, 'Hash of the specification.', { generatedAs: '64 hex digits' }),
  field(9, 'bom_compatibility', strings(201), 'Bills of material it fits.', { generatedAs: '30 % have one' }),
  field(10, 'default_supplier_id', string, 'A supplier of the same tenant.', {
    required: true,
    generatedAs: 'first of the qualified',
  }),
  field(
    11,
    'qualified_supplier_ids',
    strings(202),
    'Suppliers of the same tenant; contains the default one.',
    { shape: 'reference-list', generatedAs: '1–3' },
  ),
  field(12, 'unit_cost', decimal(18, 6), 'Cost of one unit; currency and price unit are kept in extras.', {
    generatedAs: 'log-normal(3.0, 0.8)',
  }),
  field(13, 'moq', int, 'Minimum order quantity.', { generatedAs: 'one of 1, 10, 50, 100, 500' }),
  field(14, 'lead_time_days_avg', int, 'Average lead time in days.', {
    generatedAs: 'by category: 32±8, 24±6, 14±4, 20±5; 2–200',
  }),
  field(15, 'lead_time_days_p95', int, '95th percentile of the lead time in days; not below the average.', {
    generatedAs: 'avg + about 8',
  }),
  field(16, 'quality_grade', string, 'A, B or C.', { shape: 'upper', generatedAs: '60, 30, 10 %' }),
  field(17, 'compliance_flags', strings(203), 'ITAR, REACH, ROHS, extensible.', {
    shape: 'flag-list',
    generatedAs: '0–2 of them',
  }),
  field(18, 'hazard_class', string, 'CLASS_1 … CLASS_9 (UN classes; a division reads as its class).', {
    shape: 'hazard',
    generatedAs: '10 % have one of 1, 3, 8, 9',
  }),
  field(19, 'last_price_change', date, 'Day of the last price change.', { generatedAs: '30–365 days back' }),
  field(20, 'data_source', string, 'The system and table it comes from.', {
    required: true,
    fromDelivery: 'data-source',
    generatedAs: '`synthetic.v1`',
  }),
  field(
    21,
    'source_timestamp',
    timestamp,
    'When the source last changed the row; not in the future (5 min).',
    { required: true, fromDelivery: 'extracted-at', generatedAs: 'last 30 days before the logical time' },
  ),
  field(22, 'ingestion_timestamp', timestamp, 'Set by the pipeline.', {
    fromDelivery: 'run',
    generatedAs: 'the logical time',
  }),
  field(23, 'schema_version', string, 'Contract version of the row.', {
    fromDelivery: 'contract-version',
    generatedAs: '"1.0.0"',
  }),
];

const rowRules: readonly RowRule[] = [
  { kind: 'required', code: 'MISSING_PART_ID', field: 'part_id' },
  { kind: 'required', code: 'MISSING_TENANT_ID', field: 'tenant_id' },
  { kind: 'tenant', code: 'TENANT_MISMATCH', field: 'tenant_id' },
  { kind: 'required', code: 'MISSING_PART_NUMBER', field: 'part_number' },
  { kind: 'required', code: 'MISSING_DESCRIPTION', field: 'description' },
  { kind: 'required', code: 'MISSING_CATEGORY', field: 'category' },
  { kind: 'code', code: 'INVALID_CATEGORY', field: 'category', list: 'category' },
  { kind: 'code', code: 'INVALID_LIFECYCLE_STATUS', field: 'lifecycle_status', list: 'lifecycle_status' },
  { kind: 'code', code: 'INVALID_UOM', field: 'uom', list: 'uom' },
  { kind: 'readable', code: 'TYPE_MISMATCH', field: 'bom_compatibility' },
  { kind: 'required', code: 'MISSING_DEFAULT_SUPPLIER', field: 'default_supplier_id' },
  { kind: 'readable', code: 'INVALID_QUALIFIED_SUPPLIER_FORMAT', field: 'qualified_supplier_ids' },
  {
    kind: 'contains',
    code: 'DEFAULT_NOT_QUALIFIED',
    field: 'qualified_supplier_ids',
    element: 'default_supplier_id',
  },
  { kind: 'readable', code: 'TYPE_MISMATCH', field: 'unit_cost' },
  { kind: 'range', code: 'NEGATIVE_UNIT_COST', field: 'unit_cost', min: 0 },
  { kind: 'precision', code: 'PRECISION_LOSS', field: 'unit_cost' },
  { kind: 'readable', code: 'TYPE_MISMATCH', field: 'moq' },
  { kind: 'range', code: 'NEGATIVE_MOQ', field: 'moq', min: 0 },
  { kind: 'readable', code: 'TYPE_MISMATCH', field: 'lead_time_days_avg' },
  { kind: 'range', code: 'NEGATIVE_LEAD_TIME', field: 'lead_time_days_avg', min: 0 },
  { kind: 'readable', code: 'TYPE_MISMATCH', field: 'lead_time_days_p95' },
  { kind: 'range', code: 'NEGATIVE_LEAD_TIME', field: 'lead_time_days_p95', min: 0 },
  {
    kind: 'not-below',
    code: 'LEAD_TIME_P95_BELOW_AVG',
    field: 'lead_time_days_p95',
    other: 'lead_time_days_avg',
  },
  { kind: 'code', code: 'INVALID_QUALITY_GRADE', field: 'quality_grade', list: 'quality_grade' },
  { kind: 'readable', code: 'TYPE_MISMATCH', field: 'compliance_flags' },
  {
    kind: 'known-elements',
    code: 'UNKNOWN_COMPLIANCE_FLAG',
    field: 'compliance_flags',
    list: 'compliance_flag',
  },
  { kind: 'code', code: 'UNKNOWN_HAZARD_CLASS', field: 'hazard_class', list: 'hazard_class' },
  { kind: 'readable', code: 'TYPE_MISMATCH', field: 'last_price_change' },
  { kind: 'not-after', code: 'FUTURE_PRICE', field: 'last_price_change', seconds: 86_400 },
  { kind: 'required', code: 'MISSING_DATA_SOURCE', field: 'data_source' },
  { kind: 'required', code: 'MISSING_SOURCE_TIMESTAMP', field: 'source_timestamp' },
  { kind: 'readable', code: 'TYPE_MISMATCH', field: 'source_timestamp' },
  { kind: 'not-after', code: 'FUTURE_TIMESTAMP', field: 'source_timestamp', seconds: 300 },
  { kind: 'not-older', code: 'STALE_RECORD', field: 'source_timestamp', days: 90 },
  { kind: 'version', code: 'UNSUPPORTED_SCHEMA_VERSION', field: 'schema_version' },
];

/** Parts 1.0.0: 23 fields. */
export const parts: DatasetContract = {
  dataset: 'parts',
  version: '1.0.0',
  reads: ['1.0.0'],
  silverTable: 'supply_chain.dim_parts_v1',
  quarantineTable: 'supply_chain.quarantine_parts_v1',
  partitionBy: ['tenant_id', 'category'],
  fields,
  primaryKey: { field: 'part_id', duplicate: 'DUPLICATE_PART_ID' },
  businessKey: { field: 'part_number', duplicate: 'DUPLICATE_PART_NUMBER', pattern: '^P-[0-9]{6,}$' },
  collision: 'KEY_COLLISION',
  foreignKeys: [
    {
      field: 'default_supplier_id',
      references: { dataset: 'suppliers', field: 'supplier_id' },
      orphan: 'ORPHAN_DEFAULT_SUPPLIER',
    },
    {
      field: 'qualified_supplier_ids',
      references: { dataset: 'suppliers', field: 'supplier_id' },
      orphan: 'ORPHAN_QUALIFIED_SUPPLIER',
    },
  ],
  rowRules,
};
