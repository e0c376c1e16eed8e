import { type FromWorker, type StartMessage, toWorker } from '../../contracts/runs/messages.ts';
import type { RunState } from '../../contracts/runs/state.ts';
import { QuaysideError } from '../base/errors.ts';
import { AttemptWatch } from '../runs/attempt-watch.ts';
import type { TelemetrySettings } from '../telemetry/settings.ts';
import { parseTraceparent } from '../telemetry/trace-context.ts';
import type { Host } from './host.ts';
import { holdSlot } from './machine-slots.ts';
import { attemptRun } from './run-attempt.ts';
import { endOf } from './run-end.ts';
import { orderFromJournal, requestOf } from './run-order.ts';
import { openQueue } from './run-queue.ts';
import { codeOf } from './run-records.ts';
import type { RunResult } from './run-result.ts';
import { Workspace } from './run-workspace.ts';

/** A worker's line to the engine that started it. Lost messages and a lost engine change nothing about the run. */
export interface WorkerPort {
  readonly send: (message: FromWorker) => void;
  readonly listen: (take: (message: unknown) => void) => void;
}

/**
 * What a worker process does: takes one `start`, does that attempt of that run, says how it ended. It also ends as it should where
 * the engine is gone: the run's state is in the queue and the journal, and whether somebody cancels it is asked there. Resolves when
 * it is done.
 */
export function serveWorker(
  port: WorkerPort,
  signal: AbortSignal,
  telemetry: TelemetrySettings = {},
): Promise<void> {
  const cancel = new AbortController();
  return new Promise((resolve) => {
    let started = false;
    port.listen((message) => {
      const parsed = toWorker.parse(message);
      if (parsed.kind === 'cancel') cancel.abort();
      else if (!started) {
        started = true;
        const signals = AbortSignal.any([signal, cancel.signal]);
        void workOn(parsed, port, signals, telemetry)
          .catch((cause: unknown) => port.send({ kind: 'settled', outcome: 'failed', ...faultOf(cause) }))
          .then(resolve);
      }
    });
  });
}

async function workOn(
  start: StartMessage,
  port: WorkerPort,
  signal: AbortSignal,
  telemetry: TelemetrySettings,
): Promise<void> {
  const parent = parseTraceparent(start.traceparent) ?? telemetry.parent;
  const host: Host = {
    limits: start.limits,
    scratchRoot: start.scratchRoot,
    now: () => new Date(),
    telemetry: { ...telemetry, ...(parent === undefined ? {} : { parent }) },
  };
  holdSlot(start, host.now);
  await using workspace = await Workspace.open(host, start.workspace);
  using queue = openQueue(host, workspace.folder);
  // The engine took it for dead and gave it to somebody else.
  if (!queue.attach(start)) return;
  const taken = queue.find(start.runId);
  if (taken === undefined) return;
  using watch = new AttemptWatch(queue, start, {
    clock: host.now,
    tell: (progress) => port.send({ kind: 'progress', progress }),
  });
  signal.addEventListener('abort', () => watch.cancel(), { once: true });
  const { runId } = start;
  try {
    const known = workspace.journal.run(runId)?.request;
    const request = requestOf(
      workspace.folder,
      known === undefined ? taken.order : orderFromJournal(workspace.folder, known),
    );
    const settled = ({ status }: RunResult) => port.send({ kind: 'settled', outcome: status });
    const { tries } = taken;
    await attemptRun(
      host,
      workspace,
      queue,
      { runId, request, watch, tries, settled, stopUpkeep: signal },
      {},
    );
  } catch (cause) {
    // Where the tenant was busy the state is queued again; where it never came to an attempt, the fault ends it.
    if (queue.find(runId)?.state === 'starting') watch.report('fail', endOf(cause, undefined));
    port.send({ kind: 'settled', outcome: outcomeOf(queue.find(runId)?.state), ...faultOf(cause) });
  }
}

type Settled = Extract<FromWorker, { kind: 'settled' }>;

/** A run that its recovery must settle shows as failed here; the queue says that it is interrupted. */
function outcomeOf(state: RunState | undefined): Settled['outcome'] {
  if (state === 'queued') return 'busy';
  if (state === 'waiting' || state === 'cancelled' || state === 'published' || state === 'unchanged')
    return state;
  return 'failed';
}

function faultOf(cause: unknown): Pick<Settled, 'error'> {
  const message = cause instanceof Error ? cause.message : String(cause);
  const retryable = cause instanceof QuaysideError && cause.retryable;
  return { error: { code: codeOf(cause), message, retryable } };
}
