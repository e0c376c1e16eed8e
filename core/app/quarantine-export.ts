import { z } from 'zod';
import { QuaysideError } from '../base/errors.ts';
import type { Work } from '../base/progress.ts';
import type { ResultTable } from '../duck/duck.ts';
import { join, type Sql, sql } from '../sql/sql.ts';
import { Bench, type Host } from './host.ts';
import { shownSql, spreadsheetSql } from './quarantine.sql.ts';
import { decidedTables, type QuarantineRequest } from './quarantine.ts';
import { copySql, type FileFormat, writeFileWhole } from './write-file.ts';

export interface ExportRequest extends QuarantineRequest {
  readonly format: FileFormat;
  /** Absolute path of the file; one that is there is replaced. */
  readonly out: string;
  /** At most so many rows; all without it. */
  readonly limit?: number | undefined;
}

/**
 * Writes the rows that are asked for into one file, which appears whole or not at all: Parquet with the columns of the quarantine
 * tables, CSV with reasons in one cell and no formulas. Rows of both datasets lie below each other, each with its own columns filled.
 */
export async function exportQuarantine(
  host: Host,
  request: ExportRequest,
  { signal }: Work = {},
): Promise<{ readonly path: string; readonly rows: number }> {
  const { format, out } = request;
  await using bench = await Bench.open(host);
  const rows = await rowsFor(host, bench, request);
  return await writeFileWhole(out, async () => {
    const { Count } = await bench.duck.row(
      copySql(rows, out, format),
      z.object({ Count: z.coerce.number() }),
      signal,
    );
    return { path: out, rows: Count };
  });
}

/** The first rows as a spreadsheet's cells, with nothing that it would take for a formula. */
export async function quarantineCells(
  host: Host,
  request: QuarantineRequest & { readonly limit: number },
  { signal }: Work = {},
): Promise<ResultTable> {
  await using bench = await Bench.open(host);
  const { limit } = request;
  const rows = await rowsFor(host, bench, { ...request, format: 'csv', limit: limit + 1 });
  return await bench.duck.table(sql`FROM ${rows}`.text, limit, signal);
}

async function rowsFor(
  host: Host,
  bench: Bench,
  request: QuarantineRequest & Pick<ExportRequest, 'format' | 'limit'>,
): Promise<Sql> {
  const { format, showPersonalData, limit } = request;
  const parts = (await decidedTables(host, bench, request)).map(({ contract, rows }) => {
    const shown = shownSql(rows, contract, request, showPersonalData);
    return format === 'csv'
      ? sql`(${spreadsheetSql(shown, contract)})`
      : sql`(SELECT ${contract.dataset} AS dataset, * FROM ${shown} ORDER BY source_path, source_row, row_id)`;
  });
  if (parts.length === 0) {
    throw new QuaysideError(
      'TABLE_NOT_FOUND',
      `No quarantine in ${request.workspace}; \`quayside run\` makes it. Name a workspace with --workspace.`,
      { parameters: { workspace: request.workspace } },
    );
  }
  const most = limit === undefined ? sql`` : sql`LIMIT ${limit}`;
  return sql`(FROM (${join(parts, ' UNION ALL BY NAME ')}) ${most})`;
}
