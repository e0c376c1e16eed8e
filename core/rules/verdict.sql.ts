import { join, type Sql, sql } from '../sql/sql.ts';
import { rawText } from './compiled-rule.ts';
import { type DatasetPlan, type NumberedRule, rulesOf } from './plan-dataset.ts';
import type { WorkingTables } from './working-tables.ts';

/** `rowId`: a row_id from file_no and row_no, for rows of which the judging has none. */
export function verdictSql(
  verdict: Sql,
  { judging, aside, mark }: WorkingTables,
  rowId: Sql | undefined,
): Sql {
  const made = rowId === undefined ? sql`` : sql`WHEN disposition = 'quarantined' THEN ${rowId}`;
  return sql`CREATE OR REPLACE TABLE ${verdict} AS
    SELECT file_no, row_no, CASE WHEN row_id IS NOT NULL THEN row_id ${made} END AS row_id, disposition, warned
    FROM (SELECT j.file_no, j.row_no, j.row_id,
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
    ) AS m ON m.file_no = j.file_no AND m.row_no = j.row_no)`;
}

/** Rows with marks; with `failing` all that go to quarantine. */
export const againSelection = ({ judging, aside, mark }: WorkingTables, failing: boolean): Sql => sql`(
    SELECT file_no, row_no FROM ${mark}
    ${failing ? sql`UNION SELECT file_no, row_no FROM ${judging} ANTI JOIN ${aside} USING (file_no, row_no) WHERE error` : sql``}
  )`;

/** `written` is of the typed relation what needs no reading, of the rows of `againSelection`. */
export const againSql = ({ again }: WorkingTables, { contract }: DatasetPlan, written: Sql): Sql => sql`
  CREATE OR REPLACE TABLE ${again} AS
  SELECT file_no, row_no, row_id, ${contract.fields.map(({ name }) => rawText(name))} FROM ${written}`;

export function violationSql(violation: Sql, plan: DatasetPlan, tables: WorkingTables): Sql {
  const { judging, aside, mark, again } = tables;
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
