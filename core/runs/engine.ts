import { setTimeout } from 'node:timers/promises';
import type { FromWorker, StartMessage } from '../../contracts/runs/messages.ts';
import type { Limits } from '../base/limits.ts';
import type { RunQueue } from './queue.ts';
import type { QueuedRun } from './queue-row.ts';
import { shareOf } from './share.ts';
import type { SpawnWorker, WorkerLink } from './worker-link.ts';

export interface EngineOptions {
  readonly queue: RunQueue;
  /** Absolute path. */
  readonly workspace: string;
  /** Of all its workers together. */
  readonly limits: Limits;
  readonly scratchRoot: string;
  /** Runs at once, counting those of other engines on the same workspace. */
  readonly jobs: number;
  readonly spawnWorker: SpawnWorker;
  /** Counts the workers of the machine over all workspaces. */
  readonly slots?: EngineSlots | undefined;
  /** Aborted: the runs that are on are cancelled, those that wait stay in the queue. */
  readonly signal?: AbortSignal | undefined;
  readonly traceparent?: string | undefined;
  readonly heard?: (run: QueuedRun, message: FromWorker | { readonly kind: 'taken' | 'gone' }) => void;
}

/** The machine's workers, as an engine asks for one more. */
export interface EngineSlots {
  /** Undefined: not now. */
  readonly take: (share: Limits, jobs: number) => Slot | undefined;
  readonly release: (slot: Slot) => void;
  readonly wantNone: () => void;
}

type Slot = NonNullable<StartMessage['slot']>;

type Settled = Extract<FromWorker, { kind: 'settled' }>;

interface Job {
  readonly run: QueuedRun;
  readonly link: WorkerLink;
  cancelledAt?: number;
}

const pollMilliseconds = 200;
const beatMilliseconds = 5000;
/** A worker that does not stop by itself is ended after this. */
const graceMilliseconds = 10_000;

/**
 * Takes runs from the queue, each into a worker of its own, until none waits and its own are over. Several engines may do so on one
 * workspace at once.
 */
export async function drain(options: EngineOptions): Promise<void> {
  const { queue, signal, jobs } = options;
  const on = new Map<string, Job>();
  let wake: () => void = () => undefined;
  let beatAt = Number.NEGATIVE_INFINITY;
  let left = false;
  try {
    for (;;) {
      if (performance.now() - beatAt > beatMilliseconds) {
        queue.engineIsOn();
        beatAt = performance.now();
      }
      const stopped = signal?.aborted === true;
      while (!stopped && on.size < jobs) {
        const next = claimNext(options);
        if (next === undefined) break;
        const { run, slot } = next;
        on.set(
          run.runId,
          startJob(options, run, slot, {
            // It may have left because of an error, beside living workers: they say in the queue how they end, to whoever looks then.
            hasLeft: () => left,
            over: () => {
              if (slot !== undefined) options.slots?.release(slot);
              on.delete(run.runId);
              wake();
            },
          }),
        );
      }
      stopLate(on, queue, stopped);
      if (on.size === 0 && (stopped || queue.engineLeaves())) return;
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      await Promise.race([woken, setTimeout(pollMilliseconds)]);
    }
  } finally {
    left = true;
    options.slots?.wantNone();
    queue.engineLeaves(true);
  }
}

/** A run whose turn it is, once the machine has a place for its worker: a run that is claimed begins at once. */
function claimNext({
  queue,
  slots,
  limits,
  jobs,
}: EngineOptions): { readonly run: QueuedRun; readonly slot?: Slot } | undefined {
  if (slots === undefined) {
    const run = queue.claim(jobs);
    return run === undefined ? undefined : { run };
  }
  if (!queue.hasNext(jobs)) {
    slots.wantNone();
    return undefined;
  }
  const slot = slots.take(shareOf(limits, jobs), jobs);
  if (slot === undefined) return undefined;
  const run = queue.claim(jobs);
  if (run !== undefined) return { run, slot };
  slots.release(slot);
  return undefined;
}

function startJob(
  options: EngineOptions,
  run: QueuedRun,
  slot: Slot | undefined,
  { hasLeft, over }: { readonly hasLeft: () => boolean; readonly over: () => void },
): Job {
  const { queue, workspace, limits, jobs, scratchRoot, spawnWorker, traceparent, heard } = options;
  const { runId, attempt } = run;
  heard?.(run, { kind: 'taken' });
  const link = spawnWorker({
    message: (message) => {
      if (hasLeft()) return;
      if (message.kind === 'settled') couldNotBegin(queue, run, message);
      heard?.(run, message);
    },
    gone: () => {
      if (hasLeft()) return;
      // Says nothing new where the worker said how it ended.
      queue.report(run, 'lose');
      heard?.(run, { kind: 'gone' });
      over();
    },
  });
  link.send({
    kind: 'start',
    workspace,
    runId,
    attempt,
    limits: shareOf(limits, jobs),
    scratchRoot,
    ...(slot === undefined ? {} : { slot }),
    ...(traceparent === undefined ? {} : { traceparent }),
  });
  return { run, link };
}

/** A worker that could not even open the workspace says why it ended; all others said it in the queue. */
function couldNotBegin(queue: RunQueue, run: QueuedRun, { error }: Settled): void {
  const { state, attempt } = queue.find(run.runId) ?? run;
  if (error === undefined || state !== 'starting' || attempt !== run.attempt) return;
  queue.report(run, 'fail', { error: { code: error.code, retryable: error.retryable } });
}

/** Own workers that somebody wants stopped: told so where the engine itself stops, and ended where they do not. */
function stopLate(on: ReadonlyMap<string, Job>, queue: RunQueue, stopped: boolean): void {
  const now = performance.now();
  for (const job of on.values()) {
    const { runId } = job.run;
    if (stopped && job.cancelledAt === undefined) {
      queue.report(job.run, 'cancel');
      job.link.send({ kind: 'cancel' });
    }
    if (queue.find(runId)?.state !== 'cancelling') continue;
    job.cancelledAt ??= now;
    if (now - job.cancelledAt > graceMilliseconds) job.link.kill();
  }
}
