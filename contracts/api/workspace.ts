import { z } from 'zod';
import { count, list, time } from '../journal/values.ts';
import { nothing, procedure } from './procedure.ts';
import { tenant } from './terms.ts';

/** The workspace that the engine was opened with. Opening another one, and the list of recent ones, is the host's. */
const facts = z.strictObject({
  /** Absolute path. */
  folder: z.string(),
  name: z.string(),
  /** Whether anything was ever published into it. */
  hasTables: z.boolean(),
  /** Everybody whom the journal, the settings or a table knows, by name. */
  tenants: list(tenant),
  /** The demo's deliveries are there. */
  hasDemo: z.boolean(),
  engine: z.strictObject({
    /** Another one after a restart of the engine. */
    id: z.string(),
    startedAt: time,
    version: z.string(),
    /** Files can be named by their paths on this machine (false: through uploads only). */
    hostPaths: z.boolean(),
    /** `download` as a target works. */
    downloads: z.boolean(),
  }),
});

/** One thing that was looked at; `facts` is what its sentence is rendered from. */
const check = z.strictObject({
  check: z.enum(['folder', 'disk', 'journal', 'catalog', 'settings', 'scratch', 'memory', 'location']),
  state: z.enum(['ok', 'warning', 'error']),
  code: z.string().optional(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});

export const workspace = {
  facts: procedure.input(nothing).output(facts),
  health: procedure
    .input(nothing)
    .output(z.strictObject({ checks: list(check), seconds: z.number().min(0) })),
  /** Moves the tables' locations to where the workspace is now. */
  relocate: procedure
    .input(nothing)
    .output(z.strictObject({ status: z.enum(['relocated', 'unchanged']), tables: count })),
};

export type HealthCheck = z.infer<typeof check>;
