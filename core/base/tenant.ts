import { QuaysideError } from './errors.ts';

/**
 * A tenant's name, safe as a folder name and as an object key on every system. Every path and predicate of a tenant starts from a
 * name that went through here.
 */
export function parseTenant(text: string): string {
  if (/^[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?!\.)){0,62}$/.test(text) && !text.endsWith('.')) return text;
  throw new QuaysideError(
    'USAGE',
    `${JSON.stringify(text)} is not a tenant name: expected 1 to 63 letters, digits, "_", "-" or single ".", starting with a letter or digit.`,
    { parameters: { tenant: text } },
  );
}
