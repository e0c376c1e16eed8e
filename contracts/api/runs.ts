import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { recordSchema } from '../journal/record.ts';
import { count, list, time } from '../journal/values.ts';
import { runState } from '../runs/state.ts';
import { span } from '../telemetry/span.ts';
import { fault } from './fault.ts';
import { started } from './jobs.ts';
import { datasetCounts } from './outcomes.ts';
import { procedure } from './procedure.ts';
import { progress } from './progress.ts';
import { command, reason, runId, severity, source, tenant, violationCode } from './terms.ts';

const kind = z.enum(['delta', 'full']);

/** A delivery as a person names it; the workspace's settings hold where nothing is said. */
export const runRequest = z.strictObject({
  tenant,
  sources: z.array(source).min(1).max(1000).readonly(),
  kind: kind.default('delta'),
  asOf: time.optional(),
  extractedAt: time.optional(),
  timezone: z.string().max(100).optional(),
  dataSource: z.string().max(200).optional(),
  severities: z.partialRecord(violationCode, severity).optional(),
  /** Its place in the queue: higher goes first. */
  priority: z.int().min(-1000).max(1000).default(0),
});
export type RunInput = z.input<typeof runRequest>;

const publication = z.strictObject({
  publicationId: z.string(),
  purpose: z.string(),
  at: time,
  tables: list(z.strictObject({ table: z.string(), snapshotId: z.string() })),
});

/** A run as a list shows it. */
const summary = {
  runId,
  tenant: tenant.nullable(),
  state: runState,
  startedAt: time.optional(),
  finishedAt: time.optional(),
  queuedAt: time.optional(),
  dueAt: time.optional(),
  seconds: z.number().min(0).optional(),
  actor: z.string().optional(),
  kind: kind.optional(),
  sources: list(z.string()),
  attempts: count,
  priority: z.int().optional(),
  progress: progress.optional(),
  /** Of all datasets together; absent until it is done. */
  totals: z
    .strictObject({
      landed: count,
      inserted: count,
      updated: count,
      unchanged: count,
      quarantined: count,
      repeated: count,
      superseded: count,
      ignored: count,
    })
    .optional(),
  fault: fault.optional(),
  /** What a person may ask for now. */
  can: z.strictObject({ cancel: z.boolean(), resume: z.boolean(), retry: z.boolean() }),
};
const runSummary = z.strictObject(summary);
export type RunSummary = z.infer<typeof runSummary>;

const runDetail = z.strictObject({
  ...summary,
  datasets: datasetCounts,
  /** Rows that had waited for what the run brought and were published with it, of datasets that were not delivered. */
  freed: z.partialRecord(z.enum(['suppliers', 'parts']), count).optional(),
  asOf: time.optional(),
  timezone: z.string().optional(),
  deliveryId: z.string().optional(),
  evaluationId: z.string().optional(),
  /** What is done, in order: `received`, `judged`, `announced`, `published`. */
  stages: list(z.strictObject({ stage: z.string(), at: time })),
  publications: list(publication),
  /** The files as they were received. */
  files: list(
    z.strictObject({
      dataset: z.enum(['suppliers', 'parts']),
      path: z.string(),
      bytes: count,
      rows: count,
      digest: z.string(),
    }),
  ),
  command,
});
export type RunDetail = z.infer<typeof runDetail>;

const byRun = z.strictObject({ runId });
const state = z.strictObject({ runId, state: runState });

const numbers = z.strictObject({
  landed: count,
  passed: count,
  quarantined: count,
  warnings: count,
});

/** This delivery beside the tenant's last one that got through before it. */
const difference = z.strictObject({
  before: z.strictObject({ runId, at: time }).nullable(),
  datasets: list(
    z.strictObject({
      dataset: z.enum(['suppliers', 'parts']),
      now: numbers,
      before: numbers.nullable(),
    }),
  ),
  /** Rows by reason, the largest change first. */
  codes: list(
    z.strictObject({
      dataset: z.enum(['suppliers', 'parts']),
      code: z.string(),
      now: count,
      before: count.nullable(),
    }),
  ),
});

export const runs = {
  /** The newest first; those that wait for their turn come before all others on the first page. */
  list: procedure
    .input(
      z.strictObject({
        tenant: tenant.optional(),
        states: z.array(runState).max(11).readonly().optional(),
        /** `next` of the page before. */
        after: z.string().max(100).optional(),
        limit: z.int().min(1).max(200).default(50),
      }),
    )
    .output(z.strictObject({ runs: list(runSummary), next: z.string().nullable() })),
  show: procedure.input(byRun).output(runDetail),
  /** The line of the command line that does the same. */
  command: procedure.input(runRequest).output(z.strictObject({ command })),
  /** Puts a delivery into the queue; a worker takes it. */
  start: procedure.input(runRequest).output(z.strictObject({ runId })),
  /** The same for a folder that has one folder per tenant. */
  startAll: procedure
    .input(
      z.strictObject({
        folder: source,
        kind: kind.default('delta'),
        priority: z.int().min(-1000).max(1000).default(0),
      }),
    )
    .output(z.strictObject({ runs: list(z.strictObject({ runId, tenant })) })),
  /** What a run of this delivery, or of the delivery of an earlier run, would change; nothing is kept. Outcome: `plan`. */
  plan: procedure.input(z.union([byRun, runRequest])).output(started),
  /** The last known state first, then every change; ends when the run is over. */
  watch: procedure.input(byRun).output(eventIterator(runDetail)),
  cancel: procedure.input(byRun).output(state),
  /** Of a run whose process was killed: another attempt in a worker. */
  resume: procedure.input(byRun).output(state),
  retry: procedure.input(byRun).output(state),
  /** A new run of the same delivery with the same request, judged as of now unless a time was given. */
  rerun: procedure.input(byRun).output(z.strictObject({ runId })),
  spans: procedure.input(byRun).output(z.strictObject({ spans: list(span) })),
  /** The journal's records about it, in order. */
  log: procedure.input(byRun).output(z.strictObject({ records: list(recordSchema) })),
  /** Why its rows are in quarantine, the most rows first; of a run that is over. */
  reasons: procedure.input(byRun).output(z.strictObject({ reasons: list(reason) })),
  difference: procedure.input(byRun).output(difference),
};
