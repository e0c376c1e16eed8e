import { z } from 'zod';
import { code, dataset, digest, id, list, time, word } from './values.ts';

/**
 * The as-of time of a judgement. `from` (inclusive) and `until` (exclusive) bound the as-of times at which every time rule would
 * have come out the same for these rows; null is unbounded. `given`: it was asked for, not the default, now.
 */
const asOf = z.strictObject({
  given: z.boolean(),
  time,
  from: time.nullable(),
  until: time.nullable(),
});

/** Everything a judgement depends on, except when: equal bases judge equal rows equally, but for time rules. */
const evaluationBasis = z.strictObject({
  tenant: word,
  deliveryKind: z.enum(['delta', 'full']),
  batches: list(z.strictObject({ dataset, batchId: id })),
  /** Of the saved mapping; null where columns were matched by name alone. */
  mapping: digest.nullable(),
  /** What changes how text is read or what is derived: timezone, extractedAt, dataSource, dialects, … */
  importSettings: z.record(word, z.union([z.string().max(4096), z.number(), z.boolean(), z.null()])),
  /** Contract version per dataset. */
  contracts: z.partialRecord(dataset, word),
  /** Version of the code lists with the tenant's extensions. */
  codeLists: word,
  severities: z.record(code, z.enum(['error', 'warning', 'off'])),
  recipes: list(digest),
});

/** How a delivery was judged. */
export const evaluation = z.strictObject({
  evaluationId: digest,
  basisId: digest,
  runId: id,
  deliveryId: id,
  basis: evaluationBasis,
  asOf,
});

export type AsOf = z.infer<typeof asOf>;
export type EvaluationBasis = z.infer<typeof evaluationBasis>;
