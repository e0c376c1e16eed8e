import { z } from 'zod';
import { list } from '../journal/values.ts';
import { started } from './jobs.ts';
import { page, pageRequest, values, valuesRequest } from './page.ts';
import { nothing, procedure } from './procedure.ts';
import { command, jobId, snapshotId, target, time } from './terms.ts';

const at = z.union([z.strictObject({ snapshotId }), z.strictObject({ time })]).optional();
const statement = z.string().min(1).max(200_000);
const timeoutSeconds = z.number().min(1).max(3600).default(60);

export const query = {
  /**
   * One SELECT over the tables of the workspace; it reaches nothing else. Its first `keep` rows are kept for `page`.
   * Cancelled by `jobs.cancel`. Outcome: `query`; what is no such SELECT fails as USAGE with `details` that name the place.
   */
  start: procedure
    .input(
      z.strictObject({ statement, at, timeoutSeconds, keep: z.int().min(1).max(1_000_000).default(100_000) }),
    )
    .output(started),
  page: procedure.input(z.strictObject({ jobId, page: pageRequest })).output(page),
  values: procedure.input(z.strictObject({ jobId, of: valuesRequest })).output(values),
  /** The result is not needed any more. */
  forget: procedure.input(z.strictObject({ jobId })).output(z.strictObject({ forgotten: z.boolean() })),
  /** All rows of the statement, not only those that are kept. Outcome: `export`. */
  export: procedure
    .input(z.strictObject({ statement, at, timeoutSeconds, format: z.enum(['csv', 'parquet']), to: target }))
    .output(started),
  /** What an editor completes: tables with their columns, functions and keywords. */
  completion: procedure.input(nothing).output(
    z.strictObject({
      tables: list(
        z.strictObject({
          table: z.string(),
          columns: list(z.strictObject({ name: z.string(), type: z.string(), doc: z.string().nullable() })),
        }),
      ),
      functions: list(z.string()),
      keywords: list(z.string()),
      examples: list(z.strictObject({ name: z.string(), statement: z.string() })),
    }),
  ),
  command: procedure.input(z.strictObject({ statement, at })).output(z.strictObject({ command })),
};
