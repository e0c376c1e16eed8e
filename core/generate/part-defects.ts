import { sql } from '../sql/sql.ts';
import { inTheFuture, noNumber, older, otherTenant, unkempt, variant } from './common-defects.ts';
import { inOrder, type Look } from './defects.sql.ts';
import { kinds, type PartKind } from './kinds.ts';

const noise = sql`noise`;

/** A second element where the part has but one supplier. */
const another = sql`coalesce(second_id, default_supplier_id)`;

const looks: Record<PartKind, Look> = {
  duplicate_id: {
    fields: ['part_id'],
    spoil: (clean) => clean,
    besides: {
      source_timestamp: older,
      unit_cost: (clean) =>
        sql`CAST(CAST(${clean} AS DECIMAL(14, 4)) + CAST((1 + (${noise} % 9999)::BIGINT) AS DECIMAL(14, 4)) / 10000 AS DECIMAL(14, 4))::VARCHAR`,
    },
  },
  orphan_supplier: { fields: ['default_supplier_id'], spoil: () => sql`stranger_id` },
  negative_cost: { fields: ['unit_cost'], spoil: (clean) => sql`concat('-', ${clean})` },
  wrong_uom: {
    fields: ['uom'],
    spoil: () => variant([sql`'BOX'`, sql`'CS'`, sql`'LB'`, sql`'FT'`]),
  },
  future_timestamp: { fields: ['source_timestamp'], spoil: inTheFuture },
  missing_description: {
    fields: ['description'],
    spoil: () => variant([sql`NULL::VARCHAR`, sql`''`, sql`'   '`]),
  },
  malformed_supplier_list: {
    fields: ['qualified_supplier_ids'],
    spoil: () =>
      variant([
        sql`concat(default_supplier_id, ';', ${another})`,
        sql`concat(default_supplier_id, '|', ${another})`,
        sql`concat(default_supplier_id, ' ', ${another})`,
        sql`concat(default_supplier_id, ',,', ${another})`,
      ]),
  },
  type_noise: {
    fields: ['unit_cost', 'moq', 'lead_time_days_avg', 'lead_time_days_p95'],
    spoil: noNumber,
  },
  tenant_leak: { fields: ['tenant_id'], spoil: otherTenant },
  whitespace_case: {
    fields: ['category', 'lifecycle_status', 'quality_grade', 'uom'],
    spoil: unkempt,
  },
};

/** Defects of parts, numbered as in `kinds`. */
export const partDefects = inOrder(kinds.parts, looks);
