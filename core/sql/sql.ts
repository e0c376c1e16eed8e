/**
 * The only place that makes SQL text safe. A fragment can only be made here: values become literals, names go through `ident()`,
 * other fragments are spliced. Nothing else is accepted, so text from outside cannot reach a statement unquoted.
 */
export class Sql {
  readonly text: string;
  /** Use the `sql` tag, `ident`, `join` or `raw`. */
  private constructor(text: string) {
    this.text = text;
  }
  static make(text: string): Sql {
    return new Sql(text);
  }
}

export type SqlValue = string | number | bigint | boolean | null | Date | Sql | readonly Sql[];

/** Builds a fragment. Strings, numbers, dates (TIMESTAMPTZ) become literals; an array of fragments is joined with commas. */
export function sql(parts: TemplateStringsArray, ...values: readonly SqlValue[]): Sql {
  let text = parts[0] ?? '';
  values.forEach((value, index) => {
    text += render(value) + (parts[index + 1] ?? '');
  });
  return Sql.make(text);
}

/** An identifier, quoted. Throws on NUL, which no engine accepts: read such columns by position. */
export function ident(...names: readonly string[]): Sql {
  return Sql.make(names.map(quoteName).join('.'));
}

export function join(fragments: readonly Sql[], separator = ', '): Sql {
  return Sql.make(fragments.map((fragment) => fragment.text).join(separator));
}

/** `[a, b]` as a list of VARCHAR, also when empty. */
export function stringList(values: readonly string[]): Sql {
  return values.length === 0 ? sql`[]::VARCHAR[]` : sql`[${values.map((value) => sql`${value}`)}]`;
}

function render(value: SqlValue): string {
  if (value instanceof Sql) return value.text;
  if (value === null) return 'NULL';
  if (value instanceof Date) return `TIMESTAMPTZ '${value.toISOString()}'`;
  if (Array.isArray(value)) return join(value).text;
  if (typeof value === 'string') return quoteText(value);
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number' && Number.isFinite(value)) {
    return Number.isInteger(value) ? value.toFixed(0) : `${value}`;
  }
  throw new TypeError('only text, finite numbers, booleans, null, dates and fragments go into SQL');
}

function quoteName(name: string): string {
  if (name.includes('\0')) throw new TypeError('an identifier cannot hold NUL');
  return `"${name.replaceAll('"', '""')}"`;
}

/** NUL ends a statement's text in DuckDB's parser, so it is spelt as chr(0). */
function quoteText(text: string): string {
  const pieces = text.split('\0').map((piece) => `'${piece.replaceAll("'", "''")}'`);
  return pieces.length === 1 ? (pieces[0] ?? "''") : `(${pieces.join(' || chr(0) || ')})`;
}
