const pattern =
  /^(-?\d{1,6})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?)?(?:([+-])(\d\d)(?::?(\d\d))?(?::?(\d\d))?)?$/;

const dayMilliseconds = 86_400_000;

/** Microseconds since 1970-01-01 UTC of DuckDB's text of a date or timestamp; undefined for infinity and years before Christ. */
export function microsecondsOf(text: string): bigint | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', sign, ...offset] = match;
  const time = new Date(0);
  time.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  time.setUTCHours(Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0));
  const [hours = 0, minutes = 0, seconds = 0] = offset.map((part) => Number(part ?? 0));
  const shift = (hours * 3600 + minutes * 60 + seconds) * (sign === '-' ? -1 : 1);
  if (Number.isNaN(time.getTime())) return undefined;
  return BigInt(time.getTime() - shift * 1000) * 1000n + BigInt(fraction.padEnd(6, '0'));
}

/** Days since 1970-01-01 of DuckDB's text of a date. */
export function daysOf(text: string): number | undefined {
  const microseconds = microsecondsOf(text);
  return microseconds === undefined ? undefined : Math.floor(Number(microseconds / 1000n) / dayMilliseconds);
}
