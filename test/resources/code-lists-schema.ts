import { z } from 'zod';
import type { CodeLists } from '../../contracts/data/code-lists.ts';

const isoDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const anchored = z.string().startsWith('^').endsWith('$');
const code = z.string().regex(/^[A-Z0-9][A-Z0-9_.&]*$/);
const unit = z.enum(['EA', 'KG', 'M']);

const country = z.strictObject({
  code: z.string().regex(/^[A-Z]{2}$/),
  name: z.string().min(3),
  region: z.enum(['EMEA', 'APAC', 'AMERICAS']),
  callingCode: z
    .string()
    .regex(/^[1-9]\d{0,2}$/)
    .nullable(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .nullable(),
  postalCode: anchored.nullable(),
  postalExample: z.string().nullable(),
});

const currency = z.strictObject({
  code: z.string().regex(/^[A-Z]{3}$/),
  name: z.string().min(3),
  withdrawnOn: isoDate.nullable(),
  successor: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .nullable(),
});

const coded = z.array(z.strictObject({ code, pattern: anchored })).readonly();

/** Every field of the built file; the loader trusts what passes here. */
export const codeListsSchema: z.ZodType<CodeLists> = z.strictObject({
  version: z.string().regex(/^\d{4}\.\d{2}$/),
  countries: z.array(country),
  countryAliases: z.record(z.string(), z.string()),
  currencies: z.array(currency),
  incoterms: z.strictObject({
    current: z.array(code),
    old: z.record(code, z.strictObject({ edition: z.string(), successor: code })),
  }),
  units: z.strictObject({
    synonyms: z.record(z.string().min(1), unit),
    packs: z.array(z.string()),
    others: z.array(z.string()),
  }),
  hazardClasses: z.array(z.strictObject({ code, name: z.string(), divisions: z.array(z.string()) })),
  certifications: coded,
  complianceFlags: coded,
});
