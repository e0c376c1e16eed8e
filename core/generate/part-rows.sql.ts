import { parts } from '../../contracts/data/parts.ts';
import { type Sql, sql } from '../sql/sql.ts';
import { complianceFlags, provenance, sourceTime } from './common-fields.sql.ts';
import { cleanFields, isOfKind } from './defects.sql.ts';
import { listLengths } from './dictionary.ts';
import { below, type Draw, oneOf, uniform, weighted } from './draw.ts';
import { drawnRows, withColumns } from './drawn-rows.sql.ts';
import { businessCode, ulid } from './identifiers.sql.ts';
import { quantile, withinBounds } from './normal.sql.ts';
import { partDefects } from './part-defects.ts';
import { type Referred, withSuppliers } from './part-suppliers.sql.ts';
import { firstRows, type RowPlan, rowColumns, type Tables } from './row-plan.ts';
import { decimalText, digits, filled, lookUp, wholeText } from './values.sql.ts';

export interface PartPlan extends RowPlan {
  readonly suppliers: Referred;
  readonly strangers: Draw;
}

const src = sql`src`;
const category = sql`category_no`;

/** Lead time in days by category, in the dictionary's order: ELECTRICAL, MECHANICAL, RAW_MATERIAL, OTHER. */
const leadTimes = [
  { mean: 32, deviation: 8, low: 1.5, high: 200.5 },
  { mean: 24, deviation: 6, low: 1.5, high: 200.5 },
  { mean: 14, deviation: 4, low: 1.5, high: 200.5 },
  { mean: 20, deviation: 5, low: 1.5, high: 200.5 },
] as const;
const spread = { mean: 8, deviation: 3, low: -0.5 } as const;

/**
 * Parts before they are spoilt: the columns of `rowColumns`, second_id (the second qualified supplier's id, or NULL), stranger_id (an
 * id that no supplier has) and the contract's fields as text. `kept` may ask for defect and knocked.
 */
export function partRows(plan: PartPlan, tables: Tables, kept: Sql): Sql {
  const { draw, suppliers, strangers, logicalTime } = plan;
  const drawn = drawnRows(firstRows(tables, plan.rows), plan, partDefects);
  const knocked = sql`default_fails AND NOT ${isOfKind(partDefects, 'orphan_supplier')}`;
  const referring = withColumns(withSuppliers(drawn, draw, suppliers), { knocked });
  const idOf = (draws: Draw, row: Sql): Sql => ulid(draws, row, sql`pairs`, logicalTime);
  const chosen = withColumns(
    sql`(SELECT * FROM (SELECT * FROM ${referring} WHERE ${kept}), ${tables.dictionary})`,
    {
      category_no: weighted(
        draw('category', src),
        [35, 35, 20, 10].map((percent, at) => [sql`${at}`, percent]),
      ),
      changed_at: sourceTime(plan),
      default_id: idOf(suppliers.draw, sql`default_no`),
      second_id: sql`CASE WHEN second_no IS NOT NULL THEN ${idOf(suppliers.draw, sql`second_no`)} END`,
      third_id: sql`CASE WHEN third_no IS NOT NULL THEN ${idOf(suppliers.draw, sql`third_no`)} END`,
      own_id: idOf(draw, sql`row`),
      stranger_id: idOf(strangers, sql`row`),
    },
  );
  return sql`(
    SELECT ${rowColumns}, second_id, stranger_id, ${cleanFields(parts, partFields(plan))}
    FROM ${withScores(chosen, draw)})`;
}

/** Adds lead, extra (days from the average to the 95th percentile) and cost. */
function withScores(relation: Sql, draw: Draw): Sql {
  const u = (field: string): Sql => uniform(draw(field, src));
  const byCategory = (of: (normal: (typeof leadTimes)[number]) => Sql): Sql => {
    const cases = leadTimes.map((normal, at) => sql`WHEN ${at} THEN ${of(normal)}`);
    return sql`CASE ${category} ${cases.reduce((sum, one) => sql`${sum} ${one}`)} END`;
  };
  const drawn = withColumns(relation, {
    p_lead: byCategory((normal) => withinBounds(normal, u('lead'))),
    p_extra: withinBounds(spread, u('spread')),
    p_cost: u('cost'),
  });
  return withColumns(drawn, {
    lead: sql`round(${byCategory(({ mean }) => sql`${mean}`)} + ${byCategory(({ deviation }) => sql`${deviation}`)} * (${quantile(sql`p_lead`)}))`,
    extra: sql`round(${spread.mean} + ${spread.deviation} * (${quantile(sql`p_extra`)}))`,
    cost: sql`exp(3 + 0.8 * (${quantile(sql`p_cost`)}))`,
  });
}

function partFields(plan: PartPlan): Readonly<Record<string, Sql>> {
  const { draw, tenant, rows, logicalTime } = plan;
  const days = sql`30 + ${below(draw('last_price_change', src), 336)}`;
  return {
    part_id: ulid(draw, src, sql`pairs`, logicalTime),
    tenant_id: sql`${tenant}`,
    part_number: businessCode(draw, 'P-', src, rows),
    ...kindOfPart(draw),
    spec_hash: sql`sha256(CAST(${draw('spec_hash', src)} AS VARCHAR))`,
    bom_compatibility: filled(
      draw('bom', src),
      30,
      sql`concat('BOM-', ${digits(draw('bom.number', src), sql`6`)})`,
    ),
    default_supplier_id: sql`default_id`,
    qualified_supplier_ids: sql`concat_ws(',', default_id, second_id, third_id)`,
    unit_cost: decimalText(sql`cost`, 4),
    moq: oneOf(
      draw('moq', src),
      [1, 10, 50, 100, 500].map((least) => sql`${`${least}`}`),
    ),
    lead_time_days_avg: wholeText(sql`lead`),
    lead_time_days_p95: wholeText(sql`lead + extra`),
    compliance_flags: complianceFlags(draw),
    last_price_change: sql`CAST(${logicalTime.toISOString().slice(0, 10)}::DATE - CAST(${days} AS INTEGER) AS VARCHAR)`,
    ...provenance(plan, parts.version),
  };
}

function kindOfPart(draw: Draw): Record<string, Sql> {
  const word = (column: Sql, field: string, length: number): Sql =>
    lookUp(column, category, draw(field, src), length);
  const codes = (field: string, options: readonly (readonly [code: string, percent: number])[]): Sql =>
    weighted(
      draw(field, src),
      options.map(([code, percent]) => [sql`${code}`, percent]),
    );
  const hazard = ['CLASS_1', 'CLASS_3', 'CLASS_8', 'CLASS_9'].map((code) => sql`${code}`);
  return {
    description: sql`concat(${word(sql`nouns`, 'noun', listLengths.nouns)}, ', ', ${word(sql`qualities`, 'quality', listLengths.qualities)}, ', ', ${word(sql`sizes`, 'size', listLengths.sizes)})`,
    category: sql`categories[${category} + 1]`,
    lifecycle_status: codes('lifecycle_status', [
      ['NEW', 10],
      ['ACTIVE', 75],
      ['NRND', 10],
      ['EOL', 5],
    ]),
    uom: codes('uom', [
      ['EA', 70],
      ['KG', 20],
      ['M', 10],
    ]),
    quality_grade: codes('quality_grade', [
      ['A', 60],
      ['B', 30],
      ['C', 10],
    ]),
    hazard_class: filled(draw('hazard', src), 10, oneOf(draw('hazard.class', src), hazard)),
  };
}
