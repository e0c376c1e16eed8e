import { z } from 'zod';
import { count, dataset, list } from '../journal/values.ts';
import { selection, violationCode } from './selection.ts';

const text = z.string().nullable();

/**
 * What keeps rows in quarantine, as one thing to be settled: a dirty value, however often it occurs; several different values that break one
 * rule; or a rule that hits nearly every row.
 */
export const cause = z.strictObject({
  dataset,
  code: violationCode,
  field: z.string(),
  kind: z.enum(['value', 'values', 'nearly-all']),
  /** Of kind `value`; null: the cells are blank. Personal values are masked unless they were asked for. */
  value: text,
  /** Different values. */
  values: count,
  examples: list(text),
  /** Rows that have it. */
  rows: count,
  /** Rows of other datasets that are here only because of those. */
  knockOns: count,
  /** Rows that would be free if nothing but this were right, with their knock-ons. */
  frees: count,
  /** Of the rows, since when the first is here. */
  oldestAt: text,
  /** The rows that have it, for operations and pages. */
  selection,
});
export type Cause = z.infer<typeof cause>;
