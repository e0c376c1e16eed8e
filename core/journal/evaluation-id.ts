import { hash } from 'node:crypto';
import type { AsOf, EvaluationBasis } from '../../contracts/journal/evaluation.ts';
import { canonicalJson } from './canonical-json.ts';

/** Of everything a judgement depends on but the as-of time. The order of batches and recipes' digests counts. */
export const basisId = (basis: EvaluationBasis): string => hash('sha256', canonicalJson(basis));

/**
 * Of a judgement: its basis and its as-of time. A time that was asked for counts as it is. The default, now, counts only by the
 * stretch of time in which every time rule comes out the same, named by its start: so the same delivery judged an hour later is
 * the same evaluation, unless a rule's outcome changed in between.
 */
export const evaluationId = (basis: EvaluationBasis, asOf: AsOf): string =>
  hash('sha256', canonicalJson([basisId(basis), asOf.given ? { time: asOf.time } : { from: asOf.from }]));

/**
 * Whether a recorded judgement answers a request for `requested`. A time that is asked for must be the one that was asked for then;
 * the default, now, must lie in the recorded stretch.
 */
export function answers(
  recorded: AsOf,
  requested: { readonly given: boolean; readonly time: string },
): boolean {
  if (requested.given) return recorded.given && recorded.time === requested.time;
  const { from, until } = recorded;
  return (from === null || from <= requested.time) && (until === null || requested.time < until);
}
