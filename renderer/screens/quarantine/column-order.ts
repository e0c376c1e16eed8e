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

/** On a desk what becomes of a row stands beside what it is: its state first, whose it is and what was said about it last. */
export const deskColumns = (dataset: Dataset, about: string | undefined): readonly string[] => [
  '_state',
  ...columnOrder(dataset, about),
  '_assignee',
  '_waitsFor',
  '_note',
];

/** Columns that a desk has beside the fields. */
export const ownColumns = ['_state', '_assignee', '_waitsFor', '_note'] as const;
export const isOwn = (column: string): column is (typeof ownColumns)[number] =>
  ownColumns.some((one) => one === column);
