import { extname } from 'node:path';
import { type Command, Option } from 'commander';
import type { FileFormat } from '../app/write-file.ts';
import { QuaysideError } from '../base/errors.ts';
import { countArgument, userPath } from './arguments.ts';
import type { Terminal } from './terminal.ts';
import { countText } from './text-table.ts';

export interface OutputOptions {
  readonly format?: 'table' | FileFormat;
  readonly out?: string;
  readonly limit?: number;
}

/** The same words wherever rows are given: how, where to, how many. `most` without a file. */
export const withOutput = (command: Command, most: number): Command =>
  command
    .addOption(
      new Option(
        '--format <format>',
        'how rows are given: on the screen as a table or CSV, in a file as CSV or Parquet (default: table; with --out what the file is called)',
      ).choices(['table', 'csv', 'parquet']),
    )
    .option('--out <file>', 'write the rows into this file, all of them; one that is there is replaced')
    .option('--limit <rows>', `at most so many rows (default: ${most}; with --out all)`, countArgument);

/** Where the rows go. Throws USAGE where format and file do not go together. */
export type Output =
  | {
      readonly to: 'file';
      readonly format: FileFormat;
      readonly out: string;
      readonly limit: number | undefined;
    }
  | { readonly to: 'screen'; readonly format: 'table' | 'csv'; readonly limit: number };

export function outputOf({ format, out, limit }: OutputOptions, most: number, { json }: Terminal): Output {
  if (out !== undefined) return { to: 'file', format: fileFormat(format, out), out: userPath(out), limit };
  if (format === 'parquet')
    throw new QuaysideError('USAGE', '--format parquet needs a file: name it with --out.');
  return { to: 'screen', format: json ? 'table' : (format ?? 'table'), limit: limit ?? most };
}

function fileFormat(format: OutputOptions['format'], out: string): FileFormat {
  if (format === 'csv' || format === 'parquet') return format;
  const ending = extname(out).toLowerCase();
  if (format === undefined && ending === '.csv') return 'csv';
  if (format === undefined && ending === '.parquet') return 'parquet';
  throw new QuaysideError(
    'USAGE',
    `--out ${out}: expected --format csv or --format parquet, or a file called so.`,
  );
}

export const cutText = (limit: number): string =>
  `Only the first ${countText(limit)} rows; --limit asks for more.\n`;

export const writtenText = ({ path, rows }: { readonly path: string; readonly rows: number }): string =>
  `${countText(rows)} rows in ${path}`;
