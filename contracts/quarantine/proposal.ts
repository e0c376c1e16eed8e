import { z } from 'zod';
import { count, dataset, list } from '../journal/values.ts';
import { operation } from './operation.ts';
import { violationCode } from './selection.ts';

const text = z.string().nullable();

/** A fix that the data speak for: an operation, ready to be tried out and applied. Nothing applies it by itself. */
export const proposal = z.strictObject({
  proposalId: z.string(),
  dataset,
  code: violationCode,
  field: z.string(),
  /** What kind of fix; its sentence is the reader's. */
  kind: z.string(),
  /** How sure it is, 0 to 1: of the least sure of its rows. From 0.9 on nobody should have to look at each. */
  confidence: z.number().min(0).max(1),
  rows: count,
  examples: list(z.strictObject({ before: text, after: text, rows: count })),
  operation,
});
export type Proposal = z.infer<typeof proposal>;
