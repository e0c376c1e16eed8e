import { QuaysideError } from '../base/errors.ts';
import { backOff, maxAttempts } from '../runs/back-off.ts';
import type { RunEvent } from '../runs/machine.ts';
import type { EventDetails } from '../runs/queue-changes.ts';
import { codeOf, failedRecord } from './run-records.ts';
import type { Workspace } from './run-workspace.ts';

/**
 * What an attempt's failure means for its run. `tries`: how often it was begun before; undefined where nobody tries it again by
 * itself.
 */
export function endOf(
  cause: unknown,
  tries: number | undefined,
): EventDetails & { readonly event: RunEvent } {
  const code = codeOf(cause);
  if (code === 'CANCELLED') return { event: 'cancelled' };
  const retryable = cause instanceof QuaysideError && cause.retryable;
  const error = { code, retryable };
  if (!retryable || tries === undefined || tries + 1 >= maxAttempts) return { event: 'fail', error };
  return { event: 'defer', error, wait: backOff(tries + 1, Math.random()) };
}

interface Failure {
  readonly tenant: string;
  readonly runId: string;
  readonly seconds: number;
  readonly cause: unknown;
}

/**
 * Best effort, and only where the run is not finished and nothing is left to recover: the error that ended it is the one to tell.
 * False where its publication is open, so that a recovery must say how it ended.
 */
export function recordFailure({ journal }: Workspace, { tenant, runId, seconds, cause }: Failure): boolean {
  try {
    if (journal.openIntents().some(({ body }) => body.runId === runId)) return false;
    if (journal.run(runId)?.status === 'started')
      journal.append([failedRecord(tenant, runId, seconds, cause)]);
    return true;
  } catch {
    // A later start finds the run unfinished.
    return true;
  }
}
