import { z } from 'zod';
import { count, time, word } from '../journal/values.ts';

/** How far a run is, for whoever watches; the last one of a run can be asked for at any time. */
export const runProgress = z.strictObject({
  stage: word,
  /** Done so far in this stage. */
  rows: count.optional(),
  total: count.optional(),
  /** Of the delivered files, read so far. */
  bytes: count.optional(),
  totalBytes: count.optional(),
  /** Of this stage, since it began. */
  rowsPerSecond: z.number().min(0).optional(),
  bytesPerSecond: z.number().min(0).optional(),
  /** Of this stage, at the rate of rows, else of bytes; only where the total is known. */
  secondsLeft: z.number().min(0).optional(),
  at: time,
});

export type RunProgress = z.infer<typeof runProgress>;
