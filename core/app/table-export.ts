import { z } from 'zod';
import type { Work } from '../base/progress.ts';
import { ident, join, sql } from '../sql/sql.ts';
import { Bench, type Host } from './host.ts';
import { cellSql } from './spreadsheet.sql.ts';
import { type TableRowsRequest, tableSource } from './table-rows.ts';
import { copySql, type FileFormat, writeFileWhole } from './write-file.ts';

export interface TableExport extends TableRowsRequest {
  /** Absolute path. */
  readonly workspace: string;
  readonly format: FileFormat;
  /** Absolute path of the file; one that is there is replaced. */
  readonly out: string;
}

const copied = z.object({ Count: z.coerce.number() });

/**
 * All rows of a table, or of one tenant in it, in a file that appears whole or not at all: Parquet with its types, CSV with nothing that a
 * spreadsheet would take for a formula. Throws TABLE_NOT_FOUND, SNAPSHOT_NOT_FOUND, NOT_WRITABLE.
 */
export async function exportRows(
  host: Host,
  { workspace, format, out, ...at }: TableExport,
  { signal }: Work = {},
): Promise<{ readonly path: string; readonly rows: number }> {
  await using bench = await Bench.open(host);
  const { duck } = bench;
  const { relation, columns, order } = await tableSource(host, duck, workspace, at, signal);
  const cells = columns.map((column) => (format === 'csv' ? cellSql(column) : ident(column.name)));
  return await writeFileWhole(out, async () => {
    const rows = sql`(SELECT ${cells} FROM ${relation} ORDER BY ${join(order)})`;
    const { Count } = await duck.row(copySql(rows, out, format), copied, signal);
    return { path: out, rows: Count };
  });
}
