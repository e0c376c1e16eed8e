import { contracts } from '../../../contracts/data/contracts.ts';
import type { Dataset } from './asked.ts';

/** What a row is known by, pinned at the left. */
export const pinned: Record<Dataset, readonly string[]> = {
  suppliers: ['supplier_code', 'legal_name'],
  parts: ['part_number', 'description'],
};

/** The fields in the order of the contract, but first the one that it is about. */
export function columnOrder(dataset: Dataset, about: string | undefined): readonly string[] {
  const names = contracts[dataset].fields.map(({ name }) => name);
  return about === undefined || !names.includes(about)
    ? names
    : [about, ...names.filter((name) => name !== about)];
}
