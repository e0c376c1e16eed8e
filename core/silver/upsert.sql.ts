import { type DatasetContract, trailingColumns } from '../../contracts/data/dataset.ts';
import { ident, type Sql, sql } from '../sql/sql.ts';
import { contentHash } from './content-hash.sql.ts';
import type { SilverTables } from './working-tables.ts';

/** A dataset of a run as it was judged: relations of docs/architecture.md. */
export interface JudgedRows {
  readonly typed: Sql;
  /** `typed` of only the rows whose (file_no, row_no) are in a selection. */
  readonly typedOf: (selection: Sql) => Sql;
  readonly verdicts: Sql;
  readonly violations: Sql;
  readonly batchId: string;
}

const [extras] = trailingColumns;

/** The passing rows with all columns of the silver table. Codes of warnings are sorted, so that equal sets are equal lists. */
export function passingSql(
  { passing }: SilverTables,
  { fields }: DatasetContract,
  { typed, verdicts, violations, batchId }: JudgedRows,
): Sql {
  const hash = contentHash(fields, { id: extras.id, column: sql`extras` });
  return sql`CREATE OR REPLACE TABLE ${passing} AS
    SELECT ${fields.map(({ name }) => ident(name))}, extras,
      coalesce(codes, []) AS dq_violations,
      ${batchId} AS batch_id,
      ${hash} AS content_hash
    FROM ${typed} AS typed
    SEMI JOIN (SELECT file_no, row_no FROM ${verdicts} WHERE disposition = 'passed') AS passed
      USING (file_no, row_no)
    LEFT JOIN (
      SELECT file_no, row_no, list_sort(list(DISTINCT code)) AS codes
      FROM ${violations}
      WHERE severity = 'warning'
      GROUP BY file_no, row_no
    ) AS warned USING (file_no, row_no)`;
}

/** Passing rows beside what silver holds of their keys. Times, batch and data source alone change nothing. */
export const changeSql = (
  { change, passing, held }: SilverTables,
  { primaryKey }: DatasetContract,
): Sql => sql`
  CREATE OR REPLACE TABLE ${change} AS
  SELECT
    p.${ident(primaryKey.field)} AS key,
    p.source_timestamp,
    CASE
      WHEN h.key IS NULL THEN 'inserted'
      WHEN h.content_hash IS DISTINCT FROM p.content_hash OR h.dq_violations <> p.dq_violations THEN 'updated'
      ELSE 'unchanged'
    END AS kind,
    h._file, h._pos
  FROM ${passing} AS p
  LEFT JOIN ${held} AS h ON h.key = p.${ident(primaryKey.field)}`;

/** The rows that are written, with all columns of the silver table. */
export const writtenSql = ({ passing, change }: SilverTables, { primaryKey }: DatasetContract): Sql => sql`(
  FROM ${passing} AS p
  SEMI JOIN (SELECT key FROM ${change} WHERE kind IN ('inserted', 'updated')) AS c ON c.key = p.${ident(primaryKey.field)}
)`;

/** Places in the table's files of the rows that give way. */
export const replacedSql = ({ change }: SilverTables): Sql =>
  sql`(SELECT _file, _pos FROM ${change} WHERE kind IN ('updated', 'removed'))`;

export const changeCountsSql = ({ change }: SilverTables): Sql => sql`
  SELECT
    count(*) FILTER (WHERE kind = 'inserted') AS inserted,
    count(*) FILTER (WHERE kind = 'updated') AS updated,
    count(*) FILTER (WHERE kind = 'unchanged') AS unchanged
  FROM ${change}`;
