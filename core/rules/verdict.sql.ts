import { join, type Sql, sql } from '../sql/sql.ts';
import { rawText } from './compiled-rule.ts';
import { type DatasetPlan, type NumberedRule, rulesOf } from './plan-dataset.ts';
import type { WorkingTables } from './working-tables.ts';

export function verdictSql(verdict: Sql, { judging, aside, mark }: WorkingTables): Sql {
  return sql`CREATE OR REPLACE TABLE ${verdict} AS
    SELECT j.file_no, j.row_no, j.row_id,
      CASE
        WHEN a.disposition IS NOT NULL THEN a.disposition
        WHEN j.error OR coalesce(m.error, FALSE) THEN 'quarantined'
        ELSE 'passed'
      END AS disposition,
      a.disposition IS NULL AND (j.warned OR coalesce(m.warned, FALSE)) AS warned
    FROM ${judging} AS j
    LEFT JOIN ${aside} AS a ON a.file_no = j.file_no AND a.row_no = j.row_no
    LEFT JOIN (
      SELECT file_no, row_no, bool_or(error) AS error, bool_or(NOT error) AS warned
      FROM ${mark}
      GROUP BY file_no, row_no
    ) AS m ON m.file_no = j.file_no AND m.row_no = j.row_no`;
}

/** `again` is the typed relation of the rows that have marks. */
export function violationSql(violation: Sql, plan: DatasetPlan, tables: WorkingTables, again: Sql): Sql {
  const { judging, aside, mark } = tables;
  const rules = rulesOf(plan);
  const raw = rules
    .filter(({ severity }) => severity !== 'off')
    .map(({ ordinal, field }) => sql`WHEN ${ordinal} THEN ${rawText(field)}`);
  return sql`CREATE OR REPLACE TABLE ${violation} AS
    WITH rule AS (${ruleRelation(rules)}),
    found AS (
      SELECT file_no, row_no, row_id, unnest(found, recursive := TRUE), NULL::VARCHAR AS caused_by
      FROM ${judging}
      ANTI JOIN ${aside} USING (file_no, row_no)
      WHERE found IS NOT NULL
    ),
    marked AS (
      SELECT file_no, row_no, row_id, ordinal,
        CASE ordinal ${join(raw, ' ')} END AS raw_value,
        expected, caused_by
      FROM ${mark}
      JOIN ${again} USING (file_no, row_no)
    )
    SELECT file_no, row_no, row_id, ordinal, code, severity, field, raw_value, expected, caused_by
    FROM (FROM found UNION ALL BY NAME FROM marked)
    JOIN rule USING (ordinal)`;
}

function ruleRelation(rules: readonly NumberedRule[]): Sql {
  const rows = rules.map(
    ({ ordinal, code, severity, field }) => sql`(${ordinal}, ${code}, ${severity}, ${field})`,
  );
  return sql`SELECT * FROM (VALUES ${rows}) AS rule(ordinal, code, severity, field)`;
}
