import { hostname } from 'node:os';
import { join } from 'node:path';
import { QuaysideError } from '../base/errors.ts';
import type { Work } from '../base/progress.ts';
import { inStage } from '../base/stage.ts';
import { basisId } from '../journal/evaluation-id.ts';
import type { KeptLease } from '../journal/keep-lease.ts';
import { explainFailure } from '../landing/explain-failure.ts';
import { type Delivery, receive } from '../landing/receive.ts';
import { AttemptWatch } from '../runs/attempt-watch.ts';
import { busyMilliseconds } from '../runs/back-off.ts';
import type { RunEvent } from '../runs/machine.ts';
import type { RunQueue } from '../runs/queue.ts';
import { sweepScratch } from '../runs/scratch.ts';
import { recoverTenant } from '../silver/recover.ts';
import { type RunTrace, traceRun } from '../telemetry/run-trace.ts';
import { Bench, type Host } from './host.ts';
import { readDelivery } from './pipeline.ts';
import { endOf, recordFailure } from './run-end.ts';
import type { RunJob, RunRequest } from './run-job.ts';
import { orderOf } from './run-order.ts';
import { judgeAndPublish } from './run-publish.ts';
import { basisOf, deliveryRecord, resumedRecord, startedRecord } from './run-records.ts';
import { answerFromRecord } from './run-repeat.ts';
import { type RunResult, recordedResult } from './run-result.ts';
import { assertSameDelivery } from './run-same-delivery.ts';
import type { Workspace } from './run-workspace.ts';
import { takeLease } from './take-lease.ts';
import { upkeepInQueue } from './upkeep-queue.ts';
import { makeFolder } from '../base/make-folder.ts';

/** Which run is attempted. */
export interface GivenRun {
  readonly runId: string;
  readonly request: RunRequest;
  /** Of a run that was taken from the queue; without it the run gets a place there now, and is on at once. */
  readonly watch?: AttemptWatch;
  /** What it means for the run that its tenant is busy; the default is that it goes back into the queue. */
  readonly whenBusy?: RunEvent;
  /** How often it was begun before, where it is to be tried again by itself. */
  readonly tries?: number;
  /** Told when the run is over, before the tables are put in order. */
  readonly settled?: (result: RunResult) => void;
  /** Aborted: the tables are not put in order any more; the run itself goes on. */
  readonly stopUpkeep?: AbortSignal;
}

/**
 * One attempt of a run, in this process: the tenant's lease, recovery of what a killed process left, then from the files to the
 * publication. A run that the recovery finds published is answered from the journal; one that was begun before is judged by the same
 * as-of time, and refused where its files changed. When it is over, tables for which that is due are put in order. Throws CONFLICT
 * (retryable) while another process works on the tenant; in that case nothing was begun.
 */
export async function attemptRun(
  host: Host,
  workspace: Workspace,
  queue: RunQueue,
  given: GivenRun,
  work: Work,
): Promise<RunResult> {
  const { runId, request, settled, stopUpkeep } = given;
  const result = await traceRun(
    host.telemetry ?? {},
    { workspace: workspace.folder, runId, tenant: request.tenant },
    (trace) => attempt(host, workspace, queue, given, work, trace),
  );
  settled?.(result);
  const signals = [work.signal, stopUpkeep].filter((signal) => signal !== undefined);
  await upkeepInQueue(host, workspace, queue, result, { ...work, signal: AbortSignal.any(signals) });
  return result;
}

async function attempt(
  host: Host,
  workspace: Workspace,
  queue: RunQueue,
  given: GivenRun,
  work: Work,
  trace: RunTrace,
): Promise<RunResult> {
  const started = performance.now();
  const seconds = () => Math.round(performance.now() - started) / 1000;
  const { catalog, journal, folder } = workspace;
  const { runId, request } = given;
  const { tenant } = request;
  using kept = acquire(host, workspace, given);
  const { lease } = kept;
  await recoverTenant(catalog, journal, lease, folder);
  using watch = given.watch ?? ownWatch(host, queue, given);
  const known = journal.run(runId);
  const done = known === undefined ? undefined : recordedResult(known);
  if (done !== undefined) {
    watch.report(done.status);
    return done;
  }
  const asOf = new Date(known?.request?.asOf?.time ?? request.asOf ?? host.now());
  const begun =
    known === undefined
      ? startedRecord(folder, runId, orderOf(request), asOf)
      : resumedRecord(tenant, runId, known.attempts + 1);
  journal.append([{ ...begun, traceId: trace.traceId }], lease);
  trace.begun((known?.attempts ?? 0) + 1);
  watch.report('begin');
  const signals = [work.signal, kept.signal, watch.signal].filter((signal) => signal !== undefined);
  const progress: Work['progress'] = (step) => {
    work.progress?.(step);
    watch.progress(step);
  };
  try {
    await sweepScratch(host.scratchRoot, hostname());
    await using bench = await Bench.open(host, `${runId.slice(0, 8)}-`);
    const { duck, scratch } = bench;
    const job = { host, request, workspace, duck, scratch, lease, runId, asOf, seconds };
    const result = await deliver(job, { signal: AbortSignal.any(signals), progress, stage: trace.stage });
    watch.report(result.status);
    return result;
  } catch (thrown) {
    // A lost lease shows as a cancelled step.
    const cause: unknown = kept.signal.aborted ? kept.signal.reason : thrown;
    const settled = recordFailure(workspace, { tenant, runId, seconds: seconds(), cause });
    const { event, ...details } = endOf(cause, given.tries);
    // Where it may have been published, only a recovery can tell.
    watch.report(settled ? event : 'lose', details);
    throw cause;
  }
}

function acquire(
  host: Host,
  { journal }: Workspace,
  { request: { tenant }, watch, whenBusy = 'busy' }: GivenRun,
): KeptLease {
  try {
    return takeLease(host, journal, tenant);
  } catch (cause) {
    watch?.report(whenBusy, { wait: busyMilliseconds });
    throw cause;
  }
}

function ownWatch(host: Host, queue: RunQueue, { runId, request }: GivenRun): AttemptWatch {
  queue.add([{ runId, order: orderOf(request), owned: true }]);
  return new AttemptWatch(queue, { runId, attempt: 1 }, { clock: host.now });
}

async function deliver(job: RunJob, work: Work): Promise<RunResult> {
  const { duck, request, workspace, lease, runId, asOf } = job;
  const scratch = join(job.scratch, 'staged');
  await makeFolder(scratch);
  const delivery = await inStage(work, 'receive', {}, async (note, inner) => {
    const received = await receive(duck, { ...request, kind: request.kind ?? 'delta', scratch }, inner);
    note({ deliveryId: received.deliveryId, ...sizeOf(received) });
    return received;
  });
  try {
    const before = workspace.journal.deliveryOf(runId);
    if (before !== undefined) assertSameDelivery(workspace.folder, before.body, delivery);
    const read = await inStage(work, 'read', {}, () => readDelivery(duck, delivery, { ...request, asOf }));
    if (before === undefined) {
      workspace.journal.append([deliveryRecord(workspace.folder, runId, read)], lease);
    }
    const basis = basisOf(read, request);
    work.progress?.({ stage: 'judging', total: delivery.batches.reduce((sum, { rows }) => sum + rows, 0) });
    return (
      (await answerFromRecord(job, read, basisId(basis), work.signal)) ??
      (await judgeAndPublish(job, read, basis, work))
    );
  } catch (cause) {
    throw cause instanceof QuaysideError ? await explainFailure(duck, delivery, cause, work.signal) : cause;
  }
}

const sizeOf = ({ batches }: Delivery) => {
  const files = batches.flatMap(({ objects }) => objects);
  return {
    datasets: batches.length,
    files: files.length,
    rows: batches.reduce((sum, { rows }) => sum + rows, 0),
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
  };
};
