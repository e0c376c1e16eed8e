import type { CodeLists } from '../../contracts/data/code-lists.ts';
import { certifications, complianceFlags } from './code-lists-certifications.ts';
import { buildCountries, countryAliases } from './code-lists-countries.ts';
import { buildCurrencies } from './code-lists-currencies.ts';
import { hazardClasses, incoterms } from './code-lists-trade.ts';
import { buildUnits } from './code-lists-units.ts';

/** Raised whenever the data changes, so that an evaluation says which lists it was judged by. */
const version = '2026.11';

/** All code lists, from the installed packages and the hand-kept tables beside this file; the same bytes every time. */
export async function buildCodeLists(): Promise<CodeLists> {
  return {
    version,
    countries: await buildCountries(),
    countryAliases,
    currencies: await buildCurrencies(),
    incoterms,
    units: buildUnits(),
    hazardClasses,
    certifications,
    complianceFlags,
  };
}
