import { type Sql, sql } from '../sql/sql.ts';

/**
 * The standard normal distribution in SQL and in TypeScript. Quantile: P. J. Acklam's rational approximation, relative error below
 * 1.2e-9. Distribution function: Abramowitz and Stegun 26.2.17, absolute error below 7.5e-8.
 */
const a = [
  -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
  2.506628277459239,
];
const b = [
  -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1,
  1,
];
const c = [
  -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
];
const d = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1];
const tail = 0.02425;

/** z with P(Z ≤ z) = p. `p` is a DOUBLE column strictly between 0 and 1: it is named many times, so it must not be an expression. */
export function quantile(p: Sql): Sql {
  const r = sql`((${p} - 0.5) * (${p} - 0.5))`;
  const low = sql`sqrt(-2 * ln(${p}))`;
  const high = sql`sqrt(-2 * ln(1 - ${p}))`;
  return sql`CASE
    WHEN ${p} < ${tail} THEN ${polynomial(c, low)} / ${polynomial(d, low)}
    WHEN ${p} > ${1 - tail} THEN -${polynomial(c, high)} / ${polynomial(d, high)}
    ELSE (${p} - 0.5) * ${polynomial(a, r)} / ${polynomial(b, r)}
  END`;
}

/** P(Z ≤ z). `z` is a DOUBLE column. */
export function distribution(z: Sql): Sql {
  const t = sql`(1 / (1 + 0.2316419 * abs(${z})))`;
  const upper = sql`(0.3989422804014327 * exp(-${z} * ${z} / 2) * ${t} * ${polynomial(tailTerms, t)})`;
  return sql`CASE WHEN ${z} < 0 THEN ${upper} ELSE 1 - ${upper} END`;
}

const tailTerms = [1.330274429, -1.821255978, 1.781477937, -0.356563782, 0.31938153];

/** The same in TypeScript, for bounds that are known beforehand. */
export function distributionAt(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const terms = tailTerms.reduce((sum, term) => sum * t + term, 0);
  const upper = 0.3989422804014327 * Math.exp((-z * z) / 2) * t * terms;
  return z < 0 ? upper : 1 - upper;
}

/** A normal distribution; draws outside [`low`, `high`] are drawn again. */
export interface Normal {
  readonly mean: number;
  readonly deviation: number;
  readonly low?: number;
  readonly high?: number;
}

/**
 * Where in the untruncated distribution a uniform draw lies once draws outside the bounds are drawn again: what is left of the
 * distribution is stretched over all of [0, 1], which is the limit of drawing again.
 */
export function withinBounds({ mean, deviation, low, high }: Normal, u: Sql): Sql {
  const from = low === undefined ? 0 : distributionAt((low - mean) / deviation);
  const to = high === undefined ? 1 : distributionAt((high - mean) / deviation);
  return from === 0 && to === 1 ? u : sql`${from}::DOUBLE + ${to - from}::DOUBLE * ${u}`;
}

function polynomial(coefficients: readonly number[], x: Sql): Sql {
  const [first = 0, ...rest] = coefficients;
  return rest.reduce(
    (sum, coefficient) => sql`(${sum} * ${x} + ${coefficient}::DOUBLE)`,
    sql`${first}::DOUBLE`,
  );
}
