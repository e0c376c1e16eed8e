import { QuaysideError } from '../base/errors.ts';

/** The key's segments. Throws USAGE for what could leave the store or names no object. */
export function segmentsOf(key: string): readonly string[] {
  const segments = key.split('/');
  if (
    key.includes('\0') ||
    segments.some((segment) => segment === '' || segment === '.' || segment === '..')
  ) {
    throw new QuaysideError(
      'USAGE',
      `${JSON.stringify(key)} is not a key; expected names separated by "/", none of them empty, "." or "..".`,
      { parameters: { key } },
    );
  }
  return segments;
}

/** The order of S3 and of every store here: by UTF-8 bytes. */
export const byKey = (a: { readonly key: string }, b: { readonly key: string }): number =>
  Buffer.compare(Buffer.from(a.key), Buffer.from(b.key));
