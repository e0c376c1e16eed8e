import { type Sql, sql } from '../../sql/sql.ts';
import type { Candidate } from './candidates.ts';

/**
 * One row for one scan: how many rows there are, the newest extract time, and for each candidate, in order, how many rows count, how
 * many are hits, and up to three of their different values (the smallest, so that they do not depend on threads).
 */
export function tallySelect(rows: Sql, candidates: readonly Candidate[]): Sql {
  return sql`
    SELECT
      count(*)::DOUBLE AS total,
      epoch_ms(max(extracted_at))::DOUBLE AS extracted,
      [${candidates.map(tally)}] AS tallies
    FROM ${rows} AS typed
  `;
}

function tally({ counts, hit, example, fewValues }: Candidate): Sql {
  const isHit = sql`(${counts}) AND (${hit})`;
  // CASE, because FILTER alone would cut the text of every row before it looks.
  const value = sql`CASE WHEN ${isHit} THEN left(${example}, 60) END`;
  const examples = fewValues
    ? sql`list_sort(list(DISTINCT ${value}) FILTER (${isHit}))[:3]`
    : sql`min(${value}, 3) FILTER (${isHit})`;
  return sql`{
    'counted': (count(*) FILTER (${counts}))::DOUBLE,
    'hits': (count(*) FILTER (${isHit}))::DOUBLE,
    'examples': ${examples}
  }`;
}
