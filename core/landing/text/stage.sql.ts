import { ident, type Sql, sql } from '../../sql/sql.ts';
import { literalGlob } from '../literal-glob.ts';

export interface TextScan {
  readonly path: string;
  readonly delimiter: string;
  readonly quote: string;
  readonly newline: 'lf' | 'crlf' | 'cr' | 'none';
  readonly header: boolean;
  readonly columns: readonly string[];
  /** Bytes of the longest line. */
  readonly longest: number;
  readonly parallel: boolean;
}

const newlines: Readonly<Record<TextScan['newline'], string>> = {
  lf: '\\n',
  crlf: '\\r\\n',
  cr: '\\r',
  none: '\\n',
};
const usualLine = 2_000_000;
const usualBuffer = 32_000_000;

/** A text file's rows as VARCHAR columns; nothing is left to DuckDB's sniffer. Blank cells are NULL, the text NULL is text. */
export function textScan(scan: TextScan): Sql {
  const columns = scan.columns.map((column) => sql`${ident(column)}: 'VARCHAR'`);
  // A line may have grown by a quote for every one in it, and by two and a comma for every cell.
  const line = Math.max(usualLine, scan.longest * 2 + scan.columns.length * 3 + 1024);
  return sql`read_csv(
  ${literalGlob(scan.path)},
  auto_detect = FALSE, strict_mode = TRUE, null_padding = FALSE, hive_partitioning = FALSE,
  compression = 'none', header = ${scan.header}, delim = ${scan.delimiter}, quote = ${scan.quote}, escape = ${scan.quote},
  new_line = ${newlines[scan.newline]}, nullstr = '', parallel = ${scan.parallel},
  max_line_size = ${line}, buffer_size = ${Math.max(usualBuffer, line)}, columns = {${columns}})`;
}

/** Writes a relation's rows to a Parquet file in scratch, in their order; small row groups are written in parallel and in little memory. The statement's result is one row: `Count`. */
export const stageRows = (rows: Sql, target: string): Sql =>
  sql`COPY (SELECT * FROM ${rows}) TO ${target} (FORMAT parquet, COMPRESSION lz4, ROW_GROUP_SIZE 20480)`;

/** Rows whose only column `line` holds a JSON array, as Parquet with one column of lists. The result is one row: `Count`. */
export const stageLists = (lines: Sql, target: string): Sql =>
  sql`COPY (SELECT from_json(line, '["VARCHAR"]') AS cells FROM ${lines}) TO ${target} (FORMAT parquet, COMPRESSION lz4, ROW_GROUP_SIZE 2048)`;

/** Lists as columns, with the row's number from 0, as a scan of Parquet has it. Only the cells that are asked for become columns. */
export function listScan(path: string, columns: readonly string[]): Sql {
  const cells = columns.map((column, index) => sql`cells[${index + 1}] AS ${ident(column)}`);
  return sql`(SELECT ${cells}, file_row_number FROM read_parquet(${literalGlob(path)}, hive_partitioning = FALSE) AS file(cells))`;
}
