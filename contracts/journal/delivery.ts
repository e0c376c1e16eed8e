import { z } from 'zod';
import { count, dataset, digest, id, list, location, time, word } from './values.ts';

/** What a tenant handed over at once, written when it has been received. `rows` are all data rows of an object. */
export const delivery = z.strictObject({
  deliveryId: id,
  runId: id.optional(),
  deliveryKind: z.enum(['delta', 'full']),
  extractedAt: time.nullable(),
  timezone: word,
  batches: list(
    z.strictObject({
      dataset,
      batchId: id,
      /** Rows that are part of the delivery. */
      rows: count,
      /** Rows that are in the files but not part of it. */
      ignored: count,
      objects: list(z.strictObject({ digest, path: location, bytes: count, rows: count })),
    }),
  ),
});
