import { QuaysideError } from '../base/errors.ts';
import { unknownRun } from '../runs/refusals.ts';
import type { Host } from './host.ts';
import type { RunRequest } from './run-job.ts';
import { restore } from './run-again.ts';
import { orderFromJournal, requestOf } from './run-order.ts';
import { openQueue } from './run-queue.ts';
import { Workspace } from './run-workspace.ts';

/**
 * What a run was asked for, to be asked again: with an as-of time only where one was given. USAGE for a run that does not exist, or of a
 * version that did not keep it.
 */
export async function requestOfRun(host: Host, folder: string, runId: string): Promise<RunRequest> {
  await using workspace = await Workspace.open(host, folder);
  using queue = openQueue(host, workspace.folder);
  const view = workspace.journal.run(runId);
  const queued = queue.find(runId);
  if (view === undefined && queued === undefined) throw unknownRun(runId);
  const order =
    view?.request === undefined ? queued?.order : orderFromJournal(workspace.folder, view.request);
  if (order !== undefined) return requestOf(workspace.folder, order);
  throw new QuaysideError(
    'USAGE',
    `Run ${runId} began with a Quayside that did not keep what was asked for; begin a new one with \`quayside run\`.`,
    { parameters: { runId } },
  );
}

/**
 * Puts a run into the queue again: `resume` one whose process was killed, `retry` one that failed or was cancelled; an engine takes it.
 * USAGE where its state does not allow it.
 */
export async function askAgain(
  host: Host,
  folder: string,
  runId: string,
  how: 'resume' | 'retry',
): Promise<void> {
  await using workspace = await Workspace.open(host, folder);
  using queue = openQueue(host, workspace.folder);
  const view = workspace.journal.run(runId);
  if (view !== undefined) restore(queue, workspace.folder, view);
  queue.sweep();
  queue.ask(runId, how);
}
