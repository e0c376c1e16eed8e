import { z } from 'zod';
import { QuaysideError } from '../../base/errors.ts';
import type { Work } from '../../base/progress.ts';
import type { Duck } from '../../duck/duck.ts';
import { ident, join, type Sql, sql } from '../../sql/sql.ts';
import { damaged } from '../damaged.ts';
import { assertSame, hashInPassing } from '../digest.ts';
import type { SourceFile } from '../discovery/find-sources.ts';
import type { FileColumn, RawFile } from '../raw-file.ts';
import { asText, isEscaped } from './as-text.sql.ts';
import { columnName, columnTypes, parquetScan, rowCount, schemaElements } from './scan.sql.ts';

/**
 * Opens a Parquet file where it lies: hashes it and reads its footer, no copy, no row.
 * Throws FILE_EMPTY, FILE_NOT_PARQUET, FILE_DAMAGED, SOURCE_CHANGED.
 */
export async function openParquet(
  duck: Duck,
  source: SourceFile,
  path: string,
  work: Work,
): Promise<RawFile> {
  const { signal } = work;
  const passing = hashInPassing(source, work);
  // DuckDB reads the footer while the bytes are hashed; the marks' verdict comes first because it is the clearer one.
  const [marks, footer] = await Promise.allSettled([
    checkMarks(source.path, passing.pieces),
    describe(duck, source.path, path, signal),
  ]);
  if (marks.status === 'rejected') throw marks.reason;
  if (footer.status === 'rejected') throw footer.reason;
  const described = footer.value;
  await assertSame(source, passing.bytes());
  return {
    source,
    digest: passing.digest(),
    bytes: passing.bytes(),
    format: 'parquet',
    ...described,
    scan: parquetScan([path], described.columns.length),
    parquet: path,
  };
}

const mark = 'PAR1';

/** Reads to the end, and checks the file's first and last four bytes. */
async function checkMarks(path: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  let first = '';
  let last = Buffer.alloc(0);
  for await (const piece of pieces) {
    if (first.length < 4) first += Buffer.from(piece.subarray(0, 4 - first.length)).toString('latin1');
    last = piece.length >= 4 ? Buffer.from(piece.subarray(-4)) : Buffer.concat([last, piece]).subarray(-4);
  }
  if (first === '') {
    throw new QuaysideError('FILE_EMPTY', `${path} is empty; expected a Parquet file.`, {
      parameters: { path },
    });
  }
  if (first !== mark) {
    const what = first === 'PARE' ? 'is encrypted' : 'does not begin like one';
    throw new QuaysideError(
      'FILE_NOT_PARQUET',
      `${path} is named as Parquet but ${what}; expected a Parquet file that is not encrypted, or CSV named .csv.`,
      { parameters: { path } },
    );
  }
  if (last.toString('latin1') !== mark) throw damaged(path, 'its end is missing (a cut-off upload?)');
}

interface Described {
  readonly columns: readonly FileColumn[];
  readonly rows: number;
  readonly escapedValues: number;
}

async function describe(duck: Duck, shown: string, path: string, signal?: AbortSignal): Promise<Described> {
  try {
    const elements = await duck.rows(
      schemaElements(path),
      z.object({ name: z.string(), children: z.number() }),
      signal,
    );
    const names = topLevelNames(elements);
    const types = await duck.rows(columnTypes(path), z.object({ type: z.string() }), signal);
    const { rows } = await duck.row(rowCount(path), z.object({ rows: z.string() }), signal);
    if (names.length !== types.length) throw damaged(shown, 'its schema contradicts itself');
    const columns = types.map(({ type }, index): FileColumn => {
      const column = ident(columnName(index));
      return { name: names[index] ?? '', sourceType: type, column, text: asText(column, type) };
    });
    const escapedValues = await countEscaped(duck, parquetScan([path], columns.length), columns, signal);
    return { columns, rows: Number(rows), escapedValues };
  } catch (cause) {
    if (cause instanceof QuaysideError && cause.code !== 'INTERNAL') throw cause;
    throw damaged(shown, 'its footer or pages cannot be read', cause);
  }
}

/** The root's direct children; nested elements follow their parents in the list. */
function topLevelNames(elements: readonly { readonly name: string; readonly children: number }[]): string[] {
  const names: string[] = [];
  const skip = (at: number): number => {
    let next = at + 1;
    for (let child = 0; child < (elements[at]?.children ?? 0); child += 1) next = skip(next);
    return next;
  };
  for (let at = 1; at < elements.length; at = skip(at)) names.push(elements[at]?.name ?? '');
  return names;
}

async function countEscaped(
  duck: Duck,
  scan: Sql,
  columns: readonly FileColumn[],
  signal?: AbortSignal,
): Promise<number> {
  const binary = columns.filter((column) => column.sourceType === 'BLOB');
  if (binary.length === 0) return 0;
  const counts = binary.map(({ column }) => sql`count(*) FILTER (${isEscaped(column)})`);
  const { escaped } = await duck.row(
    sql`SELECT (${join(counts, ' + ')})::VARCHAR AS escaped FROM ${scan}`,
    z.object({ escaped: z.string() }),
    signal,
  );
  return Number(escaped);
}
