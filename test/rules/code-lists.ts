import type { CodeLists } from '../../contracts/data/code-lists.ts';
import { type Sql, sql } from '../../core/sql/sql.ts';

/** Just enough of the code lists to tell right from wrong. */
export const codeLists: CodeLists = {
  version: 'test',
  countries: [
    {
      code: 'DE',
      name: 'Germany',
      region: 'EMEA',
      callingCode: '49',
      currency: 'EUR',
      postalCode: '^[0-9]{5}$',
      postalExample: '10115',
    },
    {
      code: 'US',
      name: 'United States',
      region: 'AMERICAS',
      callingCode: '1',
      currency: 'USD',
      postalCode: '^[0-9]{5}(-[0-9]{4})?$',
      postalExample: '10001',
    },
    {
      code: 'GB',
      name: 'United Kingdom',
      region: 'EMEA',
      callingCode: '44',
      currency: 'GBP',
      postalCode: '^[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}$',
      postalExample: 'SW1A 1AA',
    },
    {
      code: 'HK',
      name: 'Hong Kong',
      region: 'APAC',
      callingCode: '852',
      currency: 'HKD',
      postalCode: null,
      postalExample: null,
    },
    {
      code: 'VN',
      name: 'Vietnam',
      region: 'APAC',
      callingCode: '84',
      currency: 'VND',
      postalCode: '^[0-9]{5}$',
      postalExample: null,
    },
  ],
  countryAliases: { UK: 'GB', EL: 'GR' },
  currencies: [
    { code: 'EUR', name: 'Euro', withdrawnOn: null, successor: null },
    { code: 'USD', name: 'US Dollar', withdrawnOn: null, successor: null },
    { code: 'HRK', name: 'Kuna', withdrawnOn: '2023-01-01', successor: 'EUR' },
    { code: 'DEM', name: 'Mark', withdrawnOn: '2002-01-01', successor: 'EUR' },
    { code: 'OLD', name: 'Just too long ago', withdrawnOn: '2021-11-23', successor: 'EUR' },
    { code: 'JST', name: 'Five years ago to the day', withdrawnOn: '2021-11-24', successor: null },
    { code: 'SOO', name: 'Withdrawn tomorrow', withdrawnOn: '2026-11-25', successor: 'EUR' },
  ],
  incoterms: {
    current: ['EXW', 'FCA', 'FOB', 'CIF', 'DAP', 'DDP'],
    old: { DAT: { edition: '2010', successor: 'DPU' }, DDU: { edition: '2000', successor: 'DAP' } },
  },
  units: { synonyms: { PCE: 'EA' }, packs: ['BOX', 'CS'], others: ['LB', 'FT'] },
  hazardClasses: [{ code: 'CLASS_1', name: 'Explosives', divisions: ['1.1'] }],
  certifications: [
    { code: 'ISO9001', pattern: '^ISO9001$' },
    { code: 'AS9100', pattern: '^AS9100$' },
  ],
  complianceFlags: [
    { code: 'REACH', pattern: '^REACH$' },
    { code: 'ROHS', pattern: '^ROHS$' },
  ],
};

const cellOf = (lat: number, lon: number): number =>
  Math.floor((lat + 90) * 4) * 1440 + Math.floor((lon + 180) * 4);

/** Germany is the cell of Berlin, the United States that of New York, Vietnam that of Hanoi and the north-east end of the world; Hong Kong has no outline. */
export const countryCells: Sql = sql`(SELECT * FROM (VALUES
  ('DE', ${cellOf(52.5, 13.4)}), ('US', ${cellOf(40.7, -74)}), ('VN', ${cellOf(21, 105.8)}), ('VN', ${720 * 1440 - 1})
) AS outline(country, cell))`;
