import { z } from 'zod';
import { count, id, word } from '../journal/values.ts';

/** A timed part of a run, as it is kept in the workspace and drawn by the application. Ids have the sizes of W3C Trace Context. */
export const span = z.strictObject({
  traceId: z.string().regex(/^[0-9a-f]{32}$/),
  spanId: z.string().regex(/^[0-9a-f]{16}$/),
  /** May name a span of somebody else, who started the run. */
  parentSpanId: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .optional(),
  /** `run`, or a stage of it. */
  name: word,
  /** Milliseconds since 1970 in UTC, with fractions. */
  startMs: z.number().min(0),
  /** Of the span, in milliseconds with fractions. */
  milliseconds: z.number().min(0),
  status: z.enum(['ok', 'error', 'cancelled']),
  /** Names, counts and codes; never a value of a row. */
  facts: z.strictObject({
    tenant: word.optional(),
    runId: id.optional(),
    deliveryId: id.optional(),
    dataset: word.optional(),
    status: word.optional(),
    code: word.optional(),
    attempt: count.optional(),
    runs: count.optional(),
    datasets: count.optional(),
    files: count.optional(),
    rows: count.optional(),
    bytes: count.optional(),
    inserted: count.optional(),
    updated: count.optional(),
    unchanged: count.optional(),
    quarantined: count.optional(),
    repeated: count.optional(),
    superseded: count.optional(),
  }),
});

export type Span = z.infer<typeof span>;
