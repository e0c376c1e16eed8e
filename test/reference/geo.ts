import { parseJson } from './lists.ts';
import { readDecimal } from './numbers.ts';
import { normalise } from './text.ts';

export interface Point {
  readonly lat: number | null;
  readonly lon: number | null;
}

/**
 * A point from its JSON text `{"lat": 1.2, "lon": 3.4}`; undefined where it is none. Its numbers may be JSON strings, its quotes
 * may be Python's.
 */
export function readPoint(text: string): Point | undefined {
  const value = parseJson(text) ?? parseJson(text.replaceAll("'", '"'));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const lat = readAxis('lat' in value ? value.lat : null);
  const lon = readAxis('lon' in value ? value.lon : null);
  return lat === undefined || lon === undefined ? undefined : { lat, lon };
}

/** A point from its two columns. */
export function readPair(latText: string | null, lonText: string | null): Point | undefined {
  const lat = readAxis(latText);
  const lon = readAxis(lonText);
  return lat === undefined || lon === undefined ? undefined : { lat, lon };
}

function readAxis(value: unknown): number | null | undefined {
  if (value === null || typeof value === 'number') return value;
  if (typeof value !== 'string') return undefined;
  const text = normalise(value);
  if (text === null) return null;
  return readDecimal(text) === undefined ? undefined : Number(text);
}

/** −90…90, −180…180, both, and not 0,0. */
export function isPlace({ lat, lon }: Point): boolean {
  if (lat === null || lon === null) return false;
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && !(lat === 0 && lon === 0);
}

/** The quarter-degree cell of a place, row by row from the south-west. */
export function cellOf(lat: number, lon: number): number {
  const row = Math.min(719, Math.floor((lat + 90) * 4));
  const column = Math.min(1439, Math.floor((lon + 180) * 4));
  return row * 1440 + column;
}
