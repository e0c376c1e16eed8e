import { isAbsolute, join, relative, sep } from 'node:path';
import { localPathOf } from '../iceberg/storage/location.ts';

/** How the journal spells a location: relative to the workspace where it lies in it, so that a moved workspace still fits. */
export function journalPath(workspace: string, location: string): string {
  const path = localPathOf(location);
  if (path === undefined) return location;
  const inside = relative(workspace, path);
  if (inside === '' || inside.startsWith('..') || isAbsolute(inside)) return path;
  return inside.replaceAll(sep, '/');
}

/** The other way round: a local path, or an address of another kind as it is. */
export function pathFromJournal(workspace: string, text: string): string {
  const path = localPathOf(text);
  if (path === undefined) return text;
  return isAbsolute(path) ? path : join(workspace, path);
}
