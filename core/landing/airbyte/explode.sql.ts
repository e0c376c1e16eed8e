import { ident, type Sql, sql } from '../../sql/sql.ts';
import type { FileColumn } from '../raw-file.ts';
import { plainNumber } from '../plain-number.sql.ts';
import { columnName } from '../parquet/scan.sql.ts';

/** The order matters: what is no JSON must not be asked for its type. */
const isObject = (data: Sql): Sql =>
  sql`CASE WHEN json_valid(${data}) THEN json_type(${data}) = 'OBJECT' ELSE FALSE END`;

/** The keys of all rows' objects, in the order in which they first appear. */
export const objectKeys = (scan: Sql, data: Sql): Sql => sql`
SELECT key
FROM (
  SELECT unnest(keys) AS key, first_row, generate_subscripts(keys, 1) AS place
  FROM (
    SELECT json_keys(${data}) AS keys, min(file_row_number) AS first_row
    FROM ${scan}
    WHERE ${isObject(data)}
    GROUP BY keys))
GROUP BY key
ORDER BY min(first_row * 1000000 + place)`;

/** Rows whose data is filled but no JSON object. */
export const unreadableRows = (scan: Sql, data: Sql): Sql => sql`
SELECT count(*)::VARCHAR AS rows
FROM ${scan}
WHERE ${data} IS NOT NULL AND NOT ${isObject(data)}`;

export interface Explosion {
  readonly scan: Sql;
  readonly data: Sql;
  readonly keys: readonly string[];
  /** Columns that are kept as they are, after the exploded ones. */
  readonly kept: readonly FileColumn[];
  /** Keep the text of rows that are no object, in a last column. */
  readonly keepUnreadable: boolean;
}

/**
 * One VARCHAR column for each key. Text is unquoted, `null` is NULL, nested values are JSON text, numbers have the digits they
 * were written with (DuckDB's JSON reader would make 0.10 of them 0.1), in plain digits where an exponent was.
 */
export function explodedRows({ scan, data, keys, kept, keepUnreadable }: Explosion): Sql {
  const pointers = sql`[${keys.map((key) => sql`${pointerTo(key)}`)}]::VARCHAR[]`;
  const columns = [
    ...keys.map((key, index) => sql`${valueOf(key, index + 1)} AS ${ident(columnName(index))}`),
    ...kept.map(({ column }, index) => sql`${column} AS ${ident(columnName(keys.length + index))}`),
    ...(keepUnreadable
      ? [sql`CASE WHEN NOT readable THEN data END AS ${ident(columnName(keys.length + kept.length))}`]
      : []),
  ];
  return sql`
SELECT ${columns}
FROM (
  SELECT
    *,
    CASE WHEN readable THEN json_extract_string(data, ${pointers}) END AS texts,
    CASE WHEN readable THEN json_type(data, ${pointers}) END AS kinds
  FROM (SELECT *, ${data} AS data, ${isObject(data)} AS readable FROM ${scan}))`;
}

/** RFC 6901. */
const pointerTo = (key: string): string => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;

function valueOf(key: string, place: number): Sql {
  const quoted = JSON.stringify(key).replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
  const written = sql`regexp_extract(data, ${`${quoted}\\s*:\\s*(-?[0-9][0-9.eE+-]*)`}, 1)`;
  return sql`CASE
    WHEN kinds[${place}] = 'DOUBLE' AND try_cast(${written} AS DOUBLE) = try_cast(texts[${place}] AS DOUBLE) THEN ${plainNumber(written)}
    WHEN kinds[${place}] = 'DOUBLE' THEN ${plainNumber(sql`texts[${place}]`)}
    ELSE texts[${place}]
  END`;
}
