import { join, type Sql, sql } from '../sql/sql.ts';
import { chosenSql, timeText, violationAsked } from './quarantine.sql.ts';
import type { GroupBy, WaitingFilter } from './waiting-groups.ts';

/** Rows that a filter asks for, every column. */
export const waitingSql = (rows: Sql, filter: WaitingFilter): Sql =>
  filter.runId === undefined
    ? chosenSql(rows, filter)
    : sql`(FROM ${chosenSql(rows, filter)} WHERE run_id = ${filter.runId})`;

const columnsOf: Readonly<Record<GroupBy, readonly Sql[]>> = {
  reason: [sql`code`, sql`severity`, sql`field`],
  field: [sql`code`, sql`severity`, sql`field`],
  value: [sql`code`, sql`severity`, sql`field`, sql`value`],
};

/** A row counts once in each group. Examples are the three most frequent values. */
export const waitingGroupsSql = (rows: Sql, filter: WaitingFilter, by: GroupBy, limit: number): Sql => sql`
  WITH found AS (
    SELECT DISTINCT row_id, v.code AS code, v.severity AS severity, coalesce(v.field, '') AS field,
      left(v.raw_value, 200) AS value, v.caused_by IS NOT NULL AS caused
    FROM (SELECT row_id, unnest(violations) AS v FROM ${waitingSql(rows, filter)})
    WHERE ${join([sql`TRUE`, ...violationAsked(filter)], ' AND ')}
  ),
  by_value AS (
    SELECT code, severity, field, value, count(*) AS rows, count(*) FILTER (WHERE caused) AS caused
    FROM found
    GROUP BY ALL
  )
  SELECT ${columnsOf[by]},
    sum(rows)::BIGINT AS rows,
    sum(caused)::BIGINT AS "knockOns",
    min_by({value: value, rows: rows}, (-rows, value), 3) AS examples
  FROM by_value
  GROUP BY ${columnsOf[by]}
  ORDER BY severity, rows DESC, code, field
  LIMIT ${limit}`;

export const waitingCountSql = (rows: Sql, filter: WaitingFilter): Sql => sql`
  SELECT count(*) AS rows, ${timeText(sql`min(opened_at)`)} AS "oldestAt" FROM ${waitingSql(rows, filter)}`;
