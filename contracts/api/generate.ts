import { z } from 'zod';
import { count, list, time } from '../journal/values.ts';
import { started } from './jobs.ts';
import { nothing, procedure } from './procedure.ts';
import { command, source, tenant } from './terms.ts';

const dataset = z.enum(['suppliers', 'parts']);
const rate = z.number().min(0).max(1);

/** What may be asked for, and what is unless something else is said. */
const options = z.strictObject({
  kinds: list(
    z.strictObject({
      kind: z.string(),
      dataset,
      /** What must become of such a row. */
      outcome: z.enum(['error', 'warning', 'normalised']),
      /** The violation it must show; absent where it is normalised. */
      code: z.string().optional(),
    }),
  ),
  formats: list(z.enum(['csv', 'parquet'])),
  defaults: z.strictObject({
    suppliers: count,
    parts: count,
    seed: z.string(),
    dirtyRate: rate,
    format: z.enum(['csv', 'parquet']),
    tenants: list(tenant),
    /** Where the files go unless another folder is chosen. */
    folder: z.string(),
  }),
  mostRows: count,
});

export const generateRequest = z.strictObject({
  tenants: z.array(tenant).min(1).max(100).readonly(),
  suppliers: count.max(1_000_000_000),
  parts: count.max(1_000_000_000),
  /** Digits; up to 63 bits. */
  seed: z.string().regex(/^\d{1,19}$/, 'expected a whole number'),
  dirtyRate: rate.optional(),
  /** A kind's own share of the rows. */
  kindRates: z.record(z.string(), rate).optional(),
  format: z.enum(['csv', 'parquet']),
  /** A folder on the engine's machine; the workspace's `deliveries` unless told. */
  out: z.string().min(1).max(4096).optional(),
  logicalTime: time.optional(),
});
export type GenerateInput = z.infer<typeof generateRequest>;

/**
 * A field's values: what the generator means them to be, and what was drawn. Shares sum up to 1 or less. A numeric field's bars are
 * ranges [from, to).
 */
const distribution = z.strictObject({
  dataset,
  field: z.string(),
  kind: z.enum(['category', 'number']),
  bars: list(
    z.strictObject({
      label: z.string(),
      from: z.number().optional(),
      to: z.number().optional(),
      /** Null where nothing is stated. */
      intended: z.number().min(0).nullable(),
      drawn: z.number().min(0),
      rows: count,
    }),
  ),
});
export type Distribution = z.infer<typeof distribution>;

export const generate = {
  options: procedure.input(nothing).output(options),
  /** The line of the command line that does the same. */
  command: procedure.input(generateRequest).output(z.strictObject({ command })),
  start: procedure.input(generateRequest).output(started),
  /**
   * Distributions of a sample drawn with these settings (at most 20,000 rows of each dataset, the first rows that `start` would write) or
   * of generated files in a folder.
   */
  distributions: procedure
    .input(z.union([generateRequest.omit({ out: true }), z.strictObject({ folder: z.string(), tenant })]))
    .output(
      z.strictObject({
        distributions: list(distribution),
        /** Rows with dirt by kind: what the settings mean, and what was drawn. */
        dirt: list(z.strictObject({ kind: z.string(), dataset, intended: count, drawn: count })),
        rows: z.strictObject({ suppliers: count, parts: count }),
      }),
    ),
  /** Caught and missed against the ground truth beside the files; in the workspace's tables where they have the tenant's rows. */
  score: procedure
    .input(z.strictObject({ folder: source, tenant, against: z.enum(['tables', 'files']).default('tables') }))
    .output(started),
};
