import { z } from 'zod';
import { type Settings, settings as schema } from '../../contracts/settings.ts';

/** A key that this Quayside does not know: it is kept and has no effect. */
export interface UnknownKey {
  /** Where it stands, the key last. */
  readonly path: readonly string[];
  /** The known key of that place that it most resembles; undefined where none does. */
  readonly nearest: string | undefined;
}

/** All keys of settings that mean nothing here: of a newer Quayside, or mistyped. */
export const unknownKeys = (settings: Settings): readonly UnknownKey[] => inside(schema, settings, []);

function inside(of: unknown, value: unknown, path: readonly string[]): readonly UnknownKey[] {
  if (of instanceof z.ZodOptional) return inside(of.unwrap(), value, path);
  if (of instanceof z.ZodPipe) return inside(of.in, value, path);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  if (of instanceof z.ZodRecord)
    return Object.entries(value).flatMap(([key, member]) => inside(of.valueType, member, [...path, key]));
  if (!(of instanceof z.ZodObject)) return [];
  const known: Readonly<Record<string, unknown>> = of.shape;
  return Object.entries(value).flatMap(([key, member]) =>
    Object.hasOwn(known, key)
      ? inside(known[key], member, [...path, key])
      : [{ path: [...path, key], nearest: nearestOf(key, Object.keys(known)) }],
  );
}

/** Of keys that differ in so little that one may be meant for the other; upper and lower case, `_` and `-` count for nothing. */
function nearestOf(key: string, known: readonly string[]): string | undefined {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[_\s-]/g, '');
  const ranked = known
    .map((one) => ({ one, distance: distanceOf(plain(key), plain(one)) }))
    .filter(({ one, distance }) => distance <= Math.max(2, Math.floor(one.length / 3)))
    .toSorted((a, b) => a.distance - b.distance);
  return ranked[0]?.one;
}

/** How many letters must be added, removed or changed (Levenshtein). */
function distanceOf(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [place, letter] of [...from].entries()) {
    const next = [place + 1];
    for (const [index, other] of [...to].entries()) {
      const changed = (row[index] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(changed, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
