import fc from 'fast-check';
import type { RandomDelivery } from './arbitraries.ts';
import { partCells, supplierCells } from './clean-rows.ts';
import { everyHostileCell } from './every-cell.ts';
import { mutantRows } from './mutants.ts';

/** Deliveries whose rows have one hostile cell each and share no key, so that a difference names its cell. */

const [supplier = {}] = fc.sample(supplierCells, { seed: 1, numRuns: 1 });
const [part = {}] = fc.sample(partCells, { seed: 1, numRuns: 1 });

const ownSupplier = (ordinal: number) => ({
  supplier_id: `SUP-${ordinal}`,
  supplier_code: `S${200_000 + ordinal}`,
});
const ownPart = (ordinal: number) => ({
  part_id: `PART-${ordinal}`,
  part_number: `P-${200_000 + ordinal}`,
  default_supplier_id: 'SUP-1',
  qualified_supplier_ids: 'SUP-1',
});

const nothing = { suppliers: [], parts: [] } as const;
const rest = {
  changeFeed: false,
  timezone: 'Europe/Berlin',
  silver: nothing,
  seen: nothing,
  severities: {},
} as const;

/** Every listed hostile value in every field. */
export const everyCell: RandomDelivery = {
  suppliers: everyHostileCell('suppliers', supplier, ownSupplier),
  parts: everyHostileCell('parts', part, ownPart),
  ...rest,
};

/** So many listed values in each dataset, with a few characters edited. */
export const mutantDeliveries = (count: number): fc.Arbitrary<RandomDelivery> =>
  fc.record({
    suppliers: mutantRows('suppliers', supplier, ownSupplier, count),
    parts: mutantRows('parts', part, ownPart, count),
    changeFeed: fc.constant(rest.changeFeed),
    timezone: fc.constant(rest.timezone),
    silver: fc.constant(nothing),
    seen: fc.constant(nothing),
    severities: fc.constant({}),
  });
