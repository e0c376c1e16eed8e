import { open } from 'node:fs/promises';
import { stopIfCancelled } from '../../base/progress.ts';
import { writeError } from '../../store/errors.ts';
import { cellBytes, cellTexts, isBlankLine, type Record, type Separators } from './records.ts';
import { RecordStream } from './record-stream.ts';

const pieceBytes = 1024 ** 2;
const QUOTE = 34;

/** What makes a text that DuckDB cannot be trusted with one that it can: the same cells, all quoted, every row `width` cells wide. */
export interface Rewriting {
  readonly path: string;
  readonly separators: Separators;
  /** Bytes before the header, which is left out of the copy. */
  readonly skip: number;
  readonly width: number;
  /** `cells`: a column for each cell. `lists`: one column, each row's cells as a JSON array of text and null. */
  readonly shape: 'cells' | 'lists';
}

/** Writes the regular copy to `target`; one byte of it is a comma, a quote or a line feed exactly where RFC 4180 says so. */
export async function rewrite(
  { path, separators, skip, width, shape }: Rewriting,
  pieces: AsyncIterable<Uint8Array>,
  target: string,
  signal?: AbortSignal,
): Promise<void> {
  const out = new Output();
  let header = true;
  const stream = new RecordStream(path, separators, 1, (record) => {
    if (isBlankLine(record)) return;
    if (header) header = false;
    else if (shape === 'cells') writeCells(out, record, separators, width);
    else writeList(out, record, separators, width);
  });
  try {
    await using file = await open(target, 'w');
    let left = skip;
    for await (const piece of pieces) {
      stopIfCancelled(signal);
      stream.push(piece.subarray(Math.min(left, piece.length)));
      left = Math.max(0, left - piece.length);
      if (out.size >= pieceBytes) await file.writeFile(out.take());
    }
    stream.end();
    await file.writeFile(out.take());
  } catch (cause) {
    throw writeError(cause, target);
  }
}

function writeCells(out: Output, record: Record, separators: Separators, width: number): void {
  for (let cell = 0; cell < width; cell += 1) {
    if (cell > 0) out.byte(44);
    const bytes = cell < record.cells ? cellBytes(record, cell, separators) : undefined;
    // A line that is quite empty would be no row at all.
    if (bytes === undefined || bytes.length === 0) {
      if (width === 1) out.quoted(new Uint8Array());
    } else out.quoted(bytes);
  }
  out.byte(10);
}

function writeList(out: Output, record: Record, separators: Separators, width: number): void {
  const texts = cellTexts(record, separators).slice(0, width);
  out.quoted(Buffer.from(JSON.stringify(texts.map((text) => (text === '' ? null : text)))));
  out.byte(10);
}

/** A buffer that grows and is reused. */
class Output {
  #bytes = new Uint8Array(2 * pieceBytes);
  size = 0;

  byte(value: number): void {
    this.#room(1);
    this.#bytes[this.size] = value;
    this.size += 1;
  }

  quoted(bytes: Uint8Array): void {
    this.#room(bytes.length * 2 + 2);
    this.byte(QUOTE);
    if (bytes.includes(QUOTE)) {
      for (const value of bytes) {
        if (value === QUOTE) this.byte(QUOTE);
        this.byte(value);
      }
    } else {
      this.#bytes.set(bytes, this.size);
      this.size += bytes.length;
    }
    this.byte(QUOTE);
  }

  /** What was written so far; valid until the next write. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.size);
    this.size = 0;
    return taken;
  }

  #room(more: number): void {
    if (this.size + more <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.size + more, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.size));
    this.#bytes = larger;
  }
}
