import type { Activity } from '../../../contracts/api/jobs.ts';
import type { RunQueue } from '../../runs/queue.ts';
import { openQueue } from '../run-queue.ts';
import { Workspace } from '../run-workspace.ts';
import { procedures } from './context.ts';
import type { Engine } from './engine.ts';
import { wait, whenFree } from './wait.ts';

export const jobsApi = (engine: Engine) => ({
  list: procedures.jobs.list.handler(() => ({ jobs: engine.jobs.list() })),
  show: procedures.jobs.show.handler(({ input }) => engine.jobs.show(input.jobId)),
  watch: procedures.jobs.watch.handler(({ input, signal }) => engine.jobs.watch(input.jobId, signal)),
  cancel: procedures.jobs.cancel.handler(async ({ input }) => {
    const { state } = await engine.jobs.cancel(input.jobId);
    return { state };
  }),
  activity: procedures.jobs.activity.handler(({ signal }) => activitiesOf(engine, signal)),
});

const lookMilliseconds = 400;

async function* activitiesOf(
  { host, workspace: folder, jobs }: Engine,
  signal: AbortSignal | undefined,
): AsyncGenerator<{ activities: Activity[] }, void, void> {
  await using workspace = await Workspace.open(host, folder);
  using queue = openQueue(host, workspace.folder);
  for (let last: string | undefined; signal?.aborted !== true; ) {
    const runs = whenFree(() => runsOn(queue)) ?? [];
    const activities = [...jobsOn(jobs.list()), ...runs];
    const now = JSON.stringify(activities);
    if (now !== last) yield { activities };
    last = now;
    await wait(lookMilliseconds, signal);
  }
}

const jobsOn = (all: ReturnType<Engine['jobs']['list']>): Activity[] =>
  all.filter(({ state }) => state === 'on').map((job) => ({ of: 'job', job }));

function runsOn(queue: RunQueue): Activity[] {
  return queue.open().map(({ runId, tenant, state, progress, queuedAt }) => ({
    of: 'run',
    runId,
    tenant,
    state,
    queuedAt: new Date(queuedAt).toISOString(),
    ...(progress === null ? {} : { progress }),
  }));
}
