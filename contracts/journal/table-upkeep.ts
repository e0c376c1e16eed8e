import { z } from 'zod';
import { code, count, id, list, tableName } from './values.ts';

/**
 * What was done with the tables because it was due: after a run (`runId`), or because somebody asked. The changes themselves are
 * publications and expiries of their own. What failed changes nothing about the run.
 */
export const upkeep = z.strictObject({
  runId: id.optional(),
  seconds: z.number().min(0),
  tables: list(
    z.strictObject({
      table: tableName,
      /** Files that were put together, and what became of them. */
      compacted: z.strictObject({ removed: count, added: count }).optional(),
      expired: z.strictObject({ snapshots: count, files: count, bytes: count }).optional(),
      /** Why it was not done, or not all of it. */
      error: code.optional(),
    }),
  ),
  /** Why nothing could even be looked at. */
  error: code.optional(),
});

export type UpkeepRecord = z.infer<typeof upkeep>;
export type TableUpkeep = UpkeepRecord['tables'][number];
