import { suppliers } from '../../contracts/data/suppliers.ts';
import { type Sql, sql } from '../sql/sql.ts';
import { sourceTime } from './common-fields.sql.ts';
import { cleanFields } from './defects.sql.ts';
import { weighted } from './draw.ts';
import { drawnRows, withColumns } from './drawn-rows.sql.ts';
import { ulid } from './identifiers.sql.ts';
import { firstRows, type RowPlan, rowColumns, type Tables } from './row-plan.ts';
import { supplierDefects } from './supplier-defects.ts';
import { choices, supplierFields } from './supplier-fields.sql.ts';
import { withScores } from './supplier-scores.sql.ts';

export interface SupplierPlan extends RowPlan {
  /** Percent of the suppliers by country, in the dictionary's order. */
  readonly countryPercent: readonly number[];
}

/** Suppliers before they are spoilt: the columns of `rowColumns` and the contract's fields as text. `kept` may ask for defect. */
export function supplierRows(plan: SupplierPlan, tables: Tables, kept: Sql): Sql {
  const { draw, logicalTime, countryPercent } = plan;
  const percents = countryPercent.map((percent, index) => [sql`${index}`, percent] as const);
  const drawn = withColumns(drawnRows(firstRows(tables, plan.rows), plan, supplierDefects), {
    knocked: sql`FALSE`,
  });
  const placed = withColumns(
    sql`(SELECT * FROM (SELECT * FROM ${drawn} WHERE ${kept}), ${tables.dictionary})`,
    {
      c: weighted(draw('country', sql`src`), percents),
      changed_at: sourceTime(plan),
      own_id: ulid(draw, sql`row`, sql`pairs`, logicalTime),
    },
  );
  const scored = withScores(withColumns(placed, choices(draw)), draw);
  return sql`(
    SELECT ${rowColumns}, ${cleanFields(suppliers, supplierFields(plan))}
    FROM ${scored})`;
}
