import { canonicalLocation, localPathOf } from '../storage/location.ts';

/** Where something is that was written when its folder lay elsewhere; undefined for what was never in that folder. */
export type Moved = (location: string) => string | undefined;

/**
 * Locations below one of `from` as locations below `to` (absolute paths), in the spelling `file:///…`; those below `to` already stay
 * where they are. Where one folder lies in the other the inner one counts. Pure.
 */
export function movedFrom(from: readonly string[], to: string): Moved {
  const now = pathOf(to);
  const homes = [now, ...from.map(pathOf)].toSorted((a, b) => b.length - a.length);
  return (location) => {
    if (localPathOf(location) === undefined) return undefined;
    const path = canonicalLocation(location);
    const home = homes.find((one) => path === one || path.startsWith(`${one}/`));
    return home === undefined ? undefined : spelt(`${now}${path.slice(home.length)}`);
  };
}

const pathOf = (folder: string): string => canonicalLocation(folder).replace(/\/+$/, '');

/** A path on Windows begins with its drive. */
const spelt = (path: string): string => (path.startsWith('/') ? `file://${path}` : `file:///${path}`);
