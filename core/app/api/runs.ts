import type { RunDetail } from '../../../contracts/api/runs.ts';
import { cancelRun } from '../run-again.ts';
import { deliveryOf } from '../run-delivery.ts';
import { runDifference } from '../run-difference.ts';
import { runLog } from '../run-log.ts';
import { orderRuns } from '../run-many.ts';
import { askAgain, requestOfRun } from '../run-order-again.ts';
import { pageOfRuns } from '../run-pages.ts';
import { planRun } from '../run-plan.ts';
import { runRequestOf } from '../run-request.ts';
import { runSpans } from '../run-spans.ts';
import { showRun } from '../run-status.ts';
import { Workspace } from '../run-workspace.ts';
import { tenantFolders } from '../tenant-folders.ts';
import { type WaitingGroup, waitingGroups } from '../waiting-groups.ts';
import { procedures } from './context.ts';
import type { Engine } from './engine.ts';
import { keptPathOfSource, pathOfSource } from './places.ts';
import { countsOf, detailOf, summaryOf } from './run-views.ts';
import { runCommandLine, wishOf } from './run-wish.ts';
import { watchRun } from './watch-run.ts';

const { runs } = procedures;

export function runsApi(engine: Engine) {
  const { host, workspace: folder, jobs, queue, interactive } = engine;
  return {
    list: runs.list.handler(async ({ input }) => {
      const { runs: found, next } = await pageOfRuns(host, folder, input);
      return { runs: found.map((run) => summaryOf(folder, run)), next };
    }),
    show: runs.show.handler(({ input }) => detail(engine, input.runId)),
    command: runs.command.handler(async ({ input }) => ({
      command: runCommandLine(folder, await wishOf(engine, input)),
    })),
    start: runs.start.handler(async ({ input }) => {
      const request = await runRequestOf(folder, await wishOf(engine, input, keptPathOfSource));
      const { runIds } = await orderRuns(host, [request], input.priority);
      await queue.tend();
      return { runId: runIds[0] ?? '' };
    }),
    startAll: runs.startAll.handler(async ({ input }) => {
      const found = await tenantFolders(await pathOfSource(engine, input.folder));
      const requests = await Promise.all(
        found.map((one) =>
          runRequestOf(folder, { tenant: one.tenant, sources: [one.folder], kind: input.kind }),
        ),
      );
      const { runIds } = await orderRuns(host, requests, input.priority);
      await queue.tend();
      return { runs: found.map(({ tenant }, index) => ({ tenant, runId: runIds[index] ?? '' })) };
    }),
    plan: runs.plan.handler(async ({ input }) => {
      const request =
        'runId' in input
          ? await requestOfRun(host, folder, input.runId)
          : await runRequestOf(folder, await wishOf(engine, input));
      const { tenant, sources } = request;
      return jobs.start('plan', { subject: sources.join(', '), tenant }, async (work) => {
        const { datasets, ...plan } = await planRun(host, request, work);
        return {
          ...plan,
          datasets: Object.fromEntries(
            Object.entries(datasets).flatMap(([name, counts]) =>
              counts === undefined ? [] : [[name, countsOf(counts)]],
            ),
          ),
        };
      });
    }),
    watch: runs.watch.handler(({ input, signal }) => watchRun(engine, input.runId, signal)),
    cancel: runs.cancel.handler(async ({ input: { runId } }) => ({
      runId,
      state: await cancelRun(host, folder, runId),
    })),
    resume: runs.resume.handler(({ input }) => again(engine, input.runId, 'resume')),
    retry: runs.retry.handler(({ input }) => again(engine, input.runId, 'retry')),
    rerun: runs.rerun.handler(async ({ input }) => {
      const request = await requestOfRun(host, folder, input.runId);
      const { runIds } = await orderRuns(host, [request]);
      await queue.tend();
      return { runId: runIds[0] ?? '' };
    }),
    spans: runs.spans.handler(async ({ input }) => ({
      spans: await runSpans(host, folder, input.runId),
    })),
    log: runs.log.handler(async ({ input }) => ({ records: await runLog(host, folder, input.runId) })),
    reasons: runs.reasons.handler(async ({ input, signal }) => {
      const asked = { runId: input.runId, state: 'all', by: 'reason', limit: 200 } as const;
      const { groups } = await interactive.ask(signal, (duck, either) =>
        waitingGroups(host, duck, folder, asked, either),
      );
      return { reasons: groups.map(withoutValue) };
    }),
    difference: runs.difference.handler(({ input }) => runDifference(host, folder, input.runId)),
  };
}

function withoutValue(group: WaitingGroup) {
  const { value: _, ...reason } = group;
  return reason;
}

async function detail({ host, workspace: folder }: Engine, runId: string): Promise<RunDetail> {
  const run = await showRun(host, folder, runId);
  await using workspace = await Workspace.open(host, folder);
  return detailOf(folder, run, deliveryOf(workspace, runId));
}

async function again({ host, workspace: folder, queue }: Engine, runId: string, how: 'resume' | 'retry') {
  await askAgain(host, folder, runId, how);
  await queue.tend();
  const { state } = await showRun(host, folder, runId);
  return { runId, state };
}
