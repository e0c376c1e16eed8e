import { writeFile } from 'node:fs/promises';
import type { Duck } from '../../core/duck/duck.ts';
import { ident, join, type Sql, sql } from '../../core/sql/sql.ts';
import type { RawRow } from './types.ts';

/** Rows as a CSV file, quoted where they must be. CSV knows no difference between an empty text and none. */
export async function writeCsv(path: string, rows: readonly RawRow[]): Promise<void> {
  const headers = headersOf(rows);
  const lines = [headers, ...rows.map(({ cells }) => headers.map((header) => cells[header] ?? ''))];
  await writeFile(path, lines.map((line) => `${line.map(quoted).join(',')}\r\n`).join(''));
}

/** What a CSV file keeps of rows. */
export const asCsvKeeps = (rows: readonly RawRow[]): readonly RawRow[] =>
  rows.map((row) => ({
    ...row,
    cells: Object.fromEntries(
      Object.entries(row.cells).map(([header, text]) => [header, text === '' ? null : text]),
    ),
  }));

/** Rows as a Parquet file, all columns text. */
export async function writeParquet(duck: Duck, path: string, rows: readonly RawRow[]): Promise<void> {
  await duck.run(sql`COPY (${relationOf(rows)}) TO ${path} (FORMAT parquet)`);
}

function relationOf(rows: readonly RawRow[]): Sql {
  const headers = headersOf(rows);
  const values = rows.map(
    ({ cells }) => sql`(${headers.map((header) => sql`${cells[header] ?? null}::VARCHAR`)})`,
  );
  return sql`SELECT * FROM (VALUES ${values}) AS delivered(${join(headers.map((header) => ident(header)))})`;
}

const headersOf = (rows: readonly RawRow[]): readonly string[] => Object.keys(rows[0]?.cells ?? {});

const quoted = (text: string): string =>
  /[",\r\n\0]|^\s|\s$/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
