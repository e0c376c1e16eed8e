import { localToUtc } from './zone.ts';

const microsPerDay = 86_400_000_000n;

/** Days since 1970-01-01 of a date of the proleptic Gregorian calendar, years 0001–9999; undefined where there is no such day. */
function readDays(year: number, month: number, day: number): number | undefined {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  const length = lengths[month - 1];
  if (year < 1 || length === undefined || day < 1 || day > length) return undefined;
  const before = year - 1;
  const ofYears = before * 365 + Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  const ofMonths = lengths.slice(0, month - 1).reduce((sum, days) => sum + days, 0);
  return ofYears + ofMonths + day - 1 - 719_162;
}

/** A date: YYYY-MM-DD, alone or as midnight of that day (without an offset, or in UTC). */
export function readDate(text: string): number | undefined {
  const match =
    /^([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]00:00(?::00(?:\.0+)?)?(?: ?(?:Z|[+-]00(?::?00)?))?)?$/.exec(
      text,
    );
  return match === null ? undefined : readDays(Number(match[1]), Number(match[2]), Number(match[3]));
}

const timestampText =
  /^([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]+))?)?(?: ?(Z|[+-][0-9]{2}(?::?[0-9]{2})?))?)?$/;

/** Microseconds since 1970 UTC of an ISO 8601 time; digits beyond microseconds are cut off; without an offset it is in `zone`. */
export function readTimestamp(text: string, zone: string): bigint | undefined {
  const match = timestampText.exec(text);
  if (match === null) return undefined;
  const at = (index: number): number => Number(match[index] ?? 0);
  const days = readDays(at(1), at(2), at(3));
  if (days === undefined || at(4) > 23 || at(5) > 59 || at(6) > 59) return undefined;
  const seconds = days * 86_400 + at(4) * 3600 + at(5) * 60 + at(6);
  const fraction = BigInt((match[7] ?? '').slice(0, 6).padEnd(6, '0'));
  const local = BigInt(seconds) * 1_000_000n + fraction;
  if (match[8] === undefined) return localToUtc(local, zone);
  const offset = readOffset(match[8]);
  return offset === undefined ? undefined : local - BigInt(offset) * 60_000_000n;
}

function readOffset(text: string): number | undefined {
  if (text === 'Z') return 0;
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(3).replace(':', '') || '0');
  if (hours > 15 || minutes > 59) return undefined;
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

export function printDate(days: number): string {
  const time = new Date(days * 86_400_000);
  return `${String(time.getUTCFullYear()).padStart(4, '0')}-${two(time.getUTCMonth() + 1)}-${two(time.getUTCDate())}`;
}

/** YYYY-MM-DDTHH:MM:SS.ffffffZ. */
export function printTimestamp(micros: bigint): string {
  const days = daysOf(micros);
  const rest = micros - BigInt(days) * microsPerDay;
  const seconds = Number(rest / 1_000_000n);
  const clock = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return `${printDate(days)}T${clock}.${String(rest % 1_000_000n).padStart(6, '0')}Z`;
}

/** The UTC day a moment falls on. */
export function daysOf(micros: bigint): number {
  const days = micros / microsPerDay;
  return Number(micros % microsPerDay < 0n ? days - 1n : days);
}

const two = (value: number): string => String(value).padStart(2, '0');
