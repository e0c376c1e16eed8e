import type { DatasetContract } from '../../contracts/data/dataset.ts';
import { ident, type Sql, sql } from '../sql/sql.ts';
import { byDefect, type Defect, type DefectContext } from './defects.sql.ts';

/**
 * Ground truth, one row for every dirty cell: tenant_id, dataset, row_number (data row in the file, from 1), row_key (as in the file),
 * field, kind, clean_value, dirty_value, expected (`error CODE`, `warning CODE` or `normalised`), caused_by.
 */
export interface TruthSource {
  readonly contract: DatasetContract;
  readonly defects: readonly Defect[];
  readonly context: DefectContext;
  /** The rows before they are spoilt. */
  readonly clean: Sql;
  /** The id that a duplicate's row would have had. */
  readonly ownId: Sql;
}

/** The defects that were put in. */
export function defectsSelect({ contract, defects, context, clean, ownId }: TruthSource): Sql {
  const key = contract.primaryKey.field;
  return sql`
    SELECT
      ${context.tenant} AS tenant_id,
      ${contract.dataset} AS dataset,
      CAST(row AS BIGINT) AS row_number,
      ${ident(key)} AS row_key,
      ${byDefect(defects, (_, field) => sql`${field}`)} AS field,
      ${byDefect(defects, ({ kind }) => sql`${kind}`)} AS kind,
      ${byDefect(defects, (_, field) => (field === key ? ownId : ident(field)))} AS clean_value,
      ${byDefect(defects, ({ spoil }, field) => spoil(ident(field), context))} AS dirty_value,
      ${byDefect(defects, ({ expected }) => sql`${expected}`)} AS expected,
      NULL::VARCHAR AS caused_by
    FROM ${clean}
    WHERE defect IS NOT NULL`;
}

/** Parts that end in quarantine only because their supplier does. `causedBy` is that supplier's id; `itself` tells parts whose supplier is spoilt. */
export function knockOnsSelect({ contract, context, clean }: TruthSource, causedBy: Sql, itself: Sql): Sql {
  return sql`
    SELECT
      ${context.tenant} AS tenant_id,
      ${contract.dataset} AS dataset,
      CAST(row AS BIGINT) AS row_number,
      ${ident(contract.primaryKey.field)} AS row_key,
      'default_supplier_id' AS field,
      'knock_on' AS kind,
      default_supplier_id AS clean_value,
      default_supplier_id AS dirty_value,
      'error ORPHAN_DEFAULT_SUPPLIER' AS expected,
      ${causedBy} AS caused_by
    FROM ${clean}
    WHERE default_fails AND NOT ${itself}`;
}
