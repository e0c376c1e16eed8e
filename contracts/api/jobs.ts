import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { list, time } from '../journal/values.ts';
import { runState } from '../runs/state.ts';
import { fault } from './fault.ts';
import {
  auditVerdict,
  checked,
  compacted,
  demoOutcome,
  exported,
  generated,
  queried,
  returned,
  rolledBack,
  runPlan,
  score,
} from './outcomes.ts';
import { nothing, procedure } from './procedure.ts';
import { progress } from './progress.ts';
import { jobId, runId, tenant } from './terms.ts';

/** What a job of each kind ends with. Runs of deliveries are no jobs: they stand in the workspace's queue and outlive the engine. */
export const jobOutcomes = {
  generate: generated,
  demo: demoOutcome,
  score,
  check: checked,
  plan: runPlan,
  compact: compacted,
  rollback: rolledBack,
  verify: auditVerdict,
  query: queried,
  export: exported,
  return: returned,
} as const;

const jobKinds = z.enum([
  'generate',
  'demo',
  'score',
  'check',
  'plan',
  'compact',
  'rollback',
  'verify',
  'query',
  'export',
  'return',
]);
export type JobKind = z.infer<typeof jobKinds>;

const jobState = z.enum(['on', 'done', 'failed', 'cancelled']);

const head = {
  jobId,
  state: jobState,
  /** What it is about, for a list: a table, a folder's name, the beginning of a statement. */
  subject: z.string(),
  tenant: tenant.nullable(),
  startedAt: time,
  endedAt: time.optional(),
  progress: progress.optional(),
  fault: fault.optional(),
};

const of = <K extends JobKind, O extends z.ZodType>(kind: K, outcome: O) =>
  z.strictObject({ ...head, kind: z.literal(kind), outcome: outcome.optional() });

/** Long work of the engine. `outcome` is there where it is `done`. */
export const job = z.discriminatedUnion('kind', [
  of('generate', jobOutcomes.generate),
  of('demo', jobOutcomes.demo),
  of('score', jobOutcomes.score),
  of('check', jobOutcomes.check),
  of('plan', jobOutcomes.plan),
  of('compact', jobOutcomes.compact),
  of('rollback', jobOutcomes.rollback),
  of('verify', jobOutcomes.verify),
  of('query', jobOutcomes.query),
  of('export', jobOutcomes.export),
  of('return', jobOutcomes.return),
]);
export type Job = z.infer<typeof job>;

/** What `start` procedures answer, at once. */
export const started = z.strictObject({ jobId });

/** A run or a job that is on or waits, as the popover shows it. */
const activity = z.discriminatedUnion('of', [
  z.strictObject({ of: z.literal('job'), job }),
  z.strictObject({
    of: z.literal('run'),
    runId,
    tenant: tenant.nullable(),
    state: runState,
    progress: progress.optional(),
    queuedAt: time.optional(),
  }),
]);
export type Activity = z.infer<typeof activity>;

export const jobs = {
  /** Jobs of this engine, the newest first; ended ones are kept for a while. */
  list: procedure.input(nothing).output(z.strictObject({ jobs: list(job) })),
  show: procedure.input(z.strictObject({ jobId })).output(job),
  /** The last known state first, then every change; ends with the job. */
  watch: procedure.input(z.strictObject({ jobId })).output(eventIterator(job)),
  cancel: procedure.input(z.strictObject({ jobId })).output(z.strictObject({ state: jobState })),
  /** All that is on or waits in the workspace: first as it is, then whenever that changes. Does not end by itself. */
  activity: procedure.input(nothing).output(eventIterator(z.strictObject({ activities: list(activity) }))),
};
