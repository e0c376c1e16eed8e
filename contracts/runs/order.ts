import { z } from 'zod';
import { code, list, location, time, word } from '../journal/values.ts';

/**
 * All that was asked for when a run was ordered: enough to judge its delivery again, the same way, in another process. Paths are
 * absolute, in the journal relative to the workspace where they lie in it.
 */
export const runOrder = z.strictObject({
  tenant: word,
  sources: z.array(location).min(1).readonly(),
  kind: z.enum(['delta', 'full']),
  /** IANA name: what a time without an offset means. */
  timezone: word,
  /** The time that time rules are judged by. `given`: asked for; otherwise it was now when the run first began. */
  asOf: z.strictObject({ given: z.boolean(), time }).optional(),
  extractedAt: time.optional(),
  dataSource: word.optional(),
  severities: z.record(code, z.enum(['error', 'warning', 'off'])),
  codeLists: z.strictObject({ certifications: list(word), complianceFlags: list(word) }).optional(),
  fullDelivery: z.strictObject({ removes: z.boolean(), maxShare: z.number().min(0).max(1) }).optional(),
});

export type RunOrder = z.infer<typeof runOrder>;
