import { rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { z } from 'zod';
import { QuaysideError } from '../../base/errors.ts';
import type { Work } from '../../base/progress.ts';
import type { Duck } from '../../duck/duck.ts';
import type { Sql } from '../../sql/sql.ts';
import { folderStore } from '../../store/folder.ts';
import { columnName, parquetScan } from '../parquet/scan.sql.ts';
import { rewrite } from './rewrite.ts';
import { countRows, numberedRows, stageRows, type TextScan, textScan } from './stage.sql.ts';
import type { Survey } from './survey.ts';

/** A Parquet writer holds blocks of 256 KiB for each column and thread: beyond this many the text itself is read. */
const widestParquet = 250;

export interface TextFile {
  /** For messages. */
  readonly shown: string;
  /** Where DuckDB reads the text. */
  readonly path: string;
  /** Path in scratch of what is staged. */
  readonly staged: string;
}

/**
 * Makes a surveyed text a scan with stable row numbers: staged as Parquet, or, where it is very wide, as regular text. Regular text is
 * staged as it is, all other is rewritten first. The rows that DuckDB reads are compared with those the survey saw.
 * Throws FILE_DIALECT where they differ.
 */
export async function stageText(duck: Duck, file: TextFile, found: Survey, work: Work): Promise<Sql> {
  const { path, staged } = file;
  const columns = Array.from({ length: found.width }, (_, index) => columnName(index));
  const usual = { columns, longest: found.longest, parallel: true };
  const wide = found.width > widestParquet;
  const { newline, delimiter, quote } = found.dialect;
  if (found.regular && newline !== 'mixed' && !wide) {
    const scan: TextScan = { ...usual, path, delimiter, quote, newline, header: true };
    if (await reads(duck, stageRows(textScan(scan), staged), found.rows, work)) {
      return parquetScan(staged, found.width);
    }
  }
  const copy = `${staged}.csv`;
  await rewrite(
    { path: file.shown, ...found },
    folderStore(dirname(path)).read(basename(path)),
    copy,
    work.signal,
  );
  const scan: TextScan = { ...usual, path: copy, delimiter: ',', quote: '"', newline: 'lf', header: false };
  const inOrder: TextScan = { ...scan, parallel: false };
  if (wide) {
    if (await reads(duck, countRows(textScan(inOrder)), found.rows, work))
      return numberedRows(textScan(inOrder));
  } else {
    for (const attempt of [scan, inOrder]) {
      if (!(await reads(duck, stageRows(textScan(attempt), staged), found.rows, work))) continue;
      await rm(copy, { force: true });
      return parquetScan(staged, found.width);
    }
  }
  throw new QuaysideError(
    'FILE_DIALECT',
    `${file.shown} has ${found.rows} rows of ${found.width} cells, but they could not all be read. Save it as plain CSV (comma, double quotes, UTF-8) and run again.`,
    { parameters: { path: file.shown, rows: found.rows, cells: found.width } },
  );
}

/** Whether the statement succeeds with the expected `Count`. */
async function reads(duck: Duck, statement: Sql, expected: number, { signal }: Work): Promise<boolean> {
  try {
    const { Count } = await duck.row(statement, z.object({ Count: z.string() }), signal);
    return Number(Count) === expected;
  } catch (cause) {
    if (cause instanceof QuaysideError && cause.code === 'INTERNAL') return false;
    throw cause;
  }
}
