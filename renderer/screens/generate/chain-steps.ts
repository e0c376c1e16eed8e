import { z } from 'zod';
import type { ApiClient } from '../../../contracts/api/index.ts';
import type { Job } from '../../../contracts/api/jobs.ts';
import { score } from '../../../contracts/api/outcomes.ts';
import type { RunDetail } from '../../../contracts/api/runs.ts';
import { isOver } from '../runs/run-states.ts';

const place = { tenant: z.string(), folder: z.string() };
const scored = z.object({ ...place, runId: z.string(), score: score.nullable() });

/** Where the chain is. */
export const step = z.discriminatedUnion('at', [
  z.object({ at: z.literal('generating'), jobId: z.string(), logicalTime: z.string() }),
  z.object({ at: z.literal('running'), runs: z.array(z.object({ ...place, runId: z.string() })) }),
  z.object({
    at: z.literal('scoring'),
    jobs: z.array(z.object({ ...place, runId: z.string(), jobId: z.string() })),
  }),
  z.object({ at: z.literal('done'), scored: z.array(scored) }),
]);
export type Step = z.infer<typeof step>;
export type Scored = z.infer<typeof scored>;

/** What the engine says of the step that is on. */
export interface Last {
  readonly jobs: readonly Job[];
  readonly runs: readonly RunDetail[];
}

/** Whether the next step can begin. */
export const isChainStepOver = ({ jobs, runs }: Last): boolean =>
  jobs.every(({ state }) => state !== 'on') && runs.every(({ state }) => isOver(state));

/** What comes after a step that is over. Throws the fault of what failed; null where it was cancelled. */
export async function nextStep(client: ApiClient, now: Step, { jobs, runs }: Last): Promise<Step | null> {
  const failed = [...jobs, ...runs].find(({ state, fault }) => state === 'failed' && fault !== undefined);
  if (failed?.fault !== undefined) throw failed.fault;
  if ([...jobs, ...runs].some(({ state }) => state === 'cancelled')) return null;
  switch (now.at) {
    case 'generating': {
      const [job] = jobs;
      const tenants = job?.kind === 'generate' ? (job.outcome?.tenants ?? []) : [];
      const started = tenants.map(async ({ tenant, folder }) => {
        const run = { tenant, sources: [{ path: folder }], asOf: now.logicalTime, timezone: 'UTC' };
        return { tenant, folder, ...(await client.runs.start(run)) };
      });
      return { at: 'running', runs: await Promise.all(started) };
    }
    case 'running': {
      const started = now.runs.map(async ({ tenant, folder, runId }) => ({
        tenant,
        folder,
        runId,
        ...(await client.generate.score({ folder: { path: folder }, tenant, against: 'tables' })),
      }));
      return { at: 'scoring', jobs: await Promise.all(started) };
    }
    case 'scoring':
      return {
        at: 'done',
        scored: now.jobs.map(({ tenant, folder, runId, jobId }) => {
          const job = jobs.find((one) => one.jobId === jobId);
          return { tenant, folder, runId, score: job?.kind === 'score' ? (job.outcome ?? null) : null };
        }),
      };
    case 'done':
      return now;
  }
}
