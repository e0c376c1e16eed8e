import { z } from 'zod';
import { runState } from '../runs/state.ts';
import { count, list, time } from '../journal/values.ts';
import { procedure } from './procedure.ts';
import { runId, tenant } from './terms.ts';

/** What wants a person, the most urgent first. */
const need = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.enum(['run-failed', 'run-interrupted', 'run-waiting']),
    tenant,
    runId,
    since: time,
    /** Of the error. */
    code: z.string().optional(),
  }),
  /** Nothing was delivered for longer than the tenant's settings allow. */
  z.strictObject({ kind: z.literal('delivery-late'), tenant, since: time, days: z.number().min(0) }),
  /** Rows that wait; `since` the oldest one came. */
  z.strictObject({ kind: z.literal('quarantine'), tenant, since: time, rows: count }),
]);

const tenantOverview = z.strictObject({
  tenant,
  quarantine: z.strictObject({
    open: count,
    /** By how long they have waited. */
    today: count,
    week: count,
    month: count,
    older: count,
    oldestAt: time.nullable(),
  }),
  lastRun: z.strictObject({ runId, state: runState, at: time }).nullable(),
  lastPublication: z
    .strictObject({ publicationId: z.string(), runId: runId.nullable(), at: time })
    .nullable(),
  /** When the last delivery came, and whether that is too long ago. */
  lastDeliveryAt: time.nullable(),
  late: z.boolean(),
  /** Share of the landed rows that passed, of the last runs, the oldest first. */
  passRates: list(z.strictObject({ runId, at: time, landed: count, rate: z.number().min(0).max(1) })),
});

/** Rows of quarantine that somebody has, or that wait for somebody; `since` the oldest of them came. */
const due = z.strictObject({
  tenant,
  dataset: z.enum(['suppliers', 'parts']),
  /** Whose they are; null: nobody's. */
  person: z.string().nullable(),
  /** Whom they wait for. */
  waitsFor: z.string().nullable(),
  rows: count,
  since: time,
});

export const home = {
  overview: procedure.input(z.strictObject({ tenant: tenant.optional() }).optional()).output(
    z.strictObject({
      needs: list(need),
      tenants: list(tenantOverview),
      /** Runs that are on, and that wait. */
      on: count,
      waiting: count,
    }),
  ),
  /** Who has what in quarantine, what waits longest first; and who it is that asks. */
  due: procedure
    .input(z.strictObject({ tenant: tenant.optional() }).optional())
    .output(z.strictObject({ due: list(due), person: z.string() })),
};

export type Due = z.infer<typeof due>;

export type Need = z.infer<typeof need>;
export type TenantOverview = z.infer<typeof tenantOverview>;
