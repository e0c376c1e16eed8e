import { z } from 'zod';
import { count, dataset, id, list } from '../journal/values.ts';
import { violationCode } from './selection.ts';

const text = z.string().nullable();

/**
 * What an operation does, exactly, counted on the rows themselves before it is applied. Rows are `free` while no error keeps them from silver
 * and nobody rejected them.
 */
export const effect = z.strictObject({
  dataset,
  /** Rows that the selection has. */
  selected: count,
  /** Rows of which a text or the state becomes another. */
  changed: count,
  /** Rows whose primary key or code becomes another. */
  keys: count,
  /** Reasons that go; `errors` of them kept rows from silver. Of the other datasets too. */
  clears: z.strictObject({ reasons: count, errors: count }),
  /** Reasons that come. */
  creates: z.strictObject({
    reasons: count,
    errors: count,
    examples: list(
      z.strictObject({ dataset, rowId: z.string(), code: violationCode, field: text, value: text }),
    ),
  }),
  /** Rows that become free. */
  frees: count,
  /** Rows of other datasets that become free with them. */
  freesOther: list(z.strictObject({ dataset, rows: count })),
  /** Rows that were free and are no more, of all datasets. */
  holds: count,
  /** Rows that become rejected. */
  rejects: count,
  /** Operations before it that changed the same cells. */
  conflicts: list(z.strictObject({ operationId: id, rows: count })),
  /** Cells before and after, a few. */
  examples: list(
    z.strictObject({ rowId: z.string(), key: text, field: z.string(), before: text, after: text }),
  ),
});

export type Effect = z.infer<typeof effect>;
