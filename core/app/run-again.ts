import { setTimeout } from 'node:timers/promises';
import type { RunState } from '../../contracts/runs/state.ts';
import { QuaysideError } from '../base/errors.ts';
import type { Work } from '../base/progress.ts';
import type { RunView } from '../journal/runs.ts';
import { AttemptWatch } from '../runs/attempt-watch.ts';
import { isActive } from '../runs/machine.ts';
import type { RunQueue } from '../runs/queue.ts';
import type { Host } from './host.ts';
import { attemptRun } from './run-attempt.ts';
import { orderFromJournal, requestOf } from './run-order.ts';
import { openQueue } from './run-queue.ts';
import type { RunResult } from './run-result.ts';
import { Workspace } from './run-workspace.ts';

/**
 * Another attempt of a run, in this process, with the request and the as-of time of the first one. `resume`: one whose process was
 * killed; where its publication is in the tables already it is only completed. `retry`: one that failed, was cancelled, or waits for
 * its next attempt. Throws USAGE where the run's state does not allow it, SOURCE_CHANGED where its files are not those it began with, and
 * what a run throws.
 */
export async function attemptAgain(
  host: Host,
  folder: string,
  runId: string,
  how: 'resume' | 'retry',
  work: Work = {},
): Promise<RunResult> {
  await using workspace = await Workspace.open(host, folder);
  using queue = openQueue(host, workspace.folder);
  const view = workspace.journal.run(runId);
  if (view !== undefined) restore(queue, workspace.folder, view);
  const taken = queue.takeAgain(runId, how);
  using watch = new AttemptWatch(queue, taken, { clock: host.now });
  const order = view?.request === undefined ? taken.order : orderFromJournal(workspace.folder, view.request);
  const request = requestOf(workspace.folder, order);
  return await attemptRun(
    host,
    workspace,
    queue,
    { runId, request, watch, whenBusy: how === 'resume' ? 'lose' : 'fail' },
    work,
  );
}

/** Runs whose process was killed, the oldest first. */
export async function interruptedRuns(host: Host, folder: string): Promise<readonly string[]> {
  await using workspace = await Workspace.open(host, folder);
  using queue = openQueue(host, workspace.folder);
  queue.sweep();
  return queue.inState('interrupted').map(({ runId }) => runId);
}

/**
 * Asks for a run's end. A run that waits is cancelled at once; of one that is on the process that does it is told, which takes well
 * under a second. Resolves to the state it is in then: `published` where it was too late. USAGE where there is nothing to cancel.
 */
export async function cancelRun(host: Host, folder: string, runId: string): Promise<RunState> {
  await using workspace = await Workspace.open(host, folder);
  using queue = openQueue(host, workspace.folder);
  let state = queue.ask(runId, 'cancel');
  for (let waited = 0; isActive(state) && waited < longestWait; waited += pollMilliseconds) {
    await setTimeout(pollMilliseconds);
    queue.sweep();
    state = queue.find(runId)?.state ?? state;
  }
  return state;
}

/**
 * Asks for the end of what is done with the tables after a run; the run itself stays as it is. False where nothing is; resolves when it has
 * stopped.
 */
export async function stopUpkeep(host: Host, folder: string, runId: string): Promise<boolean> {
  await using workspace = await Workspace.open(host, folder);
  using queue = openQueue(host, workspace.folder);
  if (!queue.stopUpkeep(runId)) return false;
  for (let waited = 0; waited < longestWait && isInUpkeep(queue, runId); waited += pollMilliseconds)
    await setTimeout(pollMilliseconds);
  return true;
}

function isInUpkeep(queue: RunQueue, runId: string): boolean {
  queue.sweep();
  return (queue.find(runId)?.upkeep ?? null) !== null;
}

const pollMilliseconds = 50;
const longestWait = 15_000;

/** Gives a run a place in the queue that only the journal knows. USAGE where the journal does not say what was asked for. */
export function restore(queue: RunQueue, folder: string, { runId, request, status }: RunView): void {
  if (queue.find(runId) !== undefined) return;
  if (request === undefined) {
    throw new QuaysideError(
      'USAGE',
      `Run ${runId} began with a Quayside that did not keep what was asked for; begin a new one with \`quayside run\`.`,
      { parameters: { runId } },
    );
  }
  queue.restore(runId, orderFromJournal(folder, request), status === 'started' ? 'interrupted' : status);
}
