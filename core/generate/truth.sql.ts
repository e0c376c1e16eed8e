import type { DatasetContract } from '../../contracts/data/dataset.ts';
import { ident, type Sql, sql } from '../sql/sql.ts';
import { byDefect, type Defect, type DefectContext } from './defects.sql.ts';

/** A dataset's rows, and what is known of their defects. */
export interface RowSource {
  readonly contract: DatasetContract;
  readonly defects: readonly Defect[];
  readonly context: DefectContext;
  /** The rows before they are spoilt, of those for which a predicate on defect and knocked holds. */
  readonly clean: (kept: Sql) => Sql;
}

/** A knock-on's cell is as it was: what is wrong is elsewhere. */
const supplierOfPart = sql`default_supplier_id`;

/**
 * Ground truth, one row for every dirty cell and every knock-on: tenant_id, dataset, row_number (data row in the file, from 1), row_key
 * (as in the file), field, kind, clean_value, dirty_value, expected (`error CODE`, `warning CODE` or `normalised`), caused_by.
 */
export function truthSelect({ contract, defects, context, clean }: RowSource): Sql {
  const key = contract.primaryKey.field;
  const affected = clean(sql`defect IS NOT NULL OR knocked`);
  const cleanValue = byDefect(defects, (_, field) => (field === key ? sql`own_id` : ident(field)));
  const dirtyValue = byDefect(defects, ({ spoil }, field) => spoil(ident(field), context));
  const columns: Readonly<Record<string, readonly [ofDefect: Sql, ofKnockOn: Sql]>> = {
    field: [byDefect(defects, (_, field) => sql`${field}`), sql`'default_supplier_id'`],
    kind: [byDefect(defects, ({ kind }) => sql`${kind}`), sql`'knock_on'`],
    clean_value: [cleanValue, supplierOfPart],
    dirty_value: [dirtyValue, supplierOfPart],
    expected: [byDefect(defects, ({ expected }) => sql`${expected}`), sql`'error ORPHAN_DEFAULT_SUPPLIER'`],
    caused_by: [sql`NULL`, supplierOfPart],
  };
  const knocksOn = contract.foreignKeys.length > 0;
  const values = Object.entries(columns).map(([name, [ofDefect, ofKnockOn]]) =>
    knocksOn
      ? sql`CASE WHEN knock_on THEN ${ofKnockOn} ELSE ${ofDefect} END AS ${ident(name)}`
      : sql`${ofDefect} AS ${ident(name)}`,
  );
  return sql`
    SELECT
      ${context.tenant} AS tenant_id,
      ${contract.dataset} AS dataset,
      CAST(row AS BIGINT) AS row_number,
      ${ident(key)} AS row_key,
      ${values}
    FROM ${affected} ${knocksOn ? sql`, (VALUES (FALSE), (TRUE)) AS listed(knock_on)` : sql``}
    WHERE ${knocksOn ? sql`CASE WHEN knock_on THEN knocked ELSE defect IS NOT NULL END` : sql`defect IS NOT NULL`}`;
}
