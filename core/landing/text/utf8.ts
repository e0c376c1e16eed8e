import { isUtf8 } from 'node:buffer';
import { QuaysideError } from '../../base/errors.ts';

/** Checks a stream of pieces for UTF-8 at memory speed. Throws FILE_NOT_UTF8 naming the line. */
export class Utf8Check {
  readonly #path: string;
  #tail: Uint8Array = new Uint8Array();
  #line = 1;

  constructor(path: string) {
    this.#path = path;
  }

  push(piece: Uint8Array): void {
    const bytes = this.#tail.length === 0 ? piece : Buffer.concat([this.#tail, piece]);
    const whole = bytes.length - unfinished(bytes);
    if (!isUtf8(bytes.subarray(0, whole))) this.#refuse(bytes);
    this.#tail = bytes.slice(whole);
    for (let at = bytes.indexOf(10); at !== -1 && at < whole; at = bytes.indexOf(10, at + 1)) this.#line += 1;
  }

  end(): void {
    if (this.#tail.length > 0) this.#refuse(this.#tail);
  }

  #refuse(bytes: Uint8Array): never {
    const at = firstInvalid(bytes);
    const byte = `0x${(bytes[at] ?? 0).toString(16).toUpperCase().padStart(2, '0')}`;
    const line = this.#line + bytes.subarray(0, at).filter((one) => one === 10).length;
    throw new QuaysideError(
      'FILE_NOT_UTF8',
      `${this.#path} is not UTF-8 text: line ${line} holds the byte ${byte} (often a sign of Windows-1252 or Latin-1). Save it as UTF-8 and run again.`,
      { parameters: { path: this.#path, line, byte } },
    );
  }
}

/** Refuses what is recognisably something else before it is read as text. */
export function refuseForeign(path: string, head: Uint8Array): void {
  const found = foreign(head);
  if (found === undefined) return;
  throw new QuaysideError(
    found.code,
    `${path} is ${found.what}; expected CSV text in UTF-8, or Parquet. Save it as one of these and run again.`,
    {
      parameters: { path, found: found.what },
    },
  );
}

function foreign(head: Uint8Array): { code: 'FILE_NOT_UTF8' | 'FILE_DIALECT'; what: string } | undefined {
  const [a, b, c, d] = head;
  if (a === 0xff && b === 0xfe) return { code: 'FILE_NOT_UTF8', what: 'UTF-16 (little endian) text' };
  if (a === 0xfe && b === 0xff) return { code: 'FILE_NOT_UTF8', what: 'UTF-16 (big endian) text' };
  if (a === 0x50 && b === 0x4b && c === 3 && d === 4) {
    return { code: 'FILE_DIALECT', what: 'a zip archive or an Excel workbook' };
  }
  if (a === 0xd0 && b === 0xcf && c === 0x11 && d === 0xe0)
    return { code: 'FILE_DIALECT', what: 'an old Excel workbook' };
  if (a === 0x1f && b === 0x8b)
    return {
      code: 'FILE_DIALECT',
      what: 'compressed with gzip, which its name does not say (or more than once)',
    };
  const sample = head.subarray(0, 1000);
  const nuls = sample.filter((byte) => byte === 0).length;
  if (sample.length >= 8 && nuls * 3 > sample.length) {
    return { code: 'FILE_NOT_UTF8', what: 'UTF-16 text without a byte order mark, or binary' };
  }
  return undefined;
}

/** Bytes at the end that may be the beginning of a character. */
function unfinished(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < lengthOf(byte) ? back : 0;
  }
  return 0;
}

const lengthOf = (lead: number): number => (lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2);

/** The first byte of the first bad character, by binary search over prefixes. */
function firstInvalid(bytes: Uint8Array): number {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    const prefix = bytes.subarray(0, middle);
    if (isUtf8(prefix.subarray(0, middle - unfinished(prefix)))) good = middle;
    else bad = middle;
  }
  return good - unfinished(bytes.subarray(0, good));
}
