/** Numbers with the separators and short forms of a language. */

const short = 100_000;

/** Exact below 100,000; above it short: 1.28M. */
export function shortNumber(value: number, language: string): string {
  if (Math.abs(value) < short) return exactNumber(value, language);
  return new Intl.NumberFormat(language, { notation: 'compact', maximumSignificantDigits: 3 }).format(value);
}

export const exactNumber = (value: number, language: string): string =>
  new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(value);

/** A share of 0 to 1 with one decimal, and never 100 % or 0 % where it is not quite that. */
export function percent(share: number, language: string): string {
  const rounded = Math.round(share * 1000);
  const honest = share < 1 && rounded >= 1000 ? 0.999 : share > 0 && rounded <= 0 ? 0.001 : share;
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 }).format(honest);
}

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** Decimal units, as file managers show them. */
export function bytes(value: number, language: string): string {
  const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, value)) / 3)));
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: units[step] ?? 'byte',
    unitDisplay: 'short',
    maximumFractionDigits: step === 0 ? 0 : 1,
  }).format(value / 1000 ** step);
}
