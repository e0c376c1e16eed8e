import { type Sql, sql } from '../sql/sql.ts';
import type { Draw } from './draw.ts';
import { dirtDraw, type Drawing, earlierCleanRow, withColumns } from './drawn-rows.sql.ts';

/** The suppliers that parts refer to: how many there are, and how their rows are drawn. */
export interface Referred extends Drawing {
  readonly rows: number;
}

const src = sql`src`;

/**
 * Adds the row numbers of a part's suppliers, worked out from the suppliers' draws without reading their file:
 *
 * - default_no: any supplier. One whose row is a duplicate does not exist: the part refers to the copied one;
 * - default_fails: the supplier's row ends in quarantine, and with it the part;
 * - second_no, third_no: further qualified ones, that exist and pass, other than those before; NULL where fewer are qualified.
 *
 * Needs suppliers: with none there is nobody to refer to.
 */
export function withSuppliers(relation: Sql, draw: Draw, suppliers: Referred): Sql {
  const any = (field: string): Sql => sql`(1 + ${draw(field, src)} % ${suppliers.rows})`;
  const drawn = withColumns(relation, {
    first_drawn: any('supplier.default'),
    second_a: any('supplier.second.a'),
    second_b: any('supplier.second.b'),
    third_a: any('supplier.third.a'),
    third_b: any('supplier.third.b'),
    qualified: sql`${draw('supplier.qualified', src)} % 3`,
  });
  const { dirt } = suppliers;
  const judged = withColumns(drawn, { first_dirt: dirtDraw(suppliers.draw, sql`first_drawn`) });
  const copied = earlierCleanRow(suppliers, sql`first_drawn`);
  const first = withColumns(judged, {
    default_no: sql`CASE WHEN first_dirt < ${dirt.duplicate} THEN coalesce(${copied}, first_drawn) ELSE first_drawn END`,
    default_fails: sql`first_dirt >= ${dirt.duplicate} AND first_dirt < ${dirt.failing}`,
  });
  const usable = (candidate: Sql, others: readonly Sql[]): Sql =>
    sql`WHEN ${dirtDraw(suppliers.draw, candidate)} >= ${dirt.failing} AND ${candidate} NOT IN (${others}) THEN ${candidate}`;
  const second = withColumns(first, {
    second_no: sql`CASE WHEN qualified < 1 THEN NULL
      ${usable(sql`second_a`, [sql`default_no`])} ${usable(sql`second_b`, [sql`default_no`])} END`,
  });
  const taken = [sql`default_no`, sql`coalesce(second_no, 0)`];
  return withColumns(second, {
    third_no: sql`CASE WHEN qualified < 2 THEN NULL ${usable(sql`third_a`, taken)} ${usable(sql`third_b`, taken)} END`,
  });
}
