import { z } from 'zod';
import { count, list } from '../journal/values.ts';
import { started } from './jobs.ts';
import { nothing, procedure } from './procedure.ts';
import { tenant } from './terms.ts';

export const demo = {
  /** Whether the workspace has the demo's rows, and whether it may get them: another tenant's rows are never replaced. */
  facts: procedure.input(nothing).output(
    z.strictObject({
      isThere: z.boolean(),
      tenants: list(tenant),
      defaults: z.strictObject({ suppliers: count, parts: count, seed: z.string() }),
    }),
  ),
  /** Generated, run and scored in one go; the same demo again changes nothing. */
  start: procedure
    .input(
      z.strictObject({
        suppliers: count.min(1).max(10_000_000).default(5000),
        parts: count.max(10_000_000).default(5000),
        seed: z
          .string()
          .regex(/^\d{1,19}$/)
          .default('1'),
      }),
    )
    .output(started),
};
