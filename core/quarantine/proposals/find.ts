import type { Sql } from '../../sql/sql.ts';
import { type FindContext, nothing } from './candidate.ts';
import { findCodes, findDerived } from './codes.sql.ts';
import { findEmails, findPhones } from './contact.sql.ts';
import { findCountryFromContext, findCountryNames, findCurrencies } from './country.sql.ts';
import { findDates } from './dates.sql.ts';
import { findNumbers, findSigns } from './numbers.sql.ts';
import { findDelivered, findPostalCodes, findSameKey, findSwapped } from './others.sql.ts';
import { findLists, findReferences } from './references.sql.ts';

const finders = [
  findNumbers,
  findSigns,
  findDates,
  findCodes,
  findDerived,
  findCountryNames,
  findCountryFromContext,
  findCurrencies,
  findEmails,
  findPhones,
  findReferences,
  findLists,
  findSameKey,
  findSwapped,
  findDelivered,
  findPostalCodes,
];

/** All queries that propose texts for what is asked about: n, code, field, before, after, confidence, kind. */
export const findAll = (context: FindContext): readonly Sql[] =>
  finders.flatMap((find) => find(context)).filter((query) => query !== nothing);
