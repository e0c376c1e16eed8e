import type { Host } from '../app/host.ts';
import type { RunRequest } from '../app/run-job.ts';
import { planRun, type RunPlan } from '../app/run-plan.ts';
import { runCountsText } from './run-text.ts';
import type { Terminal } from './terminal.ts';

/** Says what runs would change. The document of one is its plan. */
export async function plan(terminal: Terminal, host: Host, requests: readonly RunRequest[]): Promise<void> {
  const plans: RunPlan[] = [];
  for (const request of requests) plans.push(await planRun(host, request, terminal.work));
  const [only, more] = plans;
  const document = only !== undefined && more === undefined ? only : { plans };
  terminal.result(document, () => plans.map(planText).join('\n\n'));
}

function planText({ tenant, asOf, answer, runId, datasets, seconds }: RunPlan): string {
  const said =
    answer === 'repeat'
      ? `It was run already (${runId ?? ''}) and would change nothing.`
      : 'Nothing was changed: these are the rows that a run now would insert, update, leave and put into quarantine.';
  return [
    `${tenant}, as of ${asOf}`,
    runCountsText({ datasets }),
    `${said} Found in ${seconds.toFixed(1)} s.`,
  ].join('\n\n');
}
