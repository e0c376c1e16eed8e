/** A JSON number that a double cannot repeat digit by digit and that is no integer; it is written back as it was read. */
class ExactNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Parses JSON without rounding: integers beyond 2^53 become bigint, other numbers a double would change become ExactNumber. */
export function parseJson(text: string): unknown {
  const exact = (_key: string, value: unknown, ...[context]: readonly unknown[]): unknown => {
    if (typeof value !== 'number') return value;
    const source = sourceOf(context);
    if (source === undefined || source === String(value)) return value;
    return /^-?\d+$/.test(source) ? BigInt(source) : new ExactNumber(source);
  };
  return JSON.parse(text, exact);
}

function sourceOf(context: unknown): string | undefined {
  if (typeof context !== 'object' || context === null || !('source' in context)) return undefined;
  return typeof context.source === 'string' ? context.source : undefined;
}

/** The inverse of parseJson. Keys whose value is undefined are left out, as JSON.stringify does. */
export function stringifyJson(value: unknown): string {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof ExactNumber) return value.text;
  if (Array.isArray(value)) return `[${value.map((item) => stringifyJson(item ?? null)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) => `${JSON.stringify(key)}:${stringifyJson(member)}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value);
}
