import type { Position } from 'geojson';
import type { Ring, Shape } from './country-cells-outlines.ts';

/** Quarter-degree cells: cell = floor((lat + 90) · 4) · 1440 + floor((lon + 180) · 4), the last index also for +90 and +180. */
const perDegree = 4;
const rows = 180 * perDegree;
const columns = 360 * perDegree;

const kmPerDegree = 111.195;
const radian = Math.PI / 180;

/** Steps along an outline, in degrees: short enough that no cell is jumped over by more than the margin. */
const step = 0.02;

const cellRow = (lat: number): number => Math.min(rows - 1, Math.floor((lat + 90) * perDegree));

/**
 * All cells of which some part lies in one of the shapes or within `km` of it, ascending. Generous: never too few, and too many by at
 * most about 3 km.
 */
export function rasterise(shapes: readonly Shape[], km: number): number[] {
  const marked = new Uint8Array(rows * columns);
  for (const shape of shapes) fillInside(shape, marked);
  for (const ring of shapes.flat())
    for (const point of pointsAlong(ring)) markAround(point, km + 2.5, marked);
  const cells: number[] = [];
  marked.forEach((is, cell) => {
    if (is === 1) cells.push(cell);
  });
  return cells;
}

/**
 * Marks the cells whose centre is inside. Cells that the outline only touches are marked by `markAround`. Rings are toggled one by
 * one, which is the even-odd rule whatever meridian a ring was unrolled from.
 */
function fillInside(shape: Shape, marked: Uint8Array): void {
  const inside = new Set<number>();
  for (const ring of shape) for (const cell of cellsInside(ring)) if (!inside.delete(cell)) inside.add(cell);
  for (const cell of inside) marked[cell] = 1;
}

function* cellsInside(ring: Ring): Generator<number> {
  const crossings = new Map<number, number[]>();
  for (const edge of edgesOf(closeAtPole(ring))) addCrossings(edge, crossings);
  for (const [row, longitudes] of crossings) {
    const sorted = longitudes.toSorted((a, b) => a - b);
    for (let at = 0; at + 1 < sorted.length; at += 2) {
      const first = Math.ceil(((sorted[at] ?? 0) + 180) * perDegree - 0.5);
      const last = Math.floor(((sorted[at + 1] ?? 0) + 180) * perDegree - 0.5);
      for (let column = first; column <= last; column++) yield row * columns + wrap(column);
    }
  }
}

const wrap = (column: number): number => ((column % columns) + columns) % columns;

/**
 * The atlas stitches outlines over the antimeridian: the ring's longitudes, unrolled, run on beyond ±180. A ring that comes back 360
 * degrees away goes around a pole (Antarctica) and is closed over it.
 */
function closeAtPole(ring: Ring): Ring {
  const unrolled = unroll(ring);
  const [firstLon = 0, firstLat = 0] = unrolled[0] ?? [];
  const [lastLon = 0] = unrolled.at(-1) ?? [];
  if (Math.abs(lastLon - firstLon) < 180) return unrolled;
  const pole = firstLat < 0 ? -90 : 90;
  return [...unrolled, [lastLon, pole], [firstLon, pole], [firstLon, firstLat]];
}

function unroll(ring: Ring): Ring {
  let before = ring[0]?.[0] ?? 0;
  return ring.map(([lon = 0, lat = 0]) => {
    before = lon - 360 * Math.round((lon - before) / 360);
    return [before, lat];
  });
}

interface Edge {
  readonly lon1: number;
  readonly lat1: number;
  readonly lon2: number;
  readonly lat2: number;
}

function* edgesOf(ring: Ring): Generator<Edge> {
  for (let at = 0; at + 1 < ring.length; at++) {
    const [lon1 = 0, lat1 = 0] = ring[at] ?? [];
    const [lon2 = 0, lat2 = 0] = ring[at + 1] ?? [];
    yield { lon1, lat1, lon2, lat2 };
  }
}

/** Where an edge crosses the middle of a row of cells: half open, so that a shared vertex counts once. */
function addCrossings({ lon1, lat1, lon2, lat2 }: Edge, crossings: Map<number, number[]>): void {
  const low = Math.min(lat1, lat2);
  const high = Math.max(lat1, lat2);
  for (let row = Math.max(0, Math.ceil((low + 90) * perDegree - 0.5)); row < rows; row++) {
    const middle = (row + 0.5) / perDegree - 90;
    if (middle >= high) return;
    const longitude = lon1 + ((middle - lat1) / (lat2 - lat1)) * (lon2 - lon1);
    crossings.set(row, [...(crossings.get(row) ?? []), longitude]);
  }
}

function* pointsAlong(ring: Ring): Generator<Position> {
  for (const { lon1, lat1, lon2, lat2 } of edgesOf(unroll(ring))) {
    const steps = Math.max(1, Math.ceil(Math.hypot(lon2 - lon1, lat2 - lat1) / step));
    for (let at = 0; at < steps; at++) {
      yield [lon1 + ((lon2 - lon1) * at) / steps, lat1 + ((lat2 - lat1) * at) / steps];
    }
  }
}

/** Marks the cells within `km` of a point, over the antimeridian and around the poles. */
function markAround([lon = 0, lat = 0]: Position, km: number, marked: Uint8Array): void {
  const reach = km / kmPerDegree;
  const top = cellRow(Math.min(90, lat + reach));
  for (let row = cellRow(Math.max(-90, lat - reach)); row <= top; row++) {
    const half = halfWidth(lat, row, reach);
    const first = Math.floor((lon - half + 180) * perDegree);
    const last = Math.min(first + columns - 1, Math.floor((lon + half + 180) * perDegree));
    for (let column = first; column <= last; column++) {
      marked[row * columns + wrap(column)] = 1;
    }
  }
}

/**
 * Half the width, in degrees of longitude, of the cap of radius `reach` (degrees) around latitude `lat`, at its widest within a row
 * of cells. From the spherical law of cosines: cos reach = sin lat sin φ + cos lat cos φ cos Δ.
 */
function halfWidth(lat: number, row: number, reach: number): number {
  const south = row / perDegree - 90;
  const north = (row + 1) / perDegree - 90;
  const widest =
    Math.asin(Math.max(-1, Math.min(1, Math.sin(lat * radian) / Math.cos(reach * radian)))) / radian;
  const at = Math.max(south, Math.min(north, widest));
  const over = Math.cos(lat * radian) * Math.cos(at * radian);
  const cosine = (Math.cos(reach * radian) - Math.sin(lat * radian) * Math.sin(at * radian)) / over;
  if (over < 1e-9 || cosine <= -1) return 180;
  return cosine >= 1 ? 0 : Math.acos(cosine) / radian;
}
