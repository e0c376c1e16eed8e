import type { RunDetail } from '../../../contracts/api/runs.ts';
import { isOver } from '../../runs/machine.ts';
import { deliveryOf } from '../run-delivery.ts';
import { openQueue } from '../run-queue.ts';
import { documentOf } from '../run-status.ts';
import { Workspace } from '../run-workspace.ts';
import type { Engine } from './engine.ts';
import { detailOf } from './run-views.ts';
import { wait, whenFree } from './wait.ts';

const lookMilliseconds = 200;

/** A run as it is now, then whenever that changes, until it is over. What it shows comes from queue and journal: any engine can. */
export async function* watchRun(
  { host, workspace: folder }: Engine,
  runId: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<RunDetail, void, void> {
  await using workspace = await Workspace.open(host, folder);
  using queue = openQueue(host, workspace.folder);
  for (let last: string | undefined; signal?.aborted !== true; ) {
    const detail = whenFree(() => {
      queue.sweep();
      const run = documentOf(runId, workspace.journal.run(runId), queue.find(runId));
      return detailOf(folder, run, deliveryOf(workspace, runId));
    });
    if (detail !== undefined) {
      const now = JSON.stringify(detail);
      if (now !== last) yield detail;
      last = now;
      if (isOver(detail.state)) return;
    }
    await wait(lookMilliseconds, signal);
  }
}
