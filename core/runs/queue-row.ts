import { z } from 'zod';
import { runOrder } from '../../contracts/runs/order.ts';
import { runProgress } from '../../contracts/runs/progress.ts';
import { runState } from '../../contracts/runs/state.ts';
import type { Row } from '../journal/database.ts';
import { processMark } from '../base/process-mark.ts';

const json = <T extends z.ZodType>(schema: T) =>
  z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(schema);

/** Why an attempt ended: what a sentence is rendered from stands in the journal. */
const runFault = z.object({ code: z.string(), retryable: z.boolean() });
export type RunFault = z.infer<typeof runFault>;

const row = z.object({
  place: z.number(),
  run_id: z.string(),
  tenant: z.string(),
  state: runState,
  run_order: json(runOrder),
  priority: z.number(),
  attempt: z.number(),
  tries: z.number(),
  queued_at: z.number(),
  due_at: z.number(),
  changed_at: z.number(),
  beat_at: z.number(),
  engine: json(processMark).nullable(),
  worker: json(processMark).nullable(),
  progress: json(runProgress).nullable(),
  error: json(runFault).nullable(),
  /** Of a run that is over: its process still puts the tables in order. */
  upkeep: z.enum(['on', 'stopping']).nullable(),
});

/** A run as the queue has it. Times are in milliseconds. */
export type QueuedRun = ReturnType<typeof parseRun>;

export function parseRun(from: Row) {
  const { run_id, run_order, queued_at, due_at, changed_at, beat_at, ...same } = row.parse(from);
  return {
    ...same,
    runId: run_id,
    order: run_order,
    queuedAt: queued_at,
    dueAt: due_at,
    changedAt: changed_at,
    /** Its process gave a sign of life. */
    beatAt: beat_at,
  };
}
