import { countries as named } from 'countries-list';
import { iso31661 } from 'iso-3166';
import { getCountryCallingCode, isSupportedCountry } from 'libphonenumber-js';
import { z } from 'zod';
import type { CountryFacts } from '../../contracts/data/code-lists.ts';
import { legalTender } from './code-lists-currencies.ts';
import { postalFormats, postalPattern } from './code-lists-postal.ts';
import { readPackageJson } from './packages.ts';

type Region = CountryFacts['region'];

/** User-assigned in ISO 3166-1, but what everybody writes for Kosovo. */
const alsoAccepted = ['XK'];

/**
 * UN M49 areas → our three regions. Overseas territories go by where they lie, as M49 has them. Western Asia (the Middle East, Türkiye,
 * the Caucasus) and Central Asia are EMEA, as in most companies' sales regions; the rest of Asia is APAC.
 */
const areas: readonly (readonly [area: string, region: Region])[] = [
  ['019', 'AMERICAS'],
  ['002', 'EMEA'],
  ['150', 'EMEA'],
  ['145', 'EMEA'],
  ['143', 'EMEA'],
  ['142', 'APAC'],
  ['009', 'APAC'],
];

/** M49 has Iran in Southern Asia; companies have it in the Middle East. The British Indian Ocean Territory lies in Asia. */
const exceptions: Readonly<Record<string, Region>> = { IR: 'EMEA', IO: 'APAC' };

/** countries-list has no uninhabited ones. */
const names: ReadonlyMap<string, string> = new Map([
  ...Object.entries(named).map(([code, { name }]) => [code, name] as const),
  ...iso31661.filter(({ alpha2 }) => !(alpha2 in named)).map(({ alpha2, name }) => [alpha2, name] as const),
]);

const containment = z.object({
  supplemental: z.object({
    territoryContainment: z.record(z.string(), z.object({ _contains: z.array(z.string()).optional() })),
  }),
});

/** All assigned ISO 3166-1 alpha-2 codes and XK, by code. */
export async function buildCountries(): Promise<CountryFacts[]> {
  const territories = await readPackageJson(
    import.meta.resolve('cldr-core/supplemental/territoryContainment.json'),
    containment,
  );
  const contains = (area: string): readonly string[] =>
    territories.supplemental.territoryContainment[area]?._contains ?? [];
  const regions = regionsByCountry(contains);
  const tender = await legalTender();
  const codes = [...iso31661.map(({ alpha2 }) => alpha2), ...alsoAccepted].toSorted();
  return codes.map((code) => {
    const region = exceptions[code] ?? regions.get(code);
    const name = names.get(code);
    if (region === undefined || name === undefined) throw new Error(`no region or name for ${code}`);
    const [form, example] = postalFormats[code] ?? [];
    return {
      code,
      name,
      region,
      callingCode: isSupportedCountry(code) ? getCountryCallingCode(code) : null,
      currency: tender.get(code) ?? null,
      postalCode: form === undefined ? null : postalPattern(code, form),
      postalExample: example ?? null,
    };
  });
}

/** The first area of `areas` that contains a country decides. */
function regionsByCountry(contains: (area: string) => readonly string[]): ReadonlyMap<string, Region> {
  const regions = new Map<string, Region>();
  const mark = (area: string, region: Region): void => {
    if (!regions.has(area)) regions.set(area, region);
    for (const part of contains(area)) mark(part, region);
  };
  for (const [area, region] of areas) mark(area, region);
  return regions;
}

/**
 * Not assigned, but written: the European Commission's codes for the United Kingdom and Greece, and codes of ISO 3166-3 whose country
 * lives on under one other code.
 */
export const countryAliases: Readonly<Record<string, string>> = {
  UK: 'GB',
  EL: 'GR',
  BU: 'MM',
  DD: 'DE',
  FX: 'FR',
  TP: 'TL',
  ZR: 'CD',
};
