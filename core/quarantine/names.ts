import type { CodeLists } from '../../contracts/data/code-lists.ts';

const languages = ['en', 'de', 'fr', 'es', 'it', 'pt', 'pl', 'nl'];

/** Texts in lower case that mean a country, in several languages and as people write it, to its code. */
export function countryNames({ countries, countryAliases }: CodeLists): ReadonlyMap<string, string> {
  const names = new Map<string, string>(everyday);
  const put = (name: string | undefined, code: string): void => {
    if (name !== undefined && !names.has(name.toLowerCase())) names.set(name.toLowerCase(), code);
  };
  for (const language of languages) {
    const spoken = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
    for (const { code } of countries) put(spoken.of(code), code);
  }
  for (const { code, name } of countries) {
    put(code, code);
    put(name, code);
  }
  for (const [alias, code] of Object.entries(countryAliases)) put(alias, code);
  const known = new Set(countries.map(({ code }) => code));
  return new Map([...names].filter(([, code]) => known.has(code)));
}

/** What no list of names has: alpha-3 codes of large trading countries, abbreviations, former names. */
const everyday: readonly (readonly [string, string])[] = Object.entries({
  DE: 'deu ger germany brd deutschland',
  US: 'usa u.s.a. u.s. america',
  GB: 'gbr england scotland wales britain',
  CN: 'chn prc p.r.china p.r.c.',
  MX: 'mex méxico mexico',
  IN: 'ind',
  VN: 'vnm vietnam',
  JP: 'jpn',
  KR: 'kor korea rok',
  PL: 'pol polska',
  FR: 'fra',
  ES: 'esp',
  IT: 'ita',
  NL: 'nld holland',
  BE: 'bel',
  AT: 'aut',
  CH: 'che',
  CZ: 'cze czechia',
  SK: 'svk',
  HU: 'hun',
  RO: 'rou rom',
  BG: 'bgr',
  GR: 'grc',
  PT: 'prt',
  SE: 'swe',
  DK: 'dnk',
  FI: 'fin',
  NO: 'nor',
  IE: 'irl',
  LU: 'lux',
  SI: 'svn',
  HR: 'hrv',
  EE: 'est',
  LV: 'lva',
  LT: 'ltu',
  CA: 'can',
  BR: 'bra',
  AR: 'arg',
  CL: 'chl',
  CO: 'col',
  PE: 'per',
  TR: 'tur turkey türkiye',
  RU: 'rus',
  UA: 'ukr',
  TW: 'twn',
  TH: 'tha',
  MY: 'mys',
  ID: 'idn',
  PH: 'phl',
  SG: 'sgp',
  HK: 'hkg',
  AU: 'aus',
  NZ: 'nzl',
  ZA: 'zaf rsa',
  EG: 'egy',
  MA: 'mar',
  TN: 'tun',
  IL: 'isr',
  SA: 'sau ksa',
  AE: 'are uae u.a.e.',
  PK: 'pak',
  BD: 'bgd',
  LK: 'lka',
}).flatMap(([code, names]) => names.split(' ').map((name) => [name, code] as const));

/** Texts in lower case that mean a currency, to its code. A sign that several share means none. */
export function currencyNames({ currencies }: CodeLists): ReadonlyMap<string, string> {
  const current = currencies.filter(({ withdrawnOn }) => withdrawnOn === null);
  const names = new Map<string, string>([
    ['€', 'EUR'],
    ['£', 'GBP'],
    ['₹', 'INR'],
    ['₩', 'KRW'],
    ['₫', 'VND'],
    ['zł', 'PLN'],
    ['us$', 'USD'],
    ['rmb', 'CNY'],
    ['euro', 'EUR'],
    ['euros', 'EUR'],
    ['yen', 'JPY'],
    ['yuan', 'CNY'],
    ['dollar', 'USD'],
    ['us-dollar', 'USD'],
    ['zloty', 'PLN'],
    ['złoty', 'PLN'],
  ]);
  const put = (name: string | undefined, code: string): void => {
    if (name !== undefined && !names.has(name.toLowerCase())) names.set(name.toLowerCase(), code);
  };
  for (const language of languages) {
    const spoken = new Intl.DisplayNames([language], { type: 'currency', fallback: 'none' });
    for (const { code } of current) put(spoken.of(code), code);
  }
  for (const { code, name } of current) {
    put(code, code);
    put(name, code);
  }
  return names;
}
