import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { Intended } from '../generate/intended.ts';
import { ident, type Sql, sql, stringList } from '../sql/sql.ts';

/** A generated dataset: how many rows it has, and those of them that were not spoilt, as text. */
export async function filesSql(
  folder: string,
  dataset: DatasetName,
): Promise<{ readonly count: Sql; readonly clean: Sql }> {
  const parquet = join(folder, `${dataset}.parquet`);
  const isParquet = await access(parquet).then(
    () => true,
    () => false,
  );
  const rows = isParquet
    ? sql`(SELECT *, file_row_number + 1 AS _row FROM read_parquet(${parquet}, file_row_number = TRUE))`
    : sql`(SELECT *, row_number() OVER () AS _row FROM read_csv(${join(folder, `${dataset}.csv`)}, all_varchar = TRUE))`;
  const spoilt = sql`(SELECT row_number FROM read_parquet(${join(folder, 'truth.parquet')}) WHERE dataset = ${dataset})`;
  return {
    count: sql`SELECT count(*) AS rows FROM ${rows}`,
    clean: sql`(FROM ${rows} WHERE _row NOT IN (FROM ${spoilt}))`,
  };
}

/** Rows by value, or by the ordinal of the range that holds the value; NULL: blank, or outside of all. */
export function barsSql(clean: Sql, field: string, intended: Intended): Sql {
  const cell = ident(field);
  if (intended.kind === 'category') {
    const known = stringList(Object.keys(intended.shares));
    return sql`
    SELECT CASE WHEN list_contains(${known}, ${cell}::VARCHAR) THEN ${cell}::VARCHAR END AS bar, count(*) AS rows
    FROM ${clean}
    GROUP BY bar`;
  }
  const { edges } = intended;
  const [from = 0, next = 1] = edges;
  const bars = edges.length - 1;
  const at = sql`floor((TRY_CAST(${cell} AS DOUBLE) - ${from}) / ${next - from})`;
  return sql`
    SELECT CASE WHEN ${at} BETWEEN 0 AND ${bars - 1} THEN (${at})::INTEGER::VARCHAR END AS bar, count(*) AS rows
    FROM ${clean}
    GROUP BY bar`;
}

export const dirtSql = (truth: string): Sql => sql`
  SELECT kind, dataset, count(*) AS rows
  FROM read_parquet(${truth})
  WHERE kind <> 'knock_on'
  GROUP BY kind, dataset`;
