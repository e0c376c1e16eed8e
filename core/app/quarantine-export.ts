import { rename, rm } from 'node:fs/promises';
import { z } from 'zod';
import { QuaysideError } from '../base/errors.ts';
import type { Work } from '../base/progress.ts';
import { join, sql } from '../sql/sql.ts';
import { Bench, type Host } from './host.ts';
import { shownSql, spreadsheetSql } from './quarantine.sql.ts';
import { type QuarantineRequest, quarantineTables } from './quarantine.ts';

export interface ExportRequest extends QuarantineRequest {
  readonly format: 'csv' | 'parquet';
  /** Absolute path of the file; one that is there is replaced. */
  readonly out: string;
}

/**
 * Writes all rows that are asked for into one file, which appears whole or not at all: Parquet with the columns of the quarantine
 * tables, CSV with reasons in one cell and no formulas. Rows of both datasets lie below each other, each with its own columns filled.
 */
export async function exportQuarantine(
  host: Host,
  request: ExportRequest,
  { signal }: Work = {},
): Promise<{ readonly path: string; readonly rows: number }> {
  const { format, out, showPersonalData } = request;
  await using bench = await Bench.open(host);
  const parts = (await quarantineTables(host, request)).map(({ contract, rows }) => {
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
  const options = format === 'csv' ? sql`FORMAT csv, HEADER` : sql`FORMAT parquet, COMPRESSION zstd`;
  const partial = `${out}.partial`;
  try {
    const { Count } = await bench.duck.row(
      sql`COPY (${join(parts, ' UNION ALL BY NAME ')}) TO ${partial} (${options})`,
      z.object({ Count: z.coerce.number() }),
      signal,
    );
    await rename(partial, out);
    return { path: out, rows: Count };
  } catch (cause) {
    await rm(partial, { force: true }).catch(() => undefined);
    if (cause instanceof QuaysideError && cause.code !== 'INTERNAL') throw cause;
    throw new QuaysideError(
      'NOT_WRITABLE',
      `${out} cannot be written; expected a file in a folder that is there. Name another one with --out.`,
      { parameters: { path: out }, cause },
    );
  }
}
