import { type Sql, sql } from '../sql/sql.ts';
import { fingerprint } from './dialect.ts';
import type { WorkingTables } from './working-tables.ts';

/** The latest row of a key comes first. */
export const latestFirst = sql`changed_at DESC NULLS LAST, extracted_at DESC NULLS LAST, file_no DESC, row_no DESC`;

/** Only rows that may meet another row of their key are looked at again; a fingerprint shared by chance costs nothing but that look. */
export function candidateSql({ candidate, judging }: WorkingTables): Sql {
  const fingerprinted = fingerprint([sql`tenant`, sql`key`]);
  return sql`CREATE OR REPLACE TABLE ${candidate} AS
    SELECT file_no, row_no, tenant, key, changed_at, extracted_at, likeness
    FROM ${judging}
    WHERE key IS NULL OR ${fingerprinted} IN (
      SELECT ${fingerprinted}
      FROM ${judging}
      WHERE key IS NOT NULL
      GROUP BY ALL
      HAVING count(*) > 1
    )`;
}

export const alikeSql = ({ alike, candidate }: WorkingTables): Sql => sql`CREATE OR REPLACE TABLE ${alike} AS
    SELECT file_no, row_no, tenant, key
    FROM ${candidate}
    QUALIFY count(*) OVER (PARTITION BY tenant, key, likeness) > 1`;

/** `again` is the typed relation of the rows that are alike, mostly none. Of identical rows the first is kept. */
export function keyedSql({ keyed, candidate, alike }: WorkingTables, again: Sql): Sql {
  return sql`CREATE OR REPLACE TABLE ${keyed} AS
    WITH compared AS (
      SELECT file_no, row_no,
        row_number() OVER (PARTITION BY a.tenant, a.key, t.identity ORDER BY file_no, row_no) > 1 AS repeated
      FROM ${alike} AS a
      JOIN ${again} AS t USING (file_no, row_no)
    )
    SELECT c.* EXCLUDE (likeness), coalesce(compared.repeated, FALSE) AS repeated
    FROM ${candidate} AS c
    LEFT JOIN compared USING (file_no, row_no)`;
}

export interface AsideOptions {
  readonly tenant: string;
  readonly changeFeed: boolean;
  /** (key, newest) of the tenant. */
  readonly seen: Sql | undefined;
  /** (file_no, row_no) of rows that a person rejected as they are. */
  readonly rejected?: Sql | undefined;
}

/**
 * Rows that are not judged: repeats; of a change feed all but the latest of a key; rows older than the newest time seen for their
 * key; rows that were rejected before as they are. A repeat stays a repeat whatever its age ("repeated" sorts before "superseded").
 */
export function asideSql({ aside, keyed, judging }: WorkingTables, options: AsideOptions): Sql {
  const { tenant, changeFeed, seen, rejected } = options;
  const repeats = sql`SELECT file_no, row_no, 'repeated' AS disposition FROM ${keyed} WHERE repeated`;
  const earlier = sql`
      UNION ALL
      SELECT file_no, row_no, 'superseded'
      FROM (
        SELECT file_no, row_no, row_number() OVER (PARTITION BY tenant, key ORDER BY ${latestFirst}) AS place
        FROM ${keyed}
        WHERE key IS NOT NULL AND NOT repeated
      )
      WHERE place > 1`;
  const older = (relation: Sql): Sql => sql`
      UNION ALL
      SELECT j.file_no, j.row_no, 'superseded'
      FROM ${judging} AS j
      JOIN ${relation} AS s ON s.key = j.key
      WHERE j.tenant = ${tenant} AND j.changed_at < s.newest`;
  const decided =
    rejected &&
    sql`
      UNION ALL
      SELECT file_no, row_no, 'superseded' FROM ${rejected}`;
  return sql`CREATE OR REPLACE TABLE ${aside} AS
    SELECT file_no, row_no, min(disposition) AS disposition
    FROM (
      ${repeats}${changeFeed ? earlier : sql``}${seen === undefined ? sql`` : older(seen)}${decided ?? sql``}
    )
    GROUP BY file_no, row_no`;
}
