import { type DatasetContract, trailingColumns } from '../../contracts/data/dataset.ts';
import { ident, join, type Sql, sql } from '../sql/sql.ts';
import { contentHash } from './content-hash.sql.ts';
import type { FileRows } from './slices.ts';
import type { SilverTables } from './working-tables.ts';

/** A dataset of a run as it was judged: relations of docs/architecture.md. */
export interface JudgedRows {
  readonly typed: Sql;
  /** `typed` of only the rows whose (file_no, row_no) are in a selection. */
  readonly typedOf: (selection: Sql) => Sql;
  /** Of the rows whose (file_no, row_no) are in a selection what needs no reading: raw__…. */
  readonly writtenOf: (selection: Sql) => Sql;
  /** file_no, row_no and the columns of `keptValues`, of all rows. */
  readonly kept: Sql;
  readonly verdicts: Sql;
  readonly violations: Sql;
  readonly batchId: string;
  /** The batch of each row, a column of `t` (`typedOf`), where they are not all of `batchId`. */
  readonly batchOf?: Sql;
  /** The files of the rows, with all their rows, so that many can be written in slices; without them they are written at once. */
  readonly files?: readonly FileRows[];
}

const [extras] = trailingColumns;

/** What the judging keeps of every row, as columns of the verdicts: what decides whether a row is written, and how it waits. */
export const keptValues = ({
  fields,
  primaryKey,
}: DatasetContract): readonly { readonly name: string; readonly value: Sql; readonly usual?: Sql }[] => [
  { name: 'row_key', value: ident(primaryKey.field) },
  { name: 'source_timestamp', value: ident('source_timestamp') },
  { name: 'extras', value: ident(extras.name) },
  {
    name: 'content_hash',
    value: contentHash(fields, { id: extras.id, column: ident(extras.name) }),
    usual: contentHash(fields, { id: extras.id, column: ident(extras.name) }, true),
  },
];

/**
 * Passing rows beside what silver holds of their keys. Times, batch and data source alone change nothing. Codes of warnings are
 * sorted, so that equal sets are equal lists.
 */
export const changeSql = (
  { change, held }: SilverTables,
  { kept, verdicts, violations }: JudgedRows,
): Sql => sql`
  CREATE OR REPLACE TABLE ${change} AS
  WITH warned AS (
    SELECT file_no, row_no, list_sort(list(DISTINCT code)) AS codes
    FROM ${violations}
    WHERE severity = 'warning'
    GROUP BY file_no, row_no
  ),
  passed AS (
    SELECT file_no, row_no, row_key AS key, source_timestamp, content_hash, coalesce(codes, []) AS dq_violations
    FROM ${kept}
    SEMI JOIN (FROM ${verdicts} WHERE disposition = 'passed') AS passing USING (file_no, row_no)
    LEFT JOIN warned USING (file_no, row_no)
  )
  SELECT p.*,
    CASE
      WHEN h.key IS NULL THEN 'inserted'
      WHEN h.content_hash IS DISTINCT FROM p.content_hash OR h.dq_violations <> p.dq_violations THEN 'updated'
      ELSE 'unchanged'
    END AS kind,
    h._file, h._pos, h.source_timestamp AS held_timestamp
  FROM passed AS p
  LEFT JOIN ${held} AS h USING (key)`;

/**
 * The rows that are written, with all columns of the silver table: those of a slice, a condition over file_no and row_no. Only these are
 * read as values again. What others keep in columns of their own (`theirs`, of `held` with its places) goes over from the row that gives way.
 */
export function writtenSql(
  { change }: SilverTables,
  { fields }: DatasetContract,
  { typedOf, batchId, batchOf = sql`${batchId}` }: JudgedRows,
  { held, theirs }: { readonly held: Sql; readonly theirs: readonly string[] },
  slice: Sql,
): Sql {
  const over = theirs.map((name) => sql`, o.${ident(name)}`);
  const old = theirs.length === 0 ? sql`` : sql`LEFT JOIN ${held} AS o USING (_file, _pos)`;
  const changed = sql`(FROM ${change} WHERE kind IN ('inserted', 'updated') AND ${slice})`;
  // Said of both sides: where a scan can tell by its groups of rows, the others are not read.
  return sql`(
  SELECT ${fields.map(({ name }) => sql`t.${ident(name)}`)}, t.extras,
    c.dq_violations,
    ${batchOf} AS batch_id,
    c.content_hash${join(over, '')}
  FROM (FROM ${typedOf(changed)} WHERE ${slice}) AS t
  JOIN ${changed} AS c USING (file_no, row_no)
  ${old}
)`;
}

/** Places in the table's files of the rows that give way. */
export const replacedSql = ({ change }: SilverTables): Sql =>
  sql`(SELECT _file::VARCHAR AS _file, _pos FROM ${change} WHERE kind IN ('updated', 'removed'))`;

export const changeCountsSql = ({ change }: SilverTables): Sql => sql`
  SELECT
    count(*) FILTER (WHERE kind = 'inserted') AS inserted,
    count(*) FILTER (WHERE kind = 'updated') AS updated,
    count(*) FILTER (WHERE kind = 'unchanged') AS unchanged
  FROM ${change}`;
