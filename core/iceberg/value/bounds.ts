import { decimalOf } from '../schema/duck-types.ts';
import type { PrimitiveType } from '../schema/types.ts';
import { encodeDouble, encodeFloat, encodeInt, encodeLong, encodeUnscaled } from './single-value.ts';
import { daysOf, microsecondsOf } from './time-text.ts';

export type Side = 'lower' | 'upper';

/** Code points kept of a text's bound; the specification's default. */
const textLength = 16;

/**
 * The bound that DuckDB's text of a minimum or maximum stands for. It encloses what it bounds: a cut lower text is a prefix, a cut
 * upper one the next larger text. Undefined where no bound can be given, which every reader accepts.
 */
export function boundOf(
  type: PrimitiveType,
  text: string,
  side: Side,
  cutAfter = textLength,
): Uint8Array | undefined {
  const decimal = decimalOf(type);
  if (decimal !== undefined) return decimalBound(text, decimal.scale);
  switch (type) {
    case 'string':
      return side === 'lower' ? lowerText(text, cutAfter) : upperText(text, cutAfter);
    case 'boolean':
      return Uint8Array.of(text === '1' || text === 'true' ? 1 : 0);
    case 'int':
      return encodeInt(Number(text));
    case 'long':
      return encodeLong(BigInt(text));
    case 'float':
      return encodeFloat(signedZero(Number(text), side));
    case 'double':
      return encodeDouble(signedZero(Number(text), side));
    case 'date': {
      const days = daysOf(text);
      return days === undefined ? undefined : encodeInt(days);
    }
    case 'timestamp':
    case 'timestamptz': {
      const microseconds = microsecondsOf(text);
      return microseconds === undefined ? undefined : encodeLong(microseconds);
    }
    default:
      // time, uuid, binary, fixed: DuckDB's text of them is not worth reading back.
      return undefined;
  }
}

/** DuckDB holds 0 and -0 equal, the specification orders them. */
const signedZero = (value: number, side: Side): number => (value !== 0 ? value : side === 'lower' ? -0 : 0);

function decimalBound(text: string, scale: number): Uint8Array | undefined {
  const match = /^(-?)(\d*)(?:\.(\d*))?$/.exec(text);
  const [, sign = '', whole = '', fraction = ''] = match ?? [];
  if (match === null || whole + fraction === '' || fraction.length > scale) return undefined;
  const digits = BigInt(whole + fraction.padEnd(scale, '0'));
  return encodeUnscaled(sign === '-' ? -digits : digits);
}

function lowerText(text: string, cutAfter: number): Uint8Array {
  const points = [...text];
  return Buffer.from(points.length <= cutAfter ? text : points.slice(0, cutAfter).join(''));
}

function upperText(text: string, cutAfter: number): Uint8Array | undefined {
  const points = [...text];
  if (points.length <= cutAfter) return Buffer.from(text);
  for (let last = cutAfter - 1; last >= 0; last -= 1) {
    const next = nextCodePoint(points[last]?.codePointAt(0) ?? 0);
    if (next !== undefined) return Buffer.from(points.slice(0, last).join('') + String.fromCodePoint(next));
  }
  return undefined;
}

/** The following code point that can stand in UTF-8: surrogates cannot. */
function nextCodePoint(point: number): number | undefined {
  if (point === 0x10ffff) return undefined;
  return point + 1 >= 0xd800 && point + 1 <= 0xdfff ? 0xe000 : point + 1;
}
