import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { RunProgress } from '../../contracts/runs/progress.ts';
import type { RunState } from '../../contracts/runs/state.ts';
import { drain } from '../runs/engine.ts';
import { isOver, stepOf } from '../runs/machine.ts';
import type { RunQueue } from '../runs/queue.ts';
import { unknownRun } from '../runs/refusals.ts';
import { jobsFor } from '../runs/share.ts';
import type { SpawnWorker } from '../runs/worker-link.ts';
import { traceMany } from '../telemetry/many-trace.ts';
import type { Host } from './host.ts';
import { engineSlots, openSlots } from './machine-slots.ts';
import type { RunRequest } from './run-job.ts';
import { orderOf } from './run-order.ts';
import { openQueue } from './run-queue.ts';
import { recordedResult, type RunResult } from './run-result.ts';
import { Workspace } from './run-workspace.ts';

/** A host that can start workers. */
export interface WorkerHost extends Host {
  readonly spawnWorker: SpawnWorker;
}

export interface DrainOptions {
  /** Runs at once; without it as many as the limits carry. */
  readonly jobs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** W3C trace context of the span that the runs belong to. */
  readonly traceparent?: string | undefined;
  readonly heard?: (run: { readonly runId: string; readonly tenant: string }, said: RunNews) => void;
}

/** What an engine hears of a run. */
type RunNews =
  | { readonly kind: 'progress'; readonly progress: RunProgress }
  | { readonly kind: 'settled'; readonly error?: RunFailure };

interface RunFailure {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
}

/** Puts runs into the queue. `engineIsOn`: a living engine will take them; otherwise one must be started. */
export async function orderRuns(
  host: Host,
  requests: readonly RunRequest[],
  priority = 0,
): Promise<{
  readonly runIds: readonly string[];
  readonly engineIsOn: boolean;
  readonly workspace?: string;
}> {
  const [first] = requests;
  if (first === undefined) return { runIds: [], engineIsOn: true };
  await using workspace = await Workspace.open(host, first.workspace);
  using queue = openQueue(host, workspace.folder);
  const runs = requests.map((request) => ({ runId: randomUUID(), order: orderOf(request), priority }));
  const engineIsOn = queue.add(runs);
  return { runIds: runs.map(({ runId }) => runId), engineIsOn, workspace: workspace.folder };
}

/** Takes runs from a workspace's queue, each into a worker, until none waits. */
export async function drainQueue(
  host: WorkerHost,
  folder: string,
  { jobs, signal, traceparent, heard }: DrainOptions,
): Promise<void> {
  await using workspace = await Workspace.open(host, folder);
  using queue = openQueue(host, workspace.folder);
  using slots = openSlots(host);
  await drain({
    queue,
    slots: slots === undefined ? undefined : engineSlots(slots),
    workspace: workspace.folder,
    limits: host.limits,
    scratchRoot: host.scratchRoot,
    jobs: jobsFor(host.limits, jobs),
    spawnWorker: host.spawnWorker,
    signal,
    traceparent,
    heard: (run, message) => {
      if (message.kind === 'progress') heard?.(run, message);
      if (message.kind === 'settled') {
        heard?.(run, { kind: 'settled', ...(message.error === undefined ? {} : { error: message.error }) });
      }
    },
  });
}

/** How one of many runs ended. */
export interface ManyResult {
  readonly runId: string;
  readonly tenant: string;
  readonly state: RunState;
  readonly result?: RunResult;
  readonly error?: RunFailure;
}

/** `jobs`: how many were on at once at most, fewer than asked for where memory would not do. */
export interface ManyResults {
  readonly jobs: number;
  readonly runs: readonly ManyResult[];
}

/**
 * Runs of several tenants at once, each in a worker process; resolves when all are over. A run that fails leaves the others alone.
 * Aborted: those that are on are cancelled, those that wait too.
 */
export async function runMany(
  host: WorkerHost,
  requests: readonly RunRequest[],
  options: DrainOptions & { readonly priority?: number },
): Promise<ManyResults> {
  const jobs = jobsFor(host.limits, options.jobs);
  const [first] = requests;
  if (first === undefined) return { jobs, runs: [] };
  const { runIds } = await orderRuns(host, requests, options.priority);
  const errors = new Map<string, RunFailure>();
  await traceMany(host.telemetry ?? {}, requests.length, (traceparent) =>
    drainQueue(host, first.workspace, {
      ...options,
      traceparent,
      heard: (run, said) => {
        if (said.kind === 'settled' && said.error !== undefined) errors.set(run.runId, said.error);
        options.heard?.(run, said);
      },
    }),
  );
  await using workspace = await Workspace.open(host, first.workspace);
  using queue = openQueue(host, workspace.folder);
  await untilOver(queue, runIds, options.signal);
  return { jobs, runs: runIds.map((runId) => resultOf(workspace, queue, runId, errors.get(runId))) };
}

/** Other engines may have taken some of them. */
async function untilOver(
  queue: RunQueue,
  runIds: readonly string[],
  signal: AbortSignal | undefined,
): Promise<void> {
  for (;;) {
    queue.sweep();
    const open = runIds.filter((runId) => !isOver(queue.find(runId)?.state ?? 'failed'));
    if (open.length === 0) return;
    if (signal?.aborted === true) {
      for (const runId of open) cancelIfPossible(queue, runId);
    }
    await setTimeout(pollMilliseconds);
  }
}

function cancelIfPossible(queue: RunQueue, runId: string): void {
  const state = queue.find(runId)?.state;
  if (state !== undefined && stepOf(state, 'cancel') !== 'refuse') queue.ask(runId, 'cancel');
}

function resultOf(
  { journal }: Workspace,
  queue: RunQueue,
  runId: string,
  told: RunFailure | undefined,
): ManyResult {
  const run = queue.find(runId);
  if (run === undefined) throw unknownRun(runId);
  const { tenant, state } = run;
  const view = journal.run(runId);
  const result = view === undefined ? undefined : recordedResult(view);
  if (result !== undefined) return { runId, tenant, state, result };
  const error = told ?? (run.error === null ? undefined : { ...run.error, message: '' });
  return { runId, tenant, state, ...(error === undefined ? {} : { error }) };
}

const pollMilliseconds = 200;
