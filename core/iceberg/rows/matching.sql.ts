import { ident, type Sql, sql } from '../../sql/sql.ts';
import type { ScanPlan } from '../scan/plan-scan.ts';
import { scanRelation } from '../scan/relation.sql.ts';

/** The live rows whose key columns equal a row of `keys` (stands after FROM); with all columns, `_file` and `_pos`. NULL equals nothing. */
export function rowsWithKeys(plan: ScanPlan, keys: Sql, columns: readonly string[]): Sql {
  return sql`(
    FROM ${scanRelation(plan, { positions: true })} AS live
    SEMI JOIN (FROM ${keys}) AS wanted USING (${columns.map((column) => ident(column))})
  )`;
}

/** The live rows for which a condition over the table's columns is true; with all columns, `_file` and `_pos`. */
export function rowsWhere(plan: ScanPlan, condition: Sql): Sql {
  return sql`(FROM ${scanRelation(plan, { positions: true })} WHERE ${condition})`;
}
