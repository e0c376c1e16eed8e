import { sql } from '../sql/sql.ts';
import { inTheFuture, noNumber, older, otherTenant, unkempt, variant } from './common-defects.ts';
import { inOrder, type Look } from './defects.sql.ts';
import { kinds, type SupplierKind } from './kinds.ts';

const noise = sql`noise`;

const looks: Record<SupplierKind, Look> = {
  duplicate_id: {
    fields: ['supplier_id'],
    spoil: (clean) => clean,
    besides: {
      source_timestamp: older,
      capacity_units_per_week: (clean) =>
        sql`CAST(CAST(${clean} AS BIGINT) + 1 + (${noise} % 500)::BIGINT AS VARCHAR)`,
    },
  },
  out_of_range_rate: {
    fields: ['on_time_delivery_rate'],
    spoil: () =>
      variant([
        sql`CAST(CAST(100.5 + (${noise} % 4950)::DOUBLE / 100 AS DECIMAL(6, 2)) AS VARCHAR)`,
        sql`'104.00'`,
        sql`CAST(CAST(-0.5 - (${noise} % 1950)::DOUBLE / 100 AS DECIMAL(6, 2)) AS VARCHAR)`,
      ]),
  },
  bogus_country: {
    fields: ['country'],
    spoil: () => variant([sql`'XX'`, sql`'ZZ'`, sql`'UK'`, sql`'QQ'`]),
  },
  future_timestamp: { fields: ['source_timestamp'], spoil: inTheFuture },
  negative_lead_time: {
    fields: ['lead_time_days_avg', 'lead_time_days_p95'],
    spoil: () => sql`CAST(-1 - (${noise} % 30)::BIGINT AS VARCHAR)`,
  },
  type_noise: {
    fields: [
      'lead_time_days_avg',
      'lead_time_days_p95',
      'on_time_delivery_rate',
      'defect_rate_ppm',
      'capacity_units_per_week',
      'risk_score',
    ],
    spoil: noNumber,
  },
  tenant_leak: { fields: ['tenant_id'], spoil: otherTenant },
  missing_contact: { fields: ['contact_email'], spoil: () => sql`NULL` },
  malformed_email: {
    fields: ['contact_email'],
    spoil: (clean) =>
      variant([
        sql`replace(${clean}, '@', '')`,
        sql`replace(${clean}, '@', '@@')`,
        sql`replace(${clean}, '@', ' at ')`,
        sql`concat(split_part(${clean}, '@', 1), '@')`,
        sql`replace(${clean}, '@', '@.')`,
      ]),
  },
  whitespace_case: {
    fields: ['approved_status', 'region', 'financial_risk_tier', 'preferred_currency'],
    spoil: unkempt,
  },
};

/** Defects of suppliers, numbered as in `kinds`. */
export const supplierDefects = inOrder(kinds.suppliers, looks);
