import { rm } from 'node:fs/promises';
import { basename, dirname, join as joinPath } from 'node:path';
import { z } from 'zod';
import { QuaysideError } from '../../base/errors.ts';
import type { Work } from '../../base/progress.ts';
import type { Duck } from '../../duck/duck.ts';
import { folderStore } from '../../store/folder.ts';
import { ident, sql } from '../../sql/sql.ts';
import { assertSame, hashInPassing } from '../digest.ts';
import type { SourceFile } from '../discovery/find-sources.ts';
import { columnName, parquetScan } from '../parquet/scan.sql.ts';
import type { FileColumn, RawFile } from '../raw-file.ts';
import { gunzipTo } from './gunzip.ts';
import { rewrite } from './rewrite.ts';
import { stageRows, type TextScan, textScan } from './stage.sql.ts';
import { type Survey, survey } from './survey.ts';

/**
 * Opens a text file: one pass over its bytes (digest, encoding, separators, rows), then DuckDB stages its rows as Parquet in
 * scratch. What is not regular CSV is first rewritten as such. Rows staged are compared with rows seen: none is lost silently.
 * `name` is the staged files' name in `scratch`. Throws FILE_EMPTY, FILE_NOT_UTF8, FILE_DAMAGED, FILE_DIALECT, SOURCE_CHANGED.
 */
export async function openText(
  duck: Duck,
  source: SourceFile,
  localPath: string,
  scratch: string,
  name: string,
  work: Work,
): Promise<RawFile> {
  const passing = hashInPassing(source, work.signal);
  const compressed = /\.gz$/i.test(source.path);
  const text = compressed ? joinPath(scratch, `${name}.txt`) : localPath;
  const pieces = compressed
    ? gunzipTo(source.path, passing.pieces, source.object.bytes, text)
    : passing.pieces;
  const found = await survey(source.path, pieces, compressed);
  const staged = joinPath(scratch, `${name}.parquet`);
  const rows = await stage(duck, source.path, text, staged, found, work);
  if (compressed) await rm(text, { force: true });
  await assertSame(source, passing.bytes());
  const columns = namesOf(found).map((columnLabel, index): FileColumn => {
    const column = ident(columnName(index));
    return { name: columnLabel, sourceType: 'VARCHAR', column, text: column };
  });
  return {
    source,
    digest: passing.digest(),
    bytes: passing.bytes(),
    format: 'csv',
    rows,
    columns,
    scan: parquetScan(staged, columns.length),
    escapedValues: 0,
    dialect: found.dialect,
  };
}

/** The header, then `(cell N)` for cells beyond it. */
const namesOf = ({ header, width }: Survey): readonly string[] =>
  Array.from({ length: width }, (_, index) => header[index] ?? `(cell ${index + 1})`);

async function stage(
  duck: Duck,
  shown: string,
  text: string,
  staged: string,
  found: Survey,
  work: Work,
): Promise<number> {
  const columns = Array.from({ length: found.width }, (_, index) => columnName(index));
  const { newline } = found.dialect;
  const usual = { columns, longest: found.longest, parallel: true };
  if (found.regular && newline !== 'mixed') {
    const { delimiter, quote } = found.dialect;
    const scan: TextScan = { ...usual, path: text, delimiter, quote, newline, header: true };
    const staging = await tryStaging(duck, scan, staged, found.rows, work);
    if (staging !== undefined) return staging;
  }
  const copy = `${staged}.csv`;
  const pieces = folderStore(dirname(text)).read(basename(text));
  await rewrite({ path: shown, ...found }, pieces, copy);
  const scan: TextScan = { ...usual, path: copy, delimiter: ',', quote: '"', newline: 'lf', header: false };
  const rows =
    (await tryStaging(duck, scan, staged, found.rows, work)) ??
    (await tryStaging(duck, { ...scan, parallel: false }, staged, found.rows, work));
  await rm(copy, { force: true });
  if (rows !== undefined) return rows;
  throw new QuaysideError(
    'FILE_DIALECT',
    `${shown} has ${found.rows} rows of ${found.width} cells, but they could not all be read. Save it as plain CSV (comma, double quotes, UTF-8) and run again.`,
    { parameters: { path: shown, rows: found.rows, cells: found.width } },
  );
}

/** The rows staged, or undefined where DuckDB cannot read the text or reads another number than `expected`. */
async function tryStaging(
  duck: Duck,
  scan: TextScan,
  target: string,
  expected: number,
  work: Work,
): Promise<number | undefined> {
  try {
    const { Count } = await duck.row(
      stageRows(sql`SELECT * FROM ${textScan(scan)}`, target),
      z.object({ Count: z.string() }),
      work.signal,
    );
    return expected === Number(Count) ? expected : undefined;
  } catch (cause) {
    if (cause instanceof QuaysideError && cause.code === 'INTERNAL') return undefined;
    throw cause;
  }
}
