import { z } from 'zod';
import { code, id, location } from '../journal/values.ts';
import { runProgress } from './progress.ts';

/** What an engine and a worker say to each other; each side parses what it gets. The run itself stands in the workspace's queue. */

const limits = z.strictObject({ memory: z.int().min(1), threads: z.int().min(1) });

/** Do this attempt of this run. */
const start = z.strictObject({
  kind: z.literal('start'),
  workspace: location,
  runId: id,
  attempt: z.int().min(1),
  /** The worker's share of the machine. */
  limits,
  scratchRoot: location,
  /** Its place among the workers of the machine, and the file that lists them. */
  slot: z.strictObject({ id, file: location }).optional(),
  /** W3C trace context that the worker's spans belong to. */
  traceparent: z.string().max(100).optional(),
});

/** Stop, unless it is being published. */
const cancel = z.strictObject({ kind: z.literal('cancel') });

export const toWorker = z.discriminatedUnion('kind', [start, cancel]);

const progress = z.strictObject({ kind: z.literal('progress'), progress: runProgress });

/** The attempt is over; the journal and the queue say it too. */
const settled = z.strictObject({
  kind: z.literal('settled'),
  outcome: z.enum(['published', 'unchanged', 'failed', 'waiting', 'cancelled', 'busy']),
  error: z.strictObject({ code, message: z.string(), retryable: z.boolean() }).optional(),
});

export const fromWorker = z.discriminatedUnion('kind', [progress, settled]);

export type ToWorker = z.infer<typeof toWorker>;
export type StartMessage = z.infer<typeof start>;
export type FromWorker = z.infer<typeof fromWorker>;
