import { type Sql, sql } from '../sql/sql.ts';
import { jsonObject } from './dialect.ts';
import { soundRows } from './marks.sql.ts';
import type { WorkingTables } from './working-tables.ts';

/** Rows without errors whose key silver has from another data source. `silver` is (key, business_key, data_source). */
export function collisionsSql(tables: WorkingTables, silver: Sql): Sql {
  return sql`
    SELECT s.file_no, s.row_no,
      ${jsonObject({ data_source: sql`min(h.data_source)` })} AS expected,
      NULL AS caused_by
    FROM ${soundRows(tables)} AS s
    JOIN ${silver} AS h ON h.key = s.key AND h.data_source <> s.data_source
    GROUP BY s.file_no, s.row_no`;
}

/**
 * Rows without errors whose code silver holds under another id. `moves`: that id has a row in this delivery that takes it off the
 * code, should that row pass.
 */
export function contestedSql(tables: WorkingTables, silver: Sql): Sql {
  return sql`CREATE OR REPLACE TABLE ${tables.contested} AS
    WITH sound AS (
      SELECT file_no, row_no, key, code
      FROM ${soundRows(tables)}
    ),
    held AS (
      SELECT s.file_no, s.row_no, s.key, s.code, h.key AS holder
      FROM sound AS s
      JOIN ${silver} AS h ON h.business_key = s.code AND h.key <> s.key
    ),
    movers AS (
      SELECT key, code
      FROM sound
      ANTI JOIN (SELECT file_no, row_no FROM ${tables.orphan} WHERE error) USING (file_no, row_no)
    )
    SELECT held.file_no, held.row_no, held.key, held.holder,
      m.key IS NOT NULL AND m.code IS DISTINCT FROM held.code AS moves
    FROM held
    LEFT JOIN movers AS m ON m.key = held.holder`;
}

/**
 * Contested rows whose code is not given up: its holder stays, or would move but is itself refused its new code. What is left may
 * pass together, also where ids exchange their codes.
 */
export function refusedCodesSql({ contested }: WorkingTables): Sql {
  return sql`
    WITH RECURSIVE refused AS (
      SELECT file_no, row_no, key, holder FROM ${contested} WHERE NOT moves
      UNION
      SELECT c.file_no, c.row_no, c.key, c.holder
      FROM ${contested} AS c
      JOIN refused ON refused.key = c.holder
    )
    SELECT file_no, row_no,
      ${jsonObject({ silver_id: sql`min(holder)` })} AS expected,
      NULL AS caused_by
    FROM refused
    GROUP BY file_no, row_no`;
}
