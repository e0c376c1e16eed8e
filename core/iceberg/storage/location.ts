import { posix } from 'node:path';

/**
 * Locations are written by several engines: `file:/x` by Java, `file:///x` or a bare path by others. They are never percent-decoded:
 * no engine encodes them.
 */

/** The local path of a location, or undefined where it is an address of another kind (`s3://…`). */
export function localPathOf(location: string): string | undefined {
  const bare = /^file:(?:\/\/(?:localhost)?(?=\/))?/.exec(location);
  if (bare === null) return /^[a-z][a-z0-9+.-]+:\/\//i.test(location) ? undefined : location;
  const path = location.slice(bare[0].length);
  return /^\/[A-Za-z]:\//.test(path) ? path.slice(1) : path;
}

/** One text for all spellings of the same location. */
export function canonicalLocation(location: string): string {
  const path = localPathOf(location);
  return path === undefined ? location : posix.normalize(path.replaceAll('\\', '/'));
}
