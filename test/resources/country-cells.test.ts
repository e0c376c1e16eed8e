import { readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { countryCellsPath, loadCodeLists } from '../../core/contract/code-lists.ts';
import { Duck } from '../../core/duck/duck.ts';
import { sql } from '../../core/sql/sql.ts';
import { cellOf, destination } from './sphere.ts';

const capitals = z.record(z.string(), z.tuple([z.string(), z.number(), z.number()]));
const fixture = new URL('../fixtures/resources/capitals.json', import.meta.url);

const cells = new Map<string, Set<number>>();

beforeAll(async () => {
  await using duck = await Duck.open({ memory: 512 * 1024 ** 2, threads: 1, spill: tmpdir() });
  const row = z.object({ country: z.string(), cells: z.array(z.number()) });
  const query = sql`SELECT country, list(cell) AS cells FROM read_parquet(${countryCellsPath()}) GROUP BY ALL`;
  for (const each of await duck.rows(query, row)) cells.set(each.country, new Set(each.cells));
});

const isIn = (country: string, lat: number, lon: number): boolean | undefined =>
  cells.get(country)?.has(cellOf(lat, lon));

describe('the built file', () => {
  test('is small, sorted, has known countries and each cell once', async () => {
    const { countries } = await loadCodeLists();
    const known = new Set(countries.map(({ code }) => code));
    expect([...cells.keys()].filter((code) => !known.has(code))).toEqual([]);
    expect((await stat(countryCellsPath())).size).toBeLessThan(700_000);
    await using duck = await Duck.open({ memory: 256 * 1024 ** 2, threads: 1, spill: tmpdir() });
    const sorted = sql`
      SELECT bool_and(before IS NULL OR before < (country, cell)) AS sorted, min(cell) AS low, max(cell) AS high
      FROM (SELECT country, cell, lag((country, cell)) OVER () AS before FROM read_parquet(${countryCellsPath()}))
    `;
    const facts = await duck.row(
      sorted,
      z.object({ sorted: z.boolean(), low: z.number(), high: z.number() }),
    );
    expect(facts).toMatchObject({ sorted: true, low: 0 });
    expect(facts.high).toBeLessThan(720 * 1440);
  });

  test('lacks only the territories that Natural Earth draws as part of another country', async () => {
    const { countries } = await loadCodeLists();
    const missing = countries.map(({ code }) => code).filter((code) => !cells.has(code));
    expect(missing).toEqual(['BQ', 'BV', 'GF', 'GP', 'MQ', 'RE', 'SJ', 'TK', 'YT']);
  });
});

describe('a place is in its country', () => {
  test('for every capital', async () => {
    const all = Object.entries(capitals.parse(JSON.parse(await readFile(fixture, 'utf8'))));
    const outside = all.filter(([code, [, lat, lon]]) => isIn(code, lat, lon) === false);
    expect(outside).toEqual([]);
    expect(all.length).toBeGreaterThan(220);
  });

  test.each([
    ['US', 'Washington', 38.9, -77.04],
    ['US', 'Honolulu', 21.31, -157.86],
    ['US', 'Attu, beyond the antimeridian', 52.9, 173],
    ['US', 'San Juan, as US', 18.46, -66.1],
    ['PR', 'San Juan', 18.46, -66.1],
    ['RU', 'Anadyr', 64.73, 177.5],
    ['RU', 'Uelen, beyond the antimeridian', 66.16, -169.8],
    ['FJ', 'Taveuni, on both sides', -16.8, 179.98],
    ['FJ', 'Taveuni, on both sides', -16.8, -179.98],
    ['NZ', 'Chatham Islands', -43.9, -176.5],
    ['AQ', 'South Pole', -90, 0],
    ['AQ', 'South Pole', -90, 180],
    ['NO', 'Longyearbyen', 78.2, 15.6],
    ['CA', 'Alert', 82.5, -62.3],
    ['LS', 'Maseru', -29.31, 27.48],
    ['VA', 'Vatican', 41.9, 12.45],
    ['HK', 'Hong Kong', 22.3, 114.2],
    ['CN', 'Hong Kong, as CN', 22.3, 114.2],
    ['CN', 'Shenzhen', 22.55, 114.1],
    ['FR', 'Saint-Denis, as FR', -20.9, 55.5],
    ['UA', 'Simferopol', 44.95, 34.1],
    ['UA', 'Kyiv', 50.45, 30.52],
    ['XK', 'Pristina', 42.66, 21.16],
    ['KZ', 'Baikonur', 45.9, 63.3],
    ['VN', 'Ho Chi Minh City', 10.78, 106.7],
    ['KR', 'Jeju', 33.5, 126.53],
    ['IN', 'Port Blair', 11.67, 92.75],
    ['MX', 'La Paz', 24.14, -110.31],
    ['PL', 'Hel', 54.61, 18.8],
  ])('%s: %s', (code, _, lat, lon) => {
    expect(isIn(code, lat, lon)).toBe(true);
  });

  test.each([
    ['DE', 'Paris', 48.86, 2.35],
    ['US', 'London', 51.5, -0.12],
    ['IN', 'Beijing', 39.9, 116.4],
    ['CN', 'Delhi', 28.6, 77.2],
    ['JP', 'Seoul', 37.57, 126.98],
    ['MX', 'Los Angeles', 34.05, -118.24],
    ['FJ', 'the Atlantic', -17, 0],
    ['RU', 'the Atlantic', 66, -20],
    ['AQ', 'Cape Horn', -55.98, -67.27],
    ['DE', 'Null Island', 0, 0],
  ])('%s: not %s', (code, _, lat, lon) => {
    expect(isIn(code, lat, lon)).toBe(false);
  });
});

describe('50 km from the coast', () => {
  test.each([
    ['PT', 'Cabo da Roca', 38.78, -9.5, 270],
    ['IE', 'Dingle', 52.1, -10.46, 270],
    ['US', 'Cape Mendocino', 40.44, -124.41, 270],
    ['IN', 'Dwarka', 22.24, 68.96, 240],
    ['JP', 'Cape Inubo', 35.71, 140.87, 90],
    ['BR', 'Ponta do Seixas', -7.15, -34.79, 90],
    ['ZA', 'Cape Agulhas', -34.83, 20, 180],
    ['AU', 'Steep Point', -26.15, 113.16, 270],
    ['NO', 'Nordkapp', 71.17, 25.78, 0],
    ['NZ', 'East Cape', -37.69, 178.55, 90],
    ['CL', 'Valparaíso', -33.03, -71.64, 270],
    ['VN', 'Mũi Đại Lãnh', 12.9, 109.46, 90],
  ])('%s, %s: 40 km off is in, 200 km off is out', (code, _, lat, lon, bearing) => {
    const near = destination({ lat, lon }, bearing, 40);
    expect(isIn(code, near.lat, near.lon)).toBe(true);
    const far = destination({ lat, lon }, bearing, 200);
    expect(isIn(code, far.lat, far.lon)).toBe(false);
  });
});
