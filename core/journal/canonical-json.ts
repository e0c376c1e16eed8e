import { QuaysideError } from '../base/errors.ts';

/**
 * The one text of a JSON value (RFC 8785): keys in UTF-16 order, no white space, numbers as ECMAScript writes them. Properties
 * that are undefined are left out. What would not come back the same is refused: NaN, infinities, whole numbers beyond 2^53
 * (they travel as text), lone surrogates, dates and other objects.
 */
export function canonicalJson(value: unknown): string {
  return write(value, '$');
}

function write(value: unknown, path: string): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return text(value, path);
  if (typeof value === 'number') return number(value, path);
  if (Array.isArray(value)) {
    return `[${Array.from(value, (element: unknown, index) => write(element, `${path}[${index}]`)).join(',')}]`;
  }
  if (isPlain(value)) {
    return `{${Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, member]) => `${text(key, path)}:${write(member, `${path}.${key}`)}`)
      .join(',')}}`;
  }
  throw refused(path, `a value of type ${typeof value}`);
}

function text(value: string, path: string): string {
  if (value.isWellFormed()) return JSON.stringify(value);
  throw refused(path, 'text with a lone surrogate');
}

function number(value: number, path: string): string {
  if (Number.isFinite(value) && (Number.isSafeInteger(value) || !Number.isInteger(value))) {
    return JSON.stringify(value);
  }
  throw refused(path, String(value));
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

const refused = (path: string, found: string): QuaysideError =>
  new QuaysideError(
    'INTERNAL',
    `${path} cannot be written as canonical JSON: expected null, boolean, text, a finite number within 2^53, a list or a plain object, found ${found}.`,
  );
