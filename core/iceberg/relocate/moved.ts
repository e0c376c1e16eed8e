import { canonicalLocation, localPathOf } from '../storage/location.ts';

/** Where something is that was written when its folder lay elsewhere; undefined for what was never in that folder. */
export type Moved = (location: string) => string | undefined;

/**
 * Locations below `from` as locations below `to` (absolute paths), in the spelling `file:///…`; those below `to` already stay where
 * they are. Pure.
 */
export function movedFrom(from: string, to: string): Moved {
  const [before, now] = [canonicalLocation(from), canonicalLocation(to)].map((path) =>
    path.replace(/\/+$/, ''),
  );
  return (location) => {
    if (localPathOf(location) === undefined) return undefined;
    const path = canonicalLocation(location);
    for (const home of [now, before]) {
      if (path === home || path.startsWith(`${home}/`)) return spelt(`${now}${path.slice(home?.length)}`);
    }
    return undefined;
  };
}

/** A path on Windows begins with its drive. */
const spelt = (path: string): string => (path.startsWith('/') ? `file://${path}` : `file:///${path}`);
