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

/** How many rows are meant of a stretch of a file: from where the one before ends to its row number `upTo`. */
export interface Stretch {
  readonly fileNo: number;
  readonly upTo: number;
  readonly rows: number;
}

/**
 * The same by stretches of which not all rows are meant, in the order of (file_no, row_no); pure. A slice has at most `most` of the meant rows,
 * or is a single stretch. Rows that are in no stretch are in a slice too.
 */
export function cutSlices(stretches: readonly Stretch[], most: number): readonly Sql[] {
  const cuts: Stretch[] = [];
  let rows = 0;
  let last: Stretch | undefined;
  for (const stretch of stretches) {
    if (last !== undefined && rows + stretch.rows > most) {
      cuts.push(last);
      rows = 0;
    }
    rows += stretch.rows;
    last = stretch;
  }
  return Array.from({ length: cuts.length + 1 }, (_, index) => between(cuts[index - 1], cuts[index]));
}

function between(after: Stretch | undefined, to: Stretch | undefined): Sql {
  const later = after && { file: sql`file_no > ${after.fileNo}`, row: sql`row_no > ${after.upTo}` };
  const until = to && { file: sql`file_no < ${to.fileNo}`, row: sql`row_no <= ${to.upTo}` };
  if (after !== undefined && later !== undefined && after.fileNo === to?.fileNo)
    return sql`file_no = ${after.fileNo} AND ${later.row} AND ${until?.row ?? sql`TRUE`}`;
  const from = after && later && sql`(${later.file} OR (file_no = ${after.fileNo} AND ${later.row}))`;
  const end = to && until && sql`(${until.file} OR (file_no = ${to.fileNo} AND ${until.row}))`;
  return sql`${from ?? sql`TRUE`} AND ${end ?? sql`TRUE`}`;
}
