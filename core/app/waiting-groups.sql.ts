import { join, type Sql, sql } from '../sql/sql.ts';
import { chosenSql, timeText, violationAsked } from './quarantine.sql.ts';
import type { WaitingFilter } from './waiting-groups.ts';

/** Rows that a filter asks for, every column. */
export const waitingSql = (rows: Sql, filter: WaitingFilter): Sql =>
  chosenSql(ofRunSql(rows, filter), filter);

/** Of what a filter says, what `quarantine.sql.ts` does not know of. */
export const ofRunSql = (rows: Sql, { runId }: Pick<WaitingFilter, 'runId'>): Sql =>
  runId === undefined ? rows : sql`(FROM ${rows} WHERE run_id = ${runId})`;

/** As `groupsSql`, each value by itself; unmasked. */
export const valueGroupsSql = (rows: Sql, filter: WaitingFilter, limit: number): Sql => sql`
  SELECT v.code AS code, v.severity AS severity, v.field AS field, left(v.raw_value, 200) AS value,
    count(DISTINCT row_id) AS rows,
    count(DISTINCT row_id) FILTER (WHERE v.caused_by IS NOT NULL) AS "knockOns",
    []::STRUCT(value VARCHAR, rows BIGINT)[] AS examples
  FROM (SELECT row_id, unnest(violations) AS v FROM ${waitingSql(rows, filter)})
  WHERE ${join([sql`v.field IS NOT NULL`, ...violationAsked(filter)], ' AND ')}
  GROUP BY ALL
  ORDER BY severity, rows DESC, code, field, value
  LIMIT ${limit}`;

export const waitingCountSql = (rows: Sql, filter: WaitingFilter): Sql => sql`
  SELECT count(*) AS rows, ${timeText(sql`min(opened_at)`)} AS "oldestAt" FROM ${waitingSql(rows, filter)}`;
