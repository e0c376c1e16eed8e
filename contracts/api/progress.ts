import { z } from 'zod';
import { count, time } from '../journal/values.ts';

/** How far long work is. `stage` is a technical word: screens have names for those they know. */
export const progress = z.strictObject({
  stage: z.string(),
  rows: count.optional(),
  total: count.optional(),
  bytes: count.optional(),
  totalBytes: count.optional(),
  rowsPerSecond: z.number().min(0).optional(),
  bytesPerSecond: z.number().min(0).optional(),
  secondsLeft: z.number().min(0).optional(),
  at: time,
});
export type ApiProgress = z.infer<typeof progress>;
