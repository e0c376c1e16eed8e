import { rm } from 'node:fs/promises';
import { join as joinPath } from 'node:path';
import type { Work } from '../../base/progress.ts';
import type { Duck } from '../../duck/duck.ts';
import { ident } from '../../sql/sql.ts';
import { assertSame, hashInPassing } from '../digest.ts';
import type { SourceFile } from '../discovery/find-sources.ts';
import { columnName } from '../parquet/scan.sql.ts';
import type { FileColumn, RawFile } from '../raw-file.ts';
import { gunzipTo } from './gunzip.ts';
import { stageText } from './stage.ts';
import { type Survey, survey } from './survey.ts';

/**
 * Opens a text file: one pass over its bytes (digest, encoding, separators, rows), then DuckDB stages its rows in
 * scratch, so that the file is read once and row numbers are stable.
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
  const passing = hashInPassing(source, work);
  const compressed = /\.gz$/i.test(source.path);
  const text = compressed ? joinPath(scratch, `${name}.txt`) : localPath;
  const pieces = compressed
    ? gunzipTo(source.path, passing.pieces, source.object.bytes, text)
    : passing.pieces;
  const found = await survey(source.path, pieces, compressed);
  const staged = joinPath(scratch, `${name}.parquet`);
  const stagedText = await stageText(duck, { shown: source.path, path: text, staged }, found, work);
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
    rows: found.rows,
    columns,
    ...stagedText,
    escapedValues: 0,
    dialect: found.dialect,
  };
}

/** The header, then `(cell N)` for cells beyond it. */
const namesOf = ({ header, width }: Survey): readonly string[] =>
  Array.from({ length: width }, (_, index) => header[index] ?? `(cell ${index + 1})`);
