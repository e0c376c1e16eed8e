import type { RunNow } from '../../../contracts/shell/engine.ts';
import type { QueuedRun } from '../../runs/queue-row.ts';
import { openQueue } from '../run-queue.ts';
import { Workspace } from '../run-workspace.ts';
import type { ShellLink } from '../shell-link.ts';
import type { Engine } from './engine.ts';
import { wait, whenFree } from './wait.ts';

const lookMilliseconds = 500;

/** Tells the host which runs wait or are on, and which ended meanwhile, whenever that changes; until the host wants the engine to leave. */
export async function sayActivity(engine: Engine, { say, left }: ShellLink): Promise<void> {
  const { host, workspace: folder } = engine;
  await using workspace = await Workspace.open(host, folder);
  using queue = openQueue(host, workspace.folder);
  let said = '[]';
  let before: readonly string[] = [];
  while (!left.aborted) {
    const open = whenFree(() => queue.open());
    if (open !== undefined) {
      const ended = before
        .filter((runId) => open.every((run) => run.runId !== runId))
        .flatMap((runId) => whenFree(() => queue.find(runId)) ?? []);
      const runs = [...open, ...ended].map((run) => runNow(run, host.now()));
      const now = JSON.stringify(runs.map((run) => ({ ...run, seconds: 0 })));
      if (now !== said) say({ kind: 'activity', runs });
      said = now;
      before = open.map(({ runId }) => runId);
    }
    await wait(lookMilliseconds, left);
  }
}

function runNow({ runId, tenant, state, progress, queuedAt }: QueuedRun, now: Date): RunNow {
  const { rows, total } = progress ?? {};
  return {
    runId,
    tenant,
    state,
    seconds: Math.max(0, (now.getTime() - queuedAt) / 1000),
    ...(rows === undefined || total === undefined || total === 0 ? {} : { share: Math.min(1, rows / total) }),
  };
}
