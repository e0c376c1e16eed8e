import { QuaysideError } from '../../base/errors.ts';
import { emptyRecord, nextRecord, type Record, type Separators } from './records.ts';

const longestRecord = 256 * 1024 ** 2;

/**
 * Cuts pieces of text into records. `onRecord` gets the same record object every time, and the line it starts at (from 1).
 * A record that spans pieces is looked at again only when twice as much of it has come: linear in the file, whatever its shape.
 * Throws FILE_DAMAGED for quotes that are never closed and for records above 256 MiB.
 */
export class RecordStream {
  readonly #path: string;
  readonly #separators: Separators;
  readonly #onRecord: (record: Record, line: number) => void;
  readonly #record = emptyRecord();
  #pieces: Uint8Array[] = [];
  #held = 0;
  #needed = 0;
  #line: number;

  constructor(
    path: string,
    separators: Separators,
    firstLine: number,
    onRecord: (record: Record, line: number) => void,
  ) {
    this.#path = path;
    this.#separators = separators;
    this.#line = firstLine;
    this.#onRecord = onRecord;
  }

  push(piece: Uint8Array): void {
    this.#hold(piece);
    if (this.#held >= this.#needed) this.#cut(false);
  }

  end(): void {
    this.#cut(true);
  }

  #hold(piece: Uint8Array): void {
    if (piece.length > 0) this.#pieces.push(piece);
    this.#held += piece.length;
    if (this.#held > longestRecord + piece.length) this.#refuse('holds a row of more than 256 MiB');
  }

  #cut(atEnd: boolean): void {
    const [only, ...others] = this.#pieces;
    const bytes = only !== undefined && others.length === 0 ? only : Buffer.concat(this.#pieces);
    let at = 0;
    while (at < bytes.length) {
      const next = nextRecord(this.#separators, bytes, at, atEnd, this.#record);
      if (next === -1) break;
      if (this.#record.unterminated) this.#refuse('has a quote that is never closed');
      this.#onRecord(this.#record, this.#line);
      this.#line += 1 + this.#record.innerLines;
      at = next;
    }
    const rest = bytes.subarray(at);
    this.#pieces = rest.length === 0 ? [] : [rest];
    this.#held = rest.length;
    this.#needed = rest.length * 2;
  }

  #refuse(what: string): never {
    throw new QuaysideError(
      'FILE_DAMAGED',
      `${this.#path} ${what}, in the row that starts on line ${this.#line}. Close the quote there (a quote inside a value is written twice) or export the file again.`,
      { parameters: { path: this.#path, line: this.#line } },
    );
  }
}
