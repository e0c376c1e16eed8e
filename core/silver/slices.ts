import { type Sql, sql } from '../sql/sql.ts';

/** How many rows of a file there are, numbered from 1 (those that do not count among them). */
export interface FileRows {
  readonly fileNo: number;
  readonly rows: number;
}

/**
 * What writing takes of DuckDB's memory for each row: what is joined with the row, three times its place and once its content hash, and as
 * much again for everything else. Suppliers failed with 110 bytes a row.
 */
const bytesPerRow = 640;
const fewest = 2 ** 16;

/** So many rows are written at once with this memory, in bytes: a power of two, so that slices begin where row groups do. */
export const rowsAtOnce = (memory: number): number =>
  Math.max(fewest, 2 ** Math.floor(Math.log2(memory / bytesPerRow)));

/**
 * Conditions over file_no and row_no that part the rows of files into slices of at most `most`, in the files' order; pure. A slice is a
 * stretch of one file or some whole files, so that the others need not be read for it. A single one where all fit, or nothing is known of them.
 */
export function planSlices(files: readonly FileRows[], most: number): readonly Sql[] {
  const total = files.reduce((sum, { rows }) => sum + rows, 0);
  if (total <= most) return [sql`TRUE`];
  const slices: Sql[] = [];
  let whole: FileRows[] = [];
  const close = (): void => {
    if (whole.length > 0) slices.push(wholeFiles(whole));
    whole = [];
  };
  for (const file of files) {
    if (whole.reduce((sum, { rows }) => sum + rows, file.rows) > most) close();
    if (file.rows <= most) whole.push(file);
    else slices.push(...stretches(file, most));
  }
  close();
  return slices;
}

function wholeFiles(files: readonly FileRows[]): Sql {
  const numbers = files.map(({ fileNo }) => fileNo);
  const [first, last] = [Math.min(...numbers), Math.max(...numbers)];
  return last - first + 1 === numbers.length
    ? sql`file_no BETWEEN ${first} AND ${last}`
    : sql`file_no IN (${numbers.map((number) => sql`${number}`)})`;
}

/** Of about the same size. */
function stretches({ fileNo, rows }: FileRows, most: number): readonly Sql[] {
  return Array.from({ length: Math.ceil(rows / most) }, (_, index) => {
    const from = index * most;
    const last = from + most >= rows;
    // Whatever the file is said to have: no row is left out.
    return last
      ? sql`file_no = ${fileNo} AND row_no > ${from}`
      : sql`file_no = ${fileNo} AND row_no > ${from} AND row_no <= ${from + most}`;
  });
}
