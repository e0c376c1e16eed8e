import { type Sql, sql } from '../../sql/sql.ts';

/** From which confidence on a fix is a sure one. */
export const sureFrom = 0.9;

/** How near another text's confidence must be to throw doubt on a fix. */
const rivalry = 0.08;

/**
 * Weighs what was found (n, code, field, before, after, confidence, kind): of several finders that propose the same text each makes it surer, one that
 * proposes another and is nearly as sure throws doubt on both. The best of each cell, and what else there is: n, code, field, before, after,
 * confidence, kind, place (1: the best).
 */
export const weighedSql = (found: Sql): Sql => sql`
  WITH once AS (
    SELECT n, code, field, any_value(before) AS before, after, kind, max(confidence) AS confidence
    FROM ${found} GROUP BY n, code, field, after, kind
  ),
  agreed AS (
    SELECT n, field, any_value(code) AS code, any_value(before) AS before, after, arg_max(kind, (confidence, kind)) AS kind,
      CASE WHEN count(DISTINCT kind) > 1 THEN least(0.99, 1 - product(1 - least(confidence, 0.98))) ELSE max(confidence) END AS confidence
    FROM once
    GROUP BY n, field, after
  ),
  rivals AS (
    SELECT *, max(confidence) OVER (PARTITION BY n, field ORDER BY confidence DESC, after ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS next
    FROM agreed
  )
  SELECT n, code, field, before, after, kind,
    CASE WHEN next >= confidence - ${rivalry} THEN least(confidence, 0.85) ELSE confidence END AS confidence,
    row_number() OVER (PARTITION BY n, field ORDER BY confidence DESC, after) AS place
  FROM rivals`;
