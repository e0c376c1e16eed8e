import type { UpkeepRecord } from '../../contracts/journal/table-upkeep.ts';
import type { Work } from '../base/progress.ts';
import { AttemptWatch } from '../runs/attempt-watch.ts';
import type { RunQueue } from '../runs/queue.ts';
import type { Host } from './host.ts';
import type { RunResult } from './run-result.ts';
import type { Workspace } from './run-workspace.ts';
import { upkeepAfterRun } from './upkeep.ts';

/**
 * The upkeep after a run as everybody sees it: its stage is the run's progress, and whoever cancels the run now stops it. A process that
 * does it counts among those that are on. Throws nothing.
 */
export async function upkeepInQueue(
  host: Host,
  workspace: Workspace,
  queue: RunQueue,
  { runId, tenant }: Pick<RunResult, 'runId' | 'tenant'>,
  work: Work,
): Promise<UpkeepRecord | undefined> {
  const attempt = letGo(() => queue.find(runId)?.attempt) ?? 1;
  using watch = new AttemptWatch(queue, { runId, attempt }, { clock: host.now });
  letGo(() => queue.upkeep({ runId, attempt }, true));
  const signals = [work.signal, watch.signal].filter((signal) => signal !== undefined);
  const progress: Work['progress'] = (step) => {
    work.progress?.(step);
    watch.progress(step);
  };
  const done = await upkeepAfterRun(
    host,
    workspace,
    { tenant, runId },
    { signal: AbortSignal.any(signals), progress },
  );
  letGo(() => queue.upkeep({ runId, attempt }, false));
  return done;
}

/** The journal holds what counts. */
function letGo<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
