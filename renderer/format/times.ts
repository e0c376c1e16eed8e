/** Times and durations in words of a language. */

const steps = [
  ['second', 60],
  ['minute', 60],
  ['hour', 24],
  ['day', 30],
  ['month', 12],
  ['year', Number.POSITIVE_INFINITY],
] as const satisfies readonly (readonly [Intl.RelativeTimeFormatUnit, number])[];

/** "3 days ago", "in 2 hours"; under ten seconds "now". */
export function relativeTime(time: Date, now: Date, language: string): string {
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  let amount = (time.getTime() - now.getTime()) / 1000;
  if (Math.abs(amount) < 10) return format.format(0, 'second');
  for (const [unit, size] of steps) {
    if (Math.abs(amount) < size) return format.format(Math.trunc(amount), unit);
    amount /= size;
  }
  return absoluteTime(time, language);
}

/** With the seconds and the zone: what a hover shows. */
export const absoluteTime = (time: Date, language: string): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'long' }).format(time);

/** "0.4 s", "12 s", "3 min 20 s", "1 h 5 min". */
export function duration(seconds: number, language: string): string {
  const part = (value: number, unit: keyof typeof symbols, digits = 0): string =>
    `${new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value)}\u00a0${symbols[unit]}`;
  if (seconds < 10) return part(seconds, 'second', 1);
  if (seconds < 60) return part(Math.round(seconds), 'second');
  const whole = Math.round(seconds);
  if (whole < 3600)
    return joined(part(Math.floor(whole / 60), 'minute'), whole % 60, part(whole % 60, 'second'));
  const minutes = Math.round(whole / 60);
  return joined(part(Math.floor(minutes / 60), 'hour'), minutes % 60, part(minutes % 60, 'minute'));
}

/** Of the SI, the same in every language. */
const symbols = { second: 's', minute: 'min', hour: 'h' } as const;

const joined = (first: string, rest: number, second: string): string =>
  rest === 0 ? first : `${first} ${second}`;
