import { QuaysideError } from '../base/errors.ts';
import type { Terminal } from './terminal.ts';
import { countText } from './text-table.ts';

const mostRows = 10_000;

/** Columns are as wide as their widest cell, so a table is made whole: USAGE where it would be too long to be read. */
export function assertReadableTable({ json }: Pick<Terminal, 'json'>, rows: number): void {
  if (json || rows <= mostRows) return;
  throw new QuaysideError(
    'USAGE',
    `${countText(rows)} rows are too many for a table, which has at most ${countText(mostRows)}; use --format csv or --json.`,
    { parameters: { rows, limit: mostRows } },
  );
}
