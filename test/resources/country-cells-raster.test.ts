import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rasterise } from '../../resources/build/country-cells-raster.ts';
import { cellOf, destination, distance } from './sphere.ts';

/** A box of `size` degrees with its south-west corner at a place, the way the atlas writes it (beyond ±180 it goes on). */
const box = (lat: number, lon: number, size: number) => [
  [
    [lon, lat],
    [lon + size, lat],
    [lon + size, lat + size],
    [lon, lat + size],
    [lon, lat],
  ],
];

const place = fc.record({
  lat: fc.double({ min: -85, max: 84, noNaN: true }),
  lon: fc.double({ min: -180, max: 179.9, noNaN: true }),
  size: fc.double({ min: 0.05, max: 1, noNaN: true }),
});

test('every point within 50 km of a shape lies in a marked cell, at any latitude and over the antimeridian', () => {
  fc.assert(
    fc.property(
      place,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 360, noNaN: true }),
      fc.double({ min: 0, max: 50, noNaN: true }),
      ({ lat, lon, size }, along, bearing, km) => {
        const marked = new Set(rasterise([box(lat, lon, size)], 50));
        const point = destination({ lat: lat + along * size, lon }, bearing, km);
        expect(marked.has(cellOf(point.lat, point.lon))).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});

test('no cell is marked all of which is over 55 km away', () => {
  fc.assert(
    fc.property(place, ({ lat, lon, size }) => {
      const centre = { lat: lat + size / 2, lon: lon + size / 2 };
      const reach = distance(centre, { lat: lat < 0 ? lat + size : lat, lon }) + 55 + 20;
      for (const cell of rasterise([box(lat, lon, size)], 50)) {
        const middle = {
          lat: Math.floor(cell / 1440) / 4 - 90 + 0.125,
          lon: (cell % 1440) / 4 - 180 + 0.125,
        };
        expect(distance(centre, middle)).toBeLessThan(reach);
      }
    }),
    { numRuns: 60 },
  );
});

test('the inside of a shape is marked, its hole is not', () => {
  const outer = box(10, 10, 10);
  const hole = box(13, 13, 4);
  const marked = new Set(rasterise([[...outer, ...hole]], 50));
  expect(marked.has(cellOf(11, 11))).toBe(true);
  expect(marked.has(cellOf(15, 15))).toBe(false);
});

test('a ring around a pole covers it', () => {
  const ring = [0, 90, 180, 270, 360].map((lon) => [((lon + 180) % 360) - 180, -80]);
  const marked = new Set(rasterise([[ring]], 50));
  for (const lon of [-180, -1, 0, 90, 180]) expect(marked.has(cellOf(-90, lon))).toBe(true);
  expect(marked.has(cellOf(-75, 0))).toBe(false);
});
