import type { CodeLists, CountryFacts } from '../../contracts/data/code-lists.ts';

const country = (
  code: string,
  region: CountryFacts['region'],
  callingCode: string,
  currency: string,
  postalCode: string | null,
): CountryFacts => ({ code, name: code, region, callingCode, currency, postalCode, postalExample: null });

const currency = (code: string, withdrawnOn: string | null = null, successor: string | null = null) => ({
  code,
  name: code,
  withdrawnOn,
  successor,
});

/** A few entries of each code list, for the reference's own tests. */
export const sampleCodeLists: CodeLists = {
  version: 'sample',
  countries: [
    country('DE', 'EMEA', '49', 'EUR', '^[0-9]{5}$'),
    country('US', 'AMERICAS', '1', 'USD', '^[0-9]{5}(-[0-9]{4})?$'),
    country('HK', 'APAC', '852', 'HKD', null),
  ],
  countryAliases: { UK: 'GB' },
  currencies: [
    currency('EUR'),
    currency('USD'),
    currency('HRK', '2022-12-31', 'EUR'),
    currency('DEM', '2001-12-31', 'EUR'),
  ],
  incoterms: { current: ['FOB', 'EXW', 'DPU'], old: { DAT: { edition: '2010', successor: 'DPU' } } },
  units: { synonyms: { EA: 'EA', PCE: 'EA', KG: 'KG', KGM: 'KG', M: 'M' }, packs: ['BOX'], others: ['LB'] },
  hazardClasses: [
    { code: 'CLASS_2', name: 'Gases', divisions: ['2.1', '2.2', '2.3'] },
    { code: 'CLASS_3', name: 'Flammable liquids', divisions: [] },
  ],
  certifications: [
    { code: 'ISO9001', pattern: '^ISO9001$' },
    { code: 'AS9100', pattern: '^AS9100[A-D]?$' },
  ],
  complianceFlags: [
    { code: 'REACH', pattern: '^REACH$' },
    { code: 'ROHS', pattern: '^ROHS[23]?$' },
  ],
};
