import { type Sql, sql } from '../sql/sql.ts';

/** What one thread scans at a time; six of DuckDB's vectors. */
const rowsPerTask = 12_288;

/**
 * Numbers from 1, UBIGINT, as a Parquet file of a few bytes a thousand: range() is scanned by one thread, and so are up to 122,880 rows
 * of a table in memory, but a file's row groups by as many threads as there are.
 */
export const copyRowNumbers = (count: number, path: string): Sql => sql`
  COPY (SELECT range::UBIGINT AS row FROM range(1, ${count + 1})) TO ${path} (
    FORMAT parquet,
    PARQUET_VERSION V2,
    ROW_GROUP_SIZE ${rowsPerTask}
  )`;

/** Row groups are small enough that several threads compress, and whole multiples of a task's rows. */
export const copyParquet = (query: Sql, path: string, metadata?: Sql): Sql => sql`
  COPY (${query}) TO ${path} (
    FORMAT parquet,
    COMPRESSION snappy,
    ROW_GROUP_SIZE ${2 * rowsPerTask}
    ${metadata === undefined ? sql`` : sql`, KV_METADATA ${metadata}`}
  )`;

/** RFC 4180 with a header and \n. NULL is an empty cell. */
export const copyCsv = (query: Sql, path: string): Sql =>
  sql`COPY (${query}) TO ${path} (FORMAT csv, HEADER)`;
