import { readManifest } from './packages.ts';

/** What the data is built from: package → what is taken from it. */
const sources: Readonly<Record<string, string>> = {
  'iso-3166': 'the assigned ISO 3166-1 codes',
  'countries-list': 'English names of countries',
  'cldr-core': 'Unicode CLDR: areas of the world, legal tender of countries, withdrawal dates of currencies',
  'currency-codes': 'ISO 4217 list one',
  'libphonenumber-js': 'calling codes (Google libphonenumber)',
  'world-atlas': 'outlines of countries (Natural Earth 1:10m, public domain)',
  'topojson-client': 'reads the outlines',
};

/** Tables kept by hand in resources/build, with their sources named there. */
const byHand = [
  'postal formats: Universal Postal Union, Google libaddressinput (CC BY 4.0); tested against the package postcode-validator',
  'Incoterms: International Chamber of Commerce, editions 1980 to 2020',
  'units: UN/CEFACT Recommendation 20, SAP unit codes, everyday words',
  'hazard classes: UN Model Regulations on the Transport of Dangerous Goods',
  "certificates and compliance flags: the standards' own designations",
  'names of withdrawn currencies: Unicode CLDR, as in Node (Unicode-3.0)',
];

/** LICENCES.md of the built data. */
export async function describeLicences(): Promise<string> {
  const lines = await Promise.all(
    Object.entries(sources).map(async ([name, what]) => {
      const { version, license } = await readManifest(name);
      return `| ${name} | ${version} | ${license} | ${what} |`;
    }),
  );
  return [
    '# Where the code lists and the country cells come from',
    '',
    'Written by `npm run resources`. The generator’s dictionary has its own page, generation-LICENCES.md.',
    '',
    '| package | version | licence | what is taken |',
    '| --- | --- | --- | --- |',
    ...lines,
    '',
    'Kept by hand in resources/build:',
    '',
    ...byHand.map((line) => `- ${line}`),
    '',
  ].join('\n');
}
