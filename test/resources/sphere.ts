/** Spherical geometry for tests, written apart from the raster's own. Degrees and kilometres. */
export interface Point {
  readonly lat: number;
  readonly lon: number;
}

const radius = 6371.0088;
const rad = Math.PI / 180;

/** The haversine distance. */
export function distance(a: Point, b: Point): number {
  const north = Math.sin(((b.lat - a.lat) * rad) / 2) ** 2;
  const east = Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(((b.lon - a.lon) * rad) / 2) ** 2;
  return 2 * radius * Math.asin(Math.min(1, Math.sqrt(north + east)));
}

/** The point `km` away in the direction of `bearing` (0 north, 90 east). */
export function destination({ lat, lon }: Point, bearing: number, km: number): Point {
  const d = km / radius;
  const sine =
    Math.sin(lat * rad) * Math.cos(d) + Math.cos(lat * rad) * Math.sin(d) * Math.cos(bearing * rad);
  const east = Math.atan2(
    Math.sin(bearing * rad) * Math.sin(d) * Math.cos(lat * rad),
    Math.cos(d) - Math.sin(lat * rad) * sine,
  );
  return { lat: Math.asin(sine) / rad, lon: ((lon + east / rad + 540) % 360) - 180 };
}

/** The quarter-degree cell, as the contract defines it. */
export function cellOf(lat: number, lon: number): number {
  return Math.min(Math.floor((lat + 90) * 4), 719) * 1440 + Math.min(Math.floor((lon + 180) * 4), 1439);
}
