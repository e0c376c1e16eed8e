import type { Json } from '../../contracts/json.ts';
import { isDeepStrictEqual } from 'node:util';

/** One changed setting, as the journal records it; null is unset. */
export interface SettingChange {
  readonly path: readonly string[];
  readonly before: Json;
  readonly after: Json;
}

/** What changed between two settings, by the deepest path of objects; lists count as one value. */
export function settingChanges(before: unknown, after: unknown): SettingChange[] {
  return compare(toJson(before), toJson(after), []);
}

function compare(before: Json, after: Json, path: readonly string[]): SettingChange[] {
  if (isDeepStrictEqual(before, after)) return [];
  const [left, right] = [members(before), members(after)];
  if (left === undefined || right === undefined) return [{ path, before, after }];
  const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])].toSorted();
  return keys.flatMap((key) => compare(left[key] ?? null, right[key] ?? null, [...path, key]));
}

/** An object's members; unset is an empty object, so that what is new in it is told one by one. */
function members(value: Json): Readonly<Record<string, Json>> | undefined {
  if (value === null) return {};
  return isObject(value) ? value : undefined;
}

const isObject = (value: Json): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function toJson(value: unknown): Json {
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(toJson);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, toJson(member)]));
}
