import { ident, type Sql, sql, stringList } from '../../sql/sql.ts';
import { literalGlob } from '../literal-glob.ts';

export const columnName = (index: number): string => `c${index + 1}`;

/** Parquet files of one shape in place, their columns named `c1` … by position, whatever they are called in the files. */
export function parquetScan(paths: readonly string[], columns: number): Sql {
  const names = Array.from({ length: columns }, (_, index) => ident(columnName(index)));
  return sql`read_parquet(${stringList(paths.map(literalGlob))}, hive_partitioning = FALSE) AS file(${names})`;
}

/** Names and child counts of all schema elements, in the file's order, the root first. */
export const schemaElements = (path: string): Sql =>
  sql`SELECT name, coalesce(num_children, 0)::INTEGER AS children FROM parquet_schema(${literalGlob(path)})`;

export const columnTypes = (path: string): Sql =>
  sql`SELECT column_type AS type FROM (DESCRIBE SELECT * FROM read_parquet(${literalGlob(path)}, hive_partitioning = FALSE))`;

export const rowCount = (path: string): Sql =>
  sql`SELECT num_rows::VARCHAR AS rows FROM parquet_file_metadata(${literalGlob(path)})`;

/** Needs every value of the file, and gives nothing worth having. */
export const everyValue = (path: string): Sql =>
  sql`SELECT count(*) FILTER (hash(quayside_row) = 0) AS zeros FROM read_parquet(${literalGlob(path)}, hive_partitioning = FALSE) AS quayside_row`;
