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

/**
 * Reads one record of `bytes` from `from` into `record`; gives the position after it, or -1 where the record may go on beyond
 * `bytes` (never at `atEnd`). Every byte belongs to exactly one record: a record ends at a line break outside quotes.
 */
export function nextRecord(
  { delimiter, quote, escape }: Separators,
  bytes: Uint8Array,
  from: number,
  atEnd: boolean,
  record: Record,
): number {
  const end = bytes.length;
  record.bytes = bytes;
  record.cells = 0;
  record.stray = record.padded = record.quoted = record.unterminated = false;
  record.newline = 'none';
  record.innerLines = 0;
  let at = from;
  for (;;) {
    let start = at;
    let stop = -1;
    let escaped = false;
    let first = at;
    while (first < end && bytes[first] === SPACE && delimiter !== SPACE) first += 1;
    if (first < end && bytes[first] === quote) {
      let inner = first + 1;
      let lines = 0;
      for (; inner < end; inner += 1) {
        const byte = bytes[inner];
        if (byte === LF || (byte === CR && bytes[inner + 1] !== LF)) lines += 1;
        else if (byte === escape && escape !== quote) {
          escaped = true;
          inner += 1;
        } else if (byte === quote) {
          if (bytes[inner + 1] !== quote || escape !== quote) break;
          escaped = true;
          inner += 1;
        }
      }
      // A quote that is the last byte may be the first half of a doubled one.
      if (inner >= end || (inner + 1 === end && !atEnd)) {
        if (!atEnd) return -1;
        record.unterminated = inner >= end;
      }
      at = Math.min(inner + 1, end);
      while (at < end && bytes[at] === SPACE && delimiter !== SPACE) at += 1;
      const byte = bytes[at];
      if (at >= end || byte === delimiter || byte === LF || byte === CR) {
        if (first > start || at > inner + 1) record.padded = true;
        record.quoted = true;
        record.innerLines += lines;
        start = first + 1;
        stop = Math.min(inner, end);
      } else {
        record.stray = true;
        record.innerLines += lines;
        escaped = false;
      }
    }
    if (stop === -1) {
      let strayQuote = false;
      for (; at < end; at += 1) {
        const byte = bytes[at];
        if (byte === delimiter || byte === LF || byte === CR) break;
        if (byte === quote) strayQuote = true;
      }
      if (strayQuote) record.stray = true;
      stop = at;
    }
    record.starts[record.cells] = start;
    record.ends[record.cells] = stop;
    record.escaped[record.cells] = escaped;
    record.cells += 1;
    if (at >= end) return atEnd ? end : -1;
    if (bytes[at] === delimiter) {
      at += 1;
      continue;
    }
    if (bytes[at] === LF) {
      record.newline = 'lf';
      return at + 1;
    }
    if (at + 1 >= end && !atEnd) return -1;
    record.newline = bytes[at + 1] === LF ? 'crlf' : 'cr';
    return at + (record.newline === 'crlf' ? 2 : 1);
  }
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
    if (byte !== SPACE && byte !== 9) return false;
  }
  return true;
}

export const isBlankCell = (record: Record, cell: number): boolean =>
  record.starts[cell] === record.ends[cell];
