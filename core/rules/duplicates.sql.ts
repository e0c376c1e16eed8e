import { type Sql, sql } from '../sql/sql.ts';
import { latestFirst } from './aside.sql.ts';
import { jsonObject } from './dialect.ts';
import { soundRows } from './marks.sql.ts';
import type { WorkingTables } from './working-tables.ts';

/** How many of the other ids a violation lists. */
const listed = 5;

/** Of the rows of a key without errors all but the latest; the parameters name the row that is kept. */
export function duplicateKeysSql(tables: WorkingTables): Sql {
  return sql`
    SELECT file_no, row_no,
      ${jsonObject({ kept_file: sql`kept.file_no`, kept_row: sql`kept.row_no` })} AS expected,
      NULL AS caused_by
    FROM (
      SELECT file_no, row_no,
        row_number() OVER latest AS place,
        first_value({file_no: file_no, row_no: row_no}) OVER latest AS kept
      FROM ${tables.keyed}
      SEMI JOIN ${soundRows(tables)} USING (file_no, row_no)
      WHERE key IS NOT NULL
      WINDOW latest AS (PARTITION BY tenant, key ORDER BY ${latestFirst})
    )
    WHERE place > 1`;
}

/**
 * Rows without errors that share their code with another id, except one that silver already has under that code. By now a key has
 * one row without errors at most.
 */
export function sharedCodesSql(tables: WorkingTables, silver: Sql | undefined): Sql {
  const ids = sql`list(key ORDER BY key)`;
  const holder =
    silver === undefined ? sql`` : sql`ANTI JOIN ${silver} AS h ON h.key = s.key AND h.business_key = s.code`;
  return sql`
    WITH coded AS (
      SELECT file_no, row_no, key, code
      FROM ${soundRows(tables)}
      WHERE code IS NOT NULL
    ),
    shared AS (
      SELECT code, count(*) AS rows
      FROM coded
      GROUP BY code
      HAVING count(*) > 1
    ),
    listed AS (
      SELECT code, any_value(shared.rows) AS rows, ${ids}[:${listed}] AS ids
      FROM coded
      JOIN shared USING (code)
      GROUP BY code
    )
    SELECT s.file_no, s.row_no,
      ${jsonObject({ ids: sql`listed.ids`, count: sql`listed.rows` })} AS expected,
      NULL AS caused_by
    FROM coded AS s
    JOIN listed USING (code)
    ${holder}`;
}
