import { z } from 'zod';
import { list } from '../journal/values.ts';
import { procedure } from './procedure.ts';
import { runState } from '../runs/state.ts';
import { runId, tenant } from './terms.ts';

/** A row that has the text as, or at the beginning of, its key or code. */
const hit = z.strictObject({
  dataset: z.enum(['suppliers', 'parts']),
  layer: z.enum(['silver', 'quarantine']),
  tenant,
  key: z.string().nullable(),
  code: z.string().nullable(),
  /** What a person calls it: the supplier's legal name, the part's description. */
  name: z.string().nullable(),
  /** Of a row in quarantine. */
  rowId: z.string().nullable(),
  state: z.string().nullable(),
  exact: z.boolean(),
});
export type SearchHit = z.infer<typeof hit>;

export const search = {
  /** Rows by key, code or the beginning of the name, exact ones first; and runs by the beginning of their id. */
  find: procedure
    .input(
      z.strictObject({
        text: z.string().trim().min(1).max(200),
        tenant: tenant.optional(),
        limit: z.int().min(1).max(100).default(20),
      }),
    )
    .output(
      z.strictObject({
        hits: list(hit),
        runs: list(
          z.strictObject({ runId, tenant: tenant.nullable(), state: runState, at: z.string().nullable() }),
        ),
        cut: z.boolean(),
      }),
    ),
};
