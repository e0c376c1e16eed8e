import type { MultiPolygon, Polygon, Position } from 'geojson';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import { z } from 'zod';
import { iso31661 } from 'iso-3166';
import { readPackageJson } from './packages.ts';

/** A closed line of [longitude, latitude]. */
export type Ring = readonly Position[];

/** A polygon: its exterior ring and its holes. */
export type Shape = readonly Ring[];

/**
 * Shapes that Natural Earth draws apart from the country whose address people write there: bases, buffer zones, a leased launch site,
 * disputed areas (they count for every claimant), reefs. By Natural Earth's name.
 */
const namedShapes: Readonly<Record<string, readonly string[]>> = {
  Kosovo: ['XK'],
  Dhekelia: ['CY'],
  Akrotiri: ['CY'],
  'N. Cyprus': ['CY'],
  'Cyprus U.N. Buffer Zone': ['CY'],
  Baikonur: ['KZ'],
  'USNB Guantanamo Bay': ['CU', 'US'],
  Somaliland: ['SO'],
  'Siachen Glacier': ['IN', 'PK'],
  'Indian Ocean Ter.': ['CC', 'CX'],
  'Coral Sea Is.': ['AU'],
};

/**
 * Whose country code addresses in a territory are also written with: a supplier in San Juan is in PR and in US. A point there is
 * outside neither.
 */
const alsoWritten: Readonly<Record<string, readonly string[]>> = {
  AU: ['CC', 'CX', 'NF'],
  CN: ['HK', 'MO'],
  DK: ['FO', 'GL'],
  FI: ['AX'],
  FR: ['BL', 'MF', 'NC', 'PF', 'PM', 'WF'],
  GB: ['GG', 'GI', 'IM', 'JE'],
  MA: ['EH'],
  NL: ['AW', 'CW', 'SX'],
  RS: ['XK'],
  US: ['AS', 'GU', 'MP', 'PR', 'VI'],
};

/** Natural Earth draws de facto borders: Crimea is in Russia's shape. It counts for Ukraine too; a box around it is enough here. */
const crimea: Ring = [
  [32.4, 45.3],
  [33.4, 44.4],
  [35.4, 44.9],
  [36.6, 45.1],
  [36.5, 45.5],
  [34.8, 46.2],
  [33.5, 46.2],
  [32.4, 45.3],
];

const topology = z.custom<Topology<{ countries: GeometryCollection<{ name: string }> }>>(
  (value) =>
    z.object({ type: z.literal('Topology'), objects: z.object({ countries: z.object({}) }) }).safeParse(value)
      .success,
);

/** Outlines by country, of Natural Earth 1:10m. A country that has no shape of its own there is absent. */
export async function readOutlines(): Promise<ReadonlyMap<string, readonly Shape[]>> {
  const atlas = await readPackageJson(import.meta.resolve('world-atlas/countries-10m.json'), topology);
  const alpha2 = new Map(iso31661.map((entry) => [entry.numeric, entry.alpha2]));
  const own = new Map<string, Shape[]>();
  for (const { id, properties, geometry } of feature(atlas, atlas.objects.countries).features) {
    const code = alpha2.get(String(id));
    const codes = namedShapes[properties.name] ?? (code === undefined ? [] : [code]);
    for (const each of codes) own.set(each, [...(own.get(each) ?? []), ...shapesOf(geometry)]);
  }
  const all = new Map([...own].map(([code, shapes]) => [code, withTerritories(code, shapes, own)]));
  all.set('UA', [...(all.get('UA') ?? []), [crimea]]);
  return new Map([...all].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function shapesOf(geometry: { readonly type: string }): readonly Shape[] {
  if (isPolygon(geometry)) return [geometry.coordinates];
  return isMultiPolygon(geometry) ? geometry.coordinates : [];
}

const isPolygon = (geometry: { readonly type: string }): geometry is Polygon => geometry.type === 'Polygon';
const isMultiPolygon = (geometry: { readonly type: string }): geometry is MultiPolygon =>
  geometry.type === 'MultiPolygon';

function withTerritories(
  code: string,
  shapes: readonly Shape[],
  own: ReadonlyMap<string, readonly Shape[]>,
): readonly Shape[] {
  return [...shapes, ...(alsoWritten[code] ?? []).flatMap((territory) => own.get(territory) ?? [])];
}
