import { knownNames } from '../discovery/header.ts';
import { cellTexts, emptyRecord, isBlankLine, nextRecord, type Separators } from './records.ts';

/** What was detected about a text file, and what reading it took. Line numbers count from 1. */
export interface TextDialect {
  readonly delimiter: string;
  readonly quote: string;
  readonly escape: 'doubled quotes' | 'backslash';
  readonly newline: 'lf' | 'crlf' | 'cr' | 'mixed' | 'none';
  readonly bom: boolean;
  readonly compressed: boolean;
  readonly blankLines: number;
  /** Rows with fewer cells than the header; what they lack is NULL. */
  readonly shortRows: LineCount;
  /** Rows with more cells than the header; what is beyond is kept in columns named `(cell N)`. */
  readonly longRows: LineCount;
  /** Rows with quotes where RFC 4180 has none; those cells are kept as they are, quotes included. */
  readonly strayQuotes: LineCount;
}

export interface LineCount {
  readonly rows: number;
  /** Line of the first one; 0 where there is none. */
  readonly firstLine: number;
}

const code = (character: string): number => character.charCodeAt(0);
const candidates = [',', ';', '\t', '|'].map(code);
const doubleQuote = code('"');
const singleQuote = code("'");
const backslash = code('\\');
const sampleRecords = 200;

/** How the file's beginning is to be read. `skip` bytes (a `sep=;` line) come before the header. */
export interface Detected {
  readonly separators: Separators;
  readonly skip: number;
}

/**
 * Detects delimiter, quote and escape from the file's beginning (without its byte order mark): the delimiter whose header names most
 * fields of the contracts, then the one under which most rows have as many cells as the header, then the one with most cells.
 */
export function detectDialect(sample: Uint8Array, atEnd: boolean): Detected {
  const declared = /^sep=([^\r\n])\r?\n/i.exec(new TextDecoder().decode(sample.subarray(0, 16)));
  const skip = declared === null ? 0 : declared[0].length;
  const rest = sample.subarray(skip);
  const delimiters =
    declared?.[1] === undefined || code(declared[1]) > 127 ? candidates : [code(declared[1])];
  const quote = rest[0] === singleQuote && !rest.includes(doubleQuote) ? singleQuote : doubleQuote;
  const escapes = usesBackslash(rest) ? [doubleQuote, backslash] : [quote];
  const readings = delimiters
    .flatMap((delimiter) => escapes.map((escape) => ({ delimiter, quote, escape })))
    .map((separators) => ({ separators, ...score(separators, rest, atEnd) }));
  const best = readings.toSorted(
    (a, b) =>
      b.known - a.known || Number(b.cells > 1) - Number(a.cells > 1) || b.even - a.even || b.cells - a.cells,
  )[0];
  return { separators: best?.separators ?? { delimiter: code(','), quote, escape: quote }, skip };
}

/** A quote after a backslash that does not end its cell. */
const usesBackslash = (sample: Uint8Array): boolean =>
  /\\"[^,;\t|\r\n"]/.test(Buffer.from(sample.buffer, sample.byteOffset, sample.length).toString('latin1'));

function score(
  separators: Separators,
  sample: Uint8Array,
  atEnd: boolean,
): { known: number; even: number; cells: number } {
  const record = emptyRecord();
  let at = nextRecord(separators, sample, 0, true, record);
  while (isBlankLine(record) && at < sample.length) at = nextRecord(separators, sample, at, true, record);
  const names = cellTexts(record, separators);
  const known = Math.max(knownNames(names, 'suppliers').length, knownNames(names, 'parts').length);
  let rows = 0;
  let even = 0;
  while (at < sample.length && rows < sampleRecords) {
    at = nextRecord(separators, sample, at, atEnd, record);
    if (at === -1) break;
    if (isBlankLine(record)) continue;
    rows += 1;
    if (record.cells === names.length && !record.stray) even += 1;
  }
  return { known, even: rows === 0 ? 1 : even / rows, cells: names.length };
}
