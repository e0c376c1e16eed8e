import type { DatasetContract, DatasetName } from '../../contracts/data/dataset.ts';
import { deskTables } from '../quarantine/desk-tables.ts';
import { verdictTable, violationTable } from '../rules/working-tables.ts';
import { ident, join, type Sql, sql } from '../sql/sql.ts';

/**
 * Tables of a return. `leaving`: file_no, row_no, row_id, row_key, source_timestamp, decision, newest (that silver or a later delivery has of
 * its key), fate (`leaves`, `older`); `stays` are rows that did not pass after all.
 */
export const leavingTable = (dataset: DatasetName): Sql => ident(`desk_leaving_${dataset}`);

/** n of the rows that nothing keeps here. */
export const freeRowsSql = (dataset: DatasetName): Sql => {
  const { now, verdict } = deskTables(dataset);
  return sql`SELECT w.n FROM ${now} AS w JOIN ${verdict} AS v ON v.n = w.n WHERE v.errors = 0 AND w.decision IS DISTINCT FROM 'rejected'`;
};

/** Of rows that were judged again (`waiting` as they were read): what becomes of them. */
export function leavingSql(
  { dataset, primaryKey }: DatasetContract,
  { waiting, kept, seen }: { readonly waiting: Sql; readonly kept: Sql; readonly seen: Sql },
): Sql {
  return sql`CREATE OR REPLACE TABLE ${leavingTable(dataset)} AS
    WITH held_back AS (
      SELECT DISTINCT v.file_no, v.row_no
      FROM ${violationTable(dataset)} AS v
      JOIN ${waiting} AS w USING (file_no, row_no)
      WHERE v.severity = 'error' AND NOT ${excused(primaryKey.duplicate)}
    ),
    newest AS (SELECT key, max(newest) AS newest FROM ${seen} GROUP BY key)
    SELECT d.file_no, d.row_no, d.row_id, w.decision, k.row_key, k.source_timestamp, n.newest,
      CASE WHEN n.newest > k.source_timestamp AND w.decision IS DISTINCT FROM 'kept' THEN 'older' ELSE 'leaves' END AS fate
    FROM ${verdictTable(dataset)} AS d
    ANTI JOIN held_back AS h ON h.file_no = d.file_no AND h.row_no = d.row_no
    JOIN ${waiting} AS w ON w.file_no = d.file_no AND w.row_no = d.row_no
    JOIN ${kept} AS k ON k.file_no = d.file_no AND k.row_no = d.row_no
    LEFT JOIN newest AS n ON n.key = k.row_key
    WHERE d.disposition IN ('passed', 'quarantined')`;
}

/** A violation `v` of a row `w` that a person excused: waived, or of a row that was kept on purpose. */
const excused = (duplicate: string): Sql =>
  sql`(contains(coalesce(w.waived, ''), ',' || v.code || ',') OR (v.code = ${duplicate} AND w.decision IS NOT DISTINCT FROM 'kept'))`;

export const leavingVerdicts = (dataset: DatasetName): Sql =>
  sql`(SELECT file_no, row_no, row_id, 'passed' AS disposition, TRUE AS warned FROM ${leavingTable(dataset)} WHERE fate = 'leaves')`;

/** A waived error goes with the row as a warning. */
export const leavingViolations = ({ dataset, primaryKey }: DatasetContract): Sql => sql`(
  SELECT v.* REPLACE ('warning' AS severity)
  FROM ${violationTable(dataset)} AS v
  SEMI JOIN ${leavingVerdicts(dataset)} AS l USING (file_no, row_no)
  WHERE v.code <> ${primaryKey.duplicate})`;

/** (row_id, state) of all rows that are closed. */
export const closingSql = (dataset: DatasetName): Sql => sql`(
  SELECT row_id, 'released' AS state FROM ${leavingTable(dataset)} WHERE fate = 'leaves'
  UNION ALL
  SELECT row_id, 'rejected' FROM ${deskTables(dataset).now} WHERE decision = 'rejected')`;

/** Rows that meet another version of themselves in silver: both sides of every field that differs. */
export function meetingsSql(
  { dataset, fields, primaryKey }: DatasetContract,
  {
    typedOf,
    silver,
    limit,
  }: { readonly typedOf: (selection: Sql) => Sql; readonly silver: Sql; readonly limit: number },
): Sql {
  const compared = fields.filter(({ fromDelivery }) => fromDelivery !== 'run');
  const leaving = leavingTable(dataset);
  const meeting = sql`(
    SELECT file_no, row_no FROM ${leaving}
    WHERE row_key IN (SELECT ${ident(primaryKey.field)} FROM ${silver})
    ORDER BY fate DESC, file_no, row_no LIMIT ${limit})`;
  const differences = compared.map(({ name }) => {
    const [mine, theirs] = [sql`t.${ident(name)}`, sql`s.${ident(name)}`];
    return sql`CASE WHEN ${mine} IS DISTINCT FROM ${theirs} THEN {field: ${name}, silver: ${theirs}::VARCHAR, row: ${mine}::VARCHAR} END`;
  });
  return sql`
    SELECT l.row_id AS "rowId", l.row_key AS key, l.fate = 'leaves' AS wins,
      strftime(l.source_timestamp, '%Y-%m-%dT%H:%M:%S.%gZ') AS "rowTime",
      strftime(l.newest, '%Y-%m-%dT%H:%M:%S.%gZ') AS "silverTime",
      list_filter([${join(differences)}], lambda d: d IS NOT NULL) AS differences
    FROM ${typedOf(meeting)} AS t
    JOIN ${leaving} AS l USING (file_no, row_no)
    JOIN ${silver} AS s ON s.${ident(primaryKey.field)} = l.row_key
    ORDER BY wins, l.file_no, l.row_no`;
}
