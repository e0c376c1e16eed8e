import { open, rename, rm } from 'node:fs/promises';
import { QuaysideError } from '../base/errors.ts';
import { type Sql, sql } from '../sql/sql.ts';

/** What rows are given as. */
export type FileFormat = 'csv' | 'parquet';

/** Beside the file until it is whole. */
export const partialOf = (path: string): string => `${path}.partial`;

/** `rows` stands after FROM. */
export const copySql = (rows: Sql, path: string, format: FileFormat): Sql =>
  sql`COPY (FROM ${rows}) TO ${partialOf(path)} (${formats[format]}, USE_TMP_FILE FALSE)`;

/** The file is there already: without the option DuckDB would write another one beside it. */
const formats = {
  csv: sql`FORMAT csv, HEADER`,
  parquet: sql`FORMAT parquet, COMPRESSION zstd`,
} as const satisfies Record<FileFormat, Sql>;

/**
 * Makes a file that appears whole or not at all; one that is there is replaced. `write` fills `partialOf(path)`. Throws NOT_WRITABLE
 * before anything is asked, otherwise what `write` throws.
 */
export async function writeFileWhole<T>(path: string, write: () => Promise<T>): Promise<T> {
  const partial = partialOf(path);
  try {
    await (await open(partial, 'w')).close();
  } catch (cause) {
    throw notWritable(path, cause);
  }
  try {
    const result = await write();
    await rename(partial, path).catch((cause: unknown) => {
      throw notWritable(path, cause);
    });
    return result;
  } catch (cause) {
    await rm(partial, { force: true }).catch(() => undefined);
    throw cause;
  }
}

const notWritable = (path: string, cause: unknown): QuaysideError =>
  new QuaysideError(
    'NOT_WRITABLE',
    `${path} cannot be written; expected a file in a folder that is there. Name another one with --out.`,
    { parameters: { path }, cause },
  );
