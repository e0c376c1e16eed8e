import type { DatasetContract } from '../../contracts/data/dataset.ts';
import { deskTables } from '../quarantine/desk-tables.ts';
import { ident, type Sql, sql } from '../sql/sql.ts';

/** What is not closed: `released`, `rejected` and `fixed_by_source` are nobody's work any more. */
const openRows = (original: Sql): Sql =>
  sql`(SELECT * FROM ${original} WHERE state IN ('open', 'assigned', 'waiting'))`;

/** A desk's rows before any operation. */
export const loadNowSql = ({ dataset }: DatasetContract, original: Sql): Sql => sql`
  CREATE OR REPLACE TABLE ${deskTables(dataset).now} AS
  SELECT
    row_number() OVER () AS n,
    *,
    NULL::VARCHAR AS ops,
    NULL::VARCHAR AS waived,
    NULL::VARCHAR AS decision,
    NULL::VARCHAR AS assignee,
    NULL::VARCHAR AS waits_for,
    NULL::VARCHAR AS note
  FROM ${openRows(original)}`;

/** Rows and what is wrong with them by their n: a page reads its few rows and not all. */
export const indexSql = ({ dataset }: DatasetContract): readonly Sql[] =>
  (['now', 'verdict'] as const).map(
    (table) =>
      sql`CREATE INDEX ${ident(`desk_place_${table}_${dataset}`)} ON ${deskTables(dataset)[table]} (n)`,
  );

/** What is wrong with the rows as it was recorded. */
export const recordedVerdictSql = ({ dataset }: DatasetContract): Sql => sql`
  CREATE OR REPLACE TABLE ${deskTables(dataset).verdict} AS
  SELECT n, row_key AS key, violations,
    len(list_filter(violations, lambda v: v.severity = 'error')) AS errors
  FROM ${deskTables(dataset).now}`;

export const runsSql = ({ dataset }: DatasetContract): Sql =>
  sql`SELECT DISTINCT run_id AS id FROM ${deskTables(dataset).now} WHERE run_id IS NOT NULL ORDER BY ALL`;
