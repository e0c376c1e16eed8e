/** How a text file separates its values, as bytes. */
export interface Separators {
  readonly delimiter: number;
  readonly quote: number;
  /** 34 for doubled quotes, 92 for backslashes. */
  readonly escape: number;
}

/** Where the cells of one record lie in `bytes`, and what is not plain about it. */
export interface Record {
  bytes: Uint8Array;
  cells: number;
  /** First byte and end of each cell, without enclosing quotes. */
  starts: number[];
  ends: number[];
  /** The cell holds doubled or escaped quotes. */
  escaped: boolean[];
  /** Not RFC 4180: text beside the quotes of a cell, or a quote inside an unquoted one; such cells stay as they are. */
  stray: boolean;
  /** White space around a quoted cell. */
  padded: boolean;
  quoted: boolean;
  newline: 'lf' | 'crlf' | 'cr' | 'none';
  /** Line breaks inside quoted cells. */
  innerLines: number;
  /** At the end of the input inside quotes. */
  unterminated: boolean;
}

export const emptyRecord = (): Record => ({
  bytes: new Uint8Array(),
  cells: 0,
  starts: [],
  ends: [],
  escaped: [],
  stray: false,
  padded: false,
  quoted: false,
  newline: 'none',
  innerLines: 0,
  unterminated: false,
});

const LF = 10;
const CR = 13;
const SPACE = 32;
const TAB = 9;

/**
 * Reads one record of `bytes` from `from` into `record`; gives the position after it, or -1 where the record may go on beyond
 * `bytes` (never at `atEnd`). Every byte belongs to exactly one record: a record ends at a line break outside quotes.
 */
export function nextRecord(
  separators: Separators,
  bytes: Uint8Array,
  from: number,
  atEnd: boolean,
  record: Record,
): number {
  reset(record, bytes);
  for (let at = from; ; at += 1) {
    at = readCell(separators, record, at);
    if (at >= bytes.length) return atEnd ? bytes.length : -1;
    if (bytes[at] === separators.delimiter) continue;
    if (bytes[at] === LF) {
      record.newline = 'lf';
      return at + 1;
    }
    // The line feed of CR LF may still come.
    if (at + 1 >= bytes.length && !atEnd) return -1;
    record.newline = bytes[at + 1] === LF ? 'crlf' : 'cr';
    return record.newline === 'crlf' ? at + 2 : at + 1;
  }
}

function reset(record: Record, bytes: Uint8Array): void {
  record.bytes = bytes;
  record.cells = 0;
  record.stray = false;
  record.padded = false;
  record.quoted = false;
  record.unterminated = false;
  record.newline = 'none';
  record.innerLines = 0;
}

/** Adds the cell that starts at `start`; gives the position of the separator after it, or the end of the bytes. */
function readCell(separators: Separators, record: Record, start: number): number {
  const { bytes } = record;
  const cell = record.cells;
  record.cells += 1;
  record.escaped[cell] = false;
  const open = afterSpaces(separators, bytes, start);
  if (bytes[open] !== separators.quote) {
    record.starts[cell] = start;
    record.ends[cell] = endOfPlain(separators, record, start);
    return record.ends[cell];
  }
  const close = closingQuote(separators, record, open + 1);
  record.unterminated = close >= bytes.length;
  const end = afterSpaces(separators, bytes, Math.min(close + 1, bytes.length));
  if (endsCell(separators, bytes, end)) {
    if (open > start || end > close + 1) record.padded = true;
    record.quoted = true;
    record.starts[cell] = open + 1;
    record.ends[cell] = Math.min(close, bytes.length);
    return end;
  }
  record.stray = true;
  record.escaped[cell] = false;
  record.starts[cell] = start;
  record.ends[cell] = endOfPlain(separators, record, end);
  return record.ends[cell];
}

function afterSpaces({ delimiter }: Separators, bytes: Uint8Array, from: number): number {
  let at = from;
  if (delimiter !== SPACE) while (bytes[at] === SPACE) at += 1;
  return at;
}

const endsCell = ({ delimiter }: Separators, bytes: Uint8Array, at: number): boolean =>
  at >= bytes.length || bytes[at] === delimiter || bytes[at] === LF || bytes[at] === CR;

function endOfPlain({ delimiter, quote }: Separators, record: Record, from: number): number {
  const { bytes } = record;
  let at = from;
  for (; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === delimiter || byte === LF || byte === CR) break;
    if (byte === quote) record.stray = true;
  }
  return at;
}

/** The quote that ends a cell, or the end of the bytes. */
function closingQuote({ quote, escape }: Separators, record: Record, from: number): number {
  const { bytes } = record;
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === LF || (byte === CR && bytes[at + 1] !== LF)) record.innerLines += 1;
    else if (byte === escape && (escape !== quote || bytes[at + 1] === quote)) {
      record.escaped[record.cells - 1] = true;
      at += 1;
    } else if (byte === quote) return at;
  }
  return bytes.length;
}

/** The cell's bytes, unescaped. */
export function cellBytes(record: Record, cell: number, { quote, escape }: Separators): Uint8Array {
  const raw = record.bytes.subarray(record.starts[cell], record.ends[cell]);
  if (record.escaped[cell] !== true) return raw;
  const plain = new Uint8Array(raw.length);
  let length = 0;
  for (let at = 0; at < raw.length; at += 1) {
    const escapes = raw[at] === escape && (escape !== quote || raw[at + 1] === quote) && at + 1 < raw.length;
    if (escapes) at += 1;
    plain[length] = raw[at] ?? 0;
    length += 1;
  }
  return plain.subarray(0, length);
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

export const cellTexts = (record: Record, separators: Separators): string[] =>
  Array.from({ length: record.cells }, (_, cell) => decoder.decode(cellBytes(record, cell, separators)));

/** Nothing but white space up to the line break. */
export function isBlankLine(record: Record): boolean {
  if (record.cells !== 1 || record.quoted) return false;
  for (let at = record.starts[0] ?? 0; at < (record.ends[0] ?? 0); at += 1) {
    const byte = record.bytes[at];
    if (byte !== SPACE && byte !== TAB) return false;
  }
  return true;
}

export const isBlankCell = (record: Record, cell: number): boolean =>
  record.starts[cell] === record.ends[cell];
