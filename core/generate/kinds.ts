import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { ViolationCode } from '../../contracts/data/violation-codes.ts';
import { QuaysideError } from '../base/errors.ts';

/** What must become of a dirty row, or cell: the text of `expected` in ground truth. */
export type Outcome = `error ${ViolationCode}` | `warning ${ViolationCode}` | 'normalised';

/**
 * Kinds of dirt by dataset (data-contracts.md, "Dirty-data kinds"). The order is part of the generator's version: duplicate_id
 * first, then the other errors, then what passes. A row's draw is compared with the kinds' rates summed up in this order, so one
 * comparison tells whether a row ends in quarantine.
 */
export const kinds = {
  suppliers: {
    duplicate_id: 'error DUPLICATE_SUPPLIER_ID',
    out_of_range_rate: 'error INVALID_ON_TIME_RATE',
    bogus_country: 'error INVALID_COUNTRY_CODE',
    future_timestamp: 'error FUTURE_TIMESTAMP',
    negative_lead_time: 'error NEGATIVE_LEAD_TIME',
    type_noise: 'error TYPE_MISMATCH',
    tenant_leak: 'error TENANT_MISMATCH',
    missing_contact: 'warning MISSING_CONTACT',
    malformed_email: 'warning INVALID_EMAIL',
    whitespace_case: 'normalised',
  },
  parts: {
    duplicate_id: 'error DUPLICATE_PART_ID',
    orphan_supplier: 'error ORPHAN_DEFAULT_SUPPLIER',
    negative_cost: 'error NEGATIVE_UNIT_COST',
    wrong_uom: 'error INVALID_UOM',
    future_timestamp: 'error FUTURE_TIMESTAMP',
    missing_description: 'error MISSING_DESCRIPTION',
    malformed_supplier_list: 'error INVALID_QUALIFIED_SUPPLIER_FORMAT',
    type_noise: 'error TYPE_MISMATCH',
    tenant_leak: 'error TENANT_MISMATCH',
    whitespace_case: 'normalised',
  },
} as const satisfies Record<DatasetName, Record<string, Outcome>>;

export type SupplierKind = keyof typeof kinds.suppliers;
export type PartKind = keyof typeof kinds.parts;
export type Kind = SupplierKind | PartKind;

/** A kind's own share of the rows, 0–1, of every dataset that has the kind. */
export type KindRates = Readonly<Partial<Record<Kind, number>>>;

const isKind = (name: string): name is Kind => Object.values(kinds).some((of) => Object.hasOwn(of, name));

/** Rates as a person names them. Throws USAGE for a name that is no kind and a rate outside 0–1. */
export function parseKindRates(rates: Readonly<Record<string, number>>): KindRates {
  const parsed: Partial<Record<Kind, number>> = {};
  for (const [name, rate] of Object.entries(rates)) {
    if (!isKind(name)) {
      const known = [...new Set(Object.values(kinds).flatMap((of) => Object.keys(of)))].sort();
      throw new QuaysideError(
        'USAGE',
        `${JSON.stringify(name)} is not a kind of dirt; expected one of ${known.join(', ')}.`,
        { parameters: { kind: name, known } },
      );
    }
    parsed[name] = rate;
  }
  return parsed;
}
