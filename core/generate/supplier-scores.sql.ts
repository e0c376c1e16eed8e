import { ident, type Sql, sql } from '../sql/sql.ts';
import { type Draw, uniform } from './draw.ts';
import { withColumns } from './drawn-rows.sql.ts';
import { distribution, type Normal, quantile, withinBounds } from './normal.sql.ts';

/** Bounds of whole numbers are half a unit wider: values are rounded after they are drawn. */
const normals = {
  lead: { mean: 21, deviation: 6, low: 2.5, high: 90.5 },
  spread: { mean: 14, deviation: 5, low: -0.5 },
  rate: { mean: 93, deviation: 5, low: 60, high: 100 },
  defects: { mean: 250, deviation: 180 },
  capacity: { mean: 5000, deviation: 3000 },
} as const satisfies Record<string, Normal>;

const src = sql`src`;

/**
 * Adds lead, p95, rate, defects, capacity and risk. Rate and risk are a Gaussian copula with correlation −0.8: both have exactly the
 * distribution of the contract, whatever the correlation.
 */
export function withScores(relation: Sql, draw: Draw): Sql {
  const u = (field: string): Sql => uniform(draw(field, src));
  const within = (name: keyof typeof normals): Sql => withinBounds(normals[name], u(name));
  const drawn = withColumns(relation, {
    p_lead: within('lead'),
    p_spread: within('spread'),
    p_rate: within('rate'),
    p_defects: within('defects'),
    p_capacity: within('capacity'),
    p_reliable: u('rate'),
    p_own: u('risk'),
  });
  const valued = withColumns(drawn, {
    lead: sql`round(${valueOf('lead')})`,
    spread: sql`round(${valueOf('spread')})`,
    rate: sql`CAST(${valueOf('rate')} AS DECIMAL(5, 2))`,
    defects: sql`abs(${valueOf('defects')})`,
    capacity: sql`100 + abs(${valueOf('capacity')})`,
    z_risk: sql`-0.8 * (${quantile(sql`p_reliable`)}) + 0.6 * (${quantile(sql`p_own`)})`,
  });
  const ranked = withColumns(valued, { p95: sql`lead + spread`, p_risk: distribution(sql`z_risk`) });
  return withColumns(ranked, { risk: sql`CAST(${riskAt(sql`p_risk`)} AS DECIMAL(5, 2))` });
}

function valueOf(name: keyof typeof normals): Sql {
  const { mean, deviation } = normals[name];
  return sql`${mean} + ${deviation} * (${quantile(ident(`p_${name}`))})`;
}

/** Two humps: the lower 80 % of the ranks are safe, 20–40 with the mode at 30; the others risky, 60–85 with the mode at 72.5. */
const riskAt = (p: Sql): Sql =>
  sql`CASE WHEN ${p} < 0.8 THEN 20 + 20 * ${triangle(sql`(${p} / 0.8)`)} ELSE 60 + 25 * ${triangle(sql`((${p} - 0.8) / 0.2)`)} END`;

/** Quantile of the symmetric triangular distribution on [0, 1]. */
const triangle = (p: Sql): Sql =>
  sql`(CASE WHEN ${p} < 0.5 THEN sqrt(${p} / 2) ELSE 1 - sqrt(greatest(0, (1 - ${p}) / 2)) END)`;
