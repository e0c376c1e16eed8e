import type { Decimal } from './types.ts';

/** Which number stands in a text: an optional sign, digits, an optional fraction, and nothing else. */
export function readDecimal(text: string): Decimal | undefined {
  const match = /^([+-]?)([0-9]+)(?:\.([0-9]+))?$/.exec(text);
  if (match === null) return undefined;
  const fraction = match[3] ?? '';
  const digits = BigInt((match[2] ?? '0') + fraction);
  return { digits: match[1] === '-' ? -digits : digits, scale: fraction.length };
}

export function compare(left: Decimal, right: Decimal): number {
  const scale = Math.max(left.scale, right.scale);
  const difference = widen(left, scale) - widen(right, scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export const whole = (value: number): Decimal => ({ digits: BigInt(value), scale: 0 });

function widen({ digits, scale }: Decimal, to: number): bigint {
  return digits * 10n ** BigInt(to - scale);
}

/** Rounds half to even; exact where no digit is lost. */
export function roundHalfEven(value: Decimal, scale: number): Decimal {
  if (value.scale <= scale) return { digits: widen(value, scale), scale };
  const unit = 10n ** BigInt(value.scale - scale);
  const magnitude = value.digits < 0n ? -value.digits : value.digits;
  const floor = magnitude / unit;
  const twice = 2n * (magnitude % unit);
  const up = twice > unit || (twice === unit && floor % 2n === 1n);
  const rounded = floor + (up ? 1n : 0n);
  return { digits: value.digits < 0n ? -rounded : rounded, scale };
}

/** With exactly `scale` digits after the point; zero has no sign. */
export function print({ digits, scale }: Decimal): string {
  const sign = digits < 0n ? '-' : '';
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0');
  const point = text.length - scale;
  return scale === 0 ? sign + text : `${sign}${text.slice(0, point)}.${text.slice(point)}`;
}

export const fitsPrecision = ({ digits }: Decimal, precision: number): boolean =>
  (digits < 0n ? -digits : digits) < 10n ** BigInt(precision);

export const fitsInt = ({ digits }: Decimal): boolean => digits >= -2147483648n && digits <= 2147483647n;
