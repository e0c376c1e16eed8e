import { suppliers } from '../../contracts/data/suppliers.ts';
import { type Sql, sql } from '../sql/sql.ts';
import { sourceTime } from './common-fields.sql.ts';
import { cleanFields } from './defects.sql.ts';
import { weighted } from './draw.ts';
import { drawnRows, withColumns } from './drawn-rows.sql.ts';
import type { RowPlan } from './row-plan.ts';
import { supplierDefects } from './supplier-defects.ts';
import { choices, supplierFields } from './supplier-fields.sql.ts';
import { withScores } from './supplier-scores.sql.ts';

export interface SupplierPlan extends RowPlan {
  /** Percent of the suppliers by country, in the dictionary's order. */
  readonly countryPercent: readonly number[];
}

/**
 * Suppliers before they are spoilt: row, src, defect, noise, changed_at (microseconds since 1970), pairs and the contract's fields as text.
 * `rows` has the column row, `dictionary` is the table of `dictionaryTable`.
 */
export function supplierRows(plan: SupplierPlan, rows: Sql, dictionary: Sql): Sql {
  const percents = plan.countryPercent.map((percent, index) => [sql`${index}`, percent] as const);
  const drawn = drawnRows(rows, plan, supplierDefects);
  const placed = withColumns(sql`(SELECT * FROM ${drawn}, ${dictionary})`, {
    c: weighted(plan.draw('country', sql`src`), percents),
    changed_at: sourceTime(plan),
  });
  const scored = withScores(withColumns(placed, choices(plan.draw)), plan.draw);
  return sql`(SELECT row, src, defect, noise, changed_at, pairs, ${cleanFields(suppliers, supplierFields(plan))} FROM ${scored})`;
}
