import { QuaysideError } from '../../base/errors.ts';
import { type Detected, detectDialect, type LineCount, type TextDialect } from './dialect.ts';
import { cellTexts, isBlankCell, isBlankLine, type Record, type Separators } from './records.ts';
import { RecordStream } from './record-stream.ts';
import { refuseForeign, Utf8Check } from './utf8.ts';

const sampleBytes = 256 * 1024;
const mostExtraCells = 200;

/** What one pass over a text file has found. */
export interface Survey {
  readonly separators: Separators;
  readonly header: readonly string[];
  /** Data rows. */
  readonly rows: number;
  /** Cells of the widest row, header included; blank cells beyond the header do not count. */
  readonly width: number;
  /** Bytes of the longest record. */
  readonly longest: number;
  /** Bytes before the header: a byte order mark, a `sep=` line. */
  readonly skip: number;
  /** RFC 4180 to the letter, even rows, one kind of line break: DuckDB reads it as it is. */
  readonly regular: boolean;
  readonly dialect: TextDialect;
}

/**
 * Looks at every byte of a text once: encoding, separators, header, and how many rows there are to be read.
 * Throws FILE_EMPTY, FILE_NOT_UTF8, FILE_DAMAGED, FILE_DIALECT, each naming the line where there is one.
 */
export async function survey(
  path: string,
  pieces: AsyncIterable<Uint8Array>,
  compressed: boolean,
): Promise<Survey> {
  const utf8 = new Utf8Check(path);
  const counts = new Counts(path);
  let head: Uint8Array | undefined = new Uint8Array();
  let stream: RecordStream | undefined;
  let detected: Detected | undefined;
  let bom = false;
  const begin = (bytes: Uint8Array, atEnd: boolean): RecordStream => {
    refuseForeign(path, bytes);
    utf8.push(bytes);
    bom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    const text = bytes.subarray(bom ? 3 : 0);
    detected = detectDialect(text.subarray(0, sampleBytes), atEnd);
    counts.separators = detected.separators;
    const firstLine = detected.skip === 0 ? 1 : 2;
    const started = new RecordStream(path, detected.separators, firstLine, counts.add);
    started.push(text.subarray(detected.skip));
    return started;
  };
  for await (const piece of pieces) {
    if (stream !== undefined) {
      utf8.push(piece);
      stream.push(piece);
      continue;
    }
    head = head === undefined || head.length === 0 ? piece : Buffer.concat([head, piece]);
    if (head.length < sampleBytes) continue;
    stream = begin(head, false);
    head = undefined;
  }
  stream ??= begin(head ?? new Uint8Array(), true);
  utf8.end();
  stream.end();
  const skip = (bom ? 3 : 0) + (detected?.skip ?? 0);
  return counts.result(skip, bom, compressed);
}

/** Where the dialect's counts are kept while records go by. */
class Counts {
  separators: Separators = { delimiter: 44, quote: 34, escape: 34 };
  readonly #path: string;
  readonly #newlines = new Set<string>();
  readonly #short = lineCounter();
  readonly #long = lineCounter();
  readonly #stray = lineCounter();
  #header: readonly string[] | undefined;
  #headerLine = 0;
  #quotedHeader = false;
  #rows = 0;
  #blank = 0;
  #longest = 0;
  #padded = 0;
  #width = 0;

  constructor(path: string) {
    this.#path = path;
  }

  readonly add = (record: Record, line: number): void => {
    if (record.newline !== 'none') this.#newlines.add(record.newline);
    if (isBlankLine(record)) {
      this.#blank += 1;
      return;
    }
    const size = (record.ends[record.cells - 1] ?? 0) - (record.starts[0] ?? 0);
    if (size > this.#longest) this.#longest = size;
    if (record.stray) this.#stray.add(line);
    if (record.padded) this.#padded += 1;
    if (this.#header === undefined) {
      this.#header = cellTexts(record, this.separators);
      this.#width = record.cells;
      this.#headerLine = line;
      this.#quotedHeader = record.quoted;
      return;
    }
    this.#rows += 1;
    if (record.cells < this.#header.length) this.#short.add(line);
    else if (record.cells > this.#header.length) this.#addLong(record, line, this.#header.length);
  };

  #addLong(record: Record, line: number, columns: number): void {
    this.#long.add(line);
    for (let cell = Math.max(columns, this.#width); cell < record.cells; cell += 1) {
      if (!isBlankCell(record, cell)) this.#width = cell + 1;
    }
    if (this.#width <= columns + mostExtraCells) return;
    throw new QuaysideError(
      'FILE_DIALECT',
      `${this.#path}: the header has ${columns} cells, line ${line} has ${record.cells}. Expected the same separator throughout and values that hold it in quotes.`,
      { parameters: { path: this.#path, line, expected: columns, found: record.cells } },
    );
  }

  result(skip: number, bom: boolean, compressed: boolean): Survey {
    if (this.#header === undefined) {
      throw new QuaysideError(
        'FILE_EMPTY',
        `${this.#path} is empty; expected a line with column names and rows below it.`,
        { parameters: { path: this.#path } },
      );
    }
    const { delimiter, quote, escape } = this.separators;
    const [newline, second] = this.#newlines;
    const [shortRows, longRows, strayQuotes] = [this.#short, this.#long, this.#stray].map((one) =>
      one.count(),
    );
    return {
      separators: this.separators,
      header: this.#header,
      rows: this.#rows,
      width: this.#width,
      longest: this.#longest,
      skip,
      regular:
        this.#headerLine === 1 &&
        !(bom && this.#quotedHeader) &&
        escape === quote &&
        second === undefined &&
        this.#padded === 0 &&
        [shortRows, longRows, strayQuotes].every((one) => one?.rows === 0) &&
        (this.#header.length > 1 || this.#blank === 0),
      dialect: {
        delimiter: String.fromCharCode(delimiter),
        quote: String.fromCharCode(quote),
        escape: escape === quote ? 'doubled quotes' : 'backslash',
        newline: second === undefined ? newlineOf(newline) : 'mixed',
        bom,
        compressed,
        blankLines: this.#blank,
        shortRows: shortRows ?? none,
        longRows: longRows ?? none,
        strayQuotes: strayQuotes ?? none,
      },
    };
  }
}

const none: LineCount = { rows: 0, firstLine: 0 };

const newlineOf = (text: string | undefined): TextDialect['newline'] =>
  text === 'lf' || text === 'crlf' || text === 'cr' ? text : 'none';

function lineCounter(): { add: (line: number) => void; count: () => LineCount } {
  let rows = 0;
  let firstLine = 0;
  return {
    add: (line) => {
      rows += 1;
      if (rows === 1) firstLine = line;
    },
    count: () => ({ rows, firstLine }),
  };
}
