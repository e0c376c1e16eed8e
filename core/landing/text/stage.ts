import { rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { z } from 'zod';
import { QuaysideError } from '../../base/errors.ts';
import type { Work } from '../../base/progress.ts';
import type { Duck } from '../../duck/duck.ts';
import { folderStore } from '../../store/folder.ts';
import type { Sql } from '../../sql/sql.ts';
import type { RawFile } from '../raw-file.ts';
import { columnName, parquetScan } from '../parquet/scan.sql.ts';
import { rewrite } from './rewrite.ts';
import { listScan, stageLists, stageRows, textScan } from './stage.sql.ts';
import type { Survey } from './survey.ts';

/** A Parquet writer holds blocks of 256 KiB for each column and thread: beyond this many, a row is staged as one list. */
const widestParquet = 250;

export interface TextFile {
  /** For messages. */
  readonly shown: string;
  /** Where DuckDB reads the text. */
  readonly path: string;
  /** Path in scratch of what is staged. */
  readonly staged: string;
}

type StagedText = Pick<RawFile, 'scan' | 'parquet'>;

/**
 * Makes a surveyed text a scan with stable row numbers, staged as Parquet. Regular text is staged as it is, all other is rewritten
 * first. The rows that DuckDB reads are compared with those the survey saw. Throws FILE_DIALECT where they differ.
 */
export async function stageText(duck: Duck, file: TextFile, found: Survey, work: Work): Promise<StagedText> {
  const { staged } = file;
  const columns = Array.from({ length: found.width }, (_, index) => columnName(index));
  const wide = found.width > widestParquet;
  const copy = `${staged}.csv`;
  const asCells = { scan: parquetScan([staged], found.width), parquet: staged };
  if (!wide && (await stageAsItIs(duck, file, columns, found, work))) return asCells;
  const pieces = folderStore(dirname(file.path)).read(basename(file.path));
  const shape = wide ? 'lists' : 'cells';
  await rewrite({ path: file.shown, ...found, shape }, pieces, copy, work.signal);
  for (const parallel of [true, false]) {
    const regular = {
      path: copy,
      delimiter: ',',
      quote: '"',
      newline: 'lf',
      header: false,
      parallel,
    } as const;
    // JSON spells a control character in six bytes.
    const lines = textScan({ ...regular, columns: ['line'], longest: found.longest * 6 + found.width * 5 });
    const cells = textScan({ ...regular, columns, longest: found.longest });
    const statement = wide ? stageLists(lines, staged) : stageRows(cells, staged);
    if (!(await reads(duck, statement, found.rows, work))) continue;
    await rm(copy, { force: true });
    return wide ? { scan: listScan(staged, columns) } : asCells;
  }
  throw new QuaysideError(
    'FILE_DIALECT',
    `${file.shown} has ${found.rows} rows of ${found.width} cells, but they could not all be read. Save it as plain CSV (comma, double quotes, UTF-8) and run again.`,
    { parameters: { path: file.shown, rows: found.rows, cells: found.width } },
  );
}

async function stageAsItIs(
  duck: Duck,
  { path, staged }: TextFile,
  columns: readonly string[],
  { regular, dialect, longest, rows }: Survey,
  work: Work,
): Promise<boolean> {
  const { delimiter, quote, newline } = dialect;
  if (!regular || newline === 'mixed') return false;
  const scan = textScan({ path, delimiter, quote, newline, header: true, columns, longest, parallel: true });
  return reads(duck, stageRows(scan, staged), rows, work);
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
