import type { ColumnFilter } from '../../contracts/api/page.ts';

/** The operators of a person, in the order of the list. */
export const conditions = [
  'contains',
  'equals',
  'notEquals',
  'startsWith',
  'endsWith',
  'less',
  'atMost',
  'more',
  'atLeast',
  'blank',
  'filled',
] as const;
export type Condition = (typeof conditions)[number];

export const needsValue = (condition: Condition): boolean => condition !== 'blank' && condition !== 'filled';

/** What the engine is asked for; undefined where nothing was typed yet. */
export function conditionFilter(
  column: string,
  condition: Condition,
  value: string,
): ColumnFilter | undefined {
  if (condition === 'blank' || condition === 'filled') return { column, op: condition };
  return value === '' ? undefined : { column, op: condition, value };
}
