import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { type Sql, sql, stringList } from '../sql/sql.ts';
import { crockfordPairs } from './identifiers.sql.ts';

const texts = z.array(z.string());

const country = z.object({
  code: z.string(),
  region: z.string(),
  currency: z.string(),
  percent: z.number(),
  cities: z.array(
    z.object({ name: z.string(), state: z.string(), postal: z.string(), lat: z.number(), lon: z.number() }),
  ),
  postalLength: z.number(),
  first: texts,
  second: texts,
  names: texts,
  streets: texts,
  lines: texts,
  domains: texts,
  mailboxes: texts,
  phones: texts,
  phoneLength: z.number(),
});

const words = z.object({ category: z.string(), nouns: texts, qualities: texts, sizes: texts });

const dictionary = z.object({ countries: z.array(country), parts: z.array(words) });

/** Words and places by country and by category: resources/data/generation.json, whose build checks lengths and places. */
export type Dictionary = z.infer<typeof dictionary>;
type Country = Dictionary['countries'][number];

export async function loadDictionary(): Promise<Dictionary> {
  const file = new URL('../../resources/data/generation.json', import.meta.url);
  return dictionary.parse(JSON.parse(await readFile(file, 'utf8')));
}

/**
 * The dictionary as a table of one row whose columns are lists, country after country, every country's list being equally long:
 * entry i of country c is element c × length + i + 1. Joined to the rows it costs nothing (a constant vector), and a look-up is
 * a list access.
 */
export function dictionaryTable({ countries, parts }: Dictionary, name: Sql): Sql {
  const perCountry = (of: (country: Country) => readonly string[]): Sql => stringList(countries.flatMap(of));
  const numbers = (values: readonly number[]): Sql => sql`[${values.map((value) => sql`${value}::DOUBLE`)}]`;
  const cities = countries.flatMap(({ cities }) => cities);
  const parted = (of: (words: Dictionary['parts'][number]) => readonly string[]): Sql =>
    stringList(parts.flatMap(of));
  return sql`CREATE OR REPLACE TEMP TABLE ${name} AS SELECT
    ${stringList(crockfordPairs)} AS pairs,
    ${perCountry(({ code }) => [code])} AS codes,
    ${perCountry(({ region }) => [region])} AS regions,
    ${perCountry(({ currency }) => [currency])} AS currencies,
    ${stringList(cities.map((city) => city.name))} AS cities,
    ${stringList(cities.map(({ state }) => state))} AS states,
    ${stringList(cities.map(({ postal }) => postal))} AS postals,
    ${numbers(countries.flatMap(({ cities, postalLength }) => cities.map(({ postal }) => postalLength - postal.length)))} AS postal_digits,
    ${numbers(cities.map(({ lat }) => lat))} AS lats,
    ${numbers(cities.map(({ lon }) => lon))} AS lons,
    ${perCountry(({ first }) => first)} AS firsts,
    ${perCountry(({ code, first }) => first.map((word) => slug(word, code)))} AS first_slugs,
    ${perCountry(({ second }) => second)} AS seconds,
    ${perCountry(({ code, second }) => second.map((word) => slug(word, code)))} AS second_slugs,
    ${perCountry(({ names }) => names)} AS names,
    ${perCountry(({ streets }) => streets)} AS streets,
    ${perCountry(({ lines }) => lines)} AS lines,
    ${perCountry(({ domains }) => domains)} AS domains,
    ${perCountry(({ mailboxes }) => mailboxes)} AS mailboxes,
    ${perCountry(({ phones }) => phones)} AS phones,
    ${numbers(countries.flatMap(({ phones, phoneLength }) => phones.map((phone) => phoneLength - phone.length)))} AS phone_digits,
    ${stringList(parts.map(({ category }) => category))} AS categories,
    ${parted(({ nouns }) => nouns)} AS nouns,
    ${parted(({ qualities }) => qualities)} AS qualities,
    ${parted(({ sizes }) => sizes)} AS sizes`;
}

/** A domain label's part: ASCII letters and digits with hyphens between words, umlauts spelt out where that is the custom. */
function slug(text: string, country: string): string {
  const spelt = country === 'DE' ? text.replaceAll(/[äöü]/gi, (letter) => `${letter}e`) : text;
  return spelt
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('ł', 'l')
    .replaceAll('đ', 'd')
    .normalize('NFD')
    .replaceAll(/\p{Mark}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}

/** How many entries one country, or one category, has in each list. */
export const listLengths = {
  cities: 20,
  firsts: 32,
  seconds: 16,
  names: 6,
  streets: 20,
  lines: 4,
  domains: 4,
  mailboxes: 6,
  phones: 4,
  nouns: 16,
  qualities: 12,
  sizes: 12,
} as const;
