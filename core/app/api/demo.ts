import { demo } from '../demo.ts';
import { demoTenants } from '../demo-before.ts';
import { workspaceFacts } from '../workspace-facts.ts';
import { procedures } from './context.ts';
import type { Engine } from './engine.ts';
import { countsOf } from './run-views.ts';

const defaults = { suppliers: 5000, parts: 5000, seed: '1' } as const;

export const demoApi = ({ host, workspace, jobs }: Engine) => ({
  facts: procedures.demo.facts.handler(async () => {
    const { hasDemo } = await workspaceFacts(host, workspace);
    return { isThere: hasDemo, tenants: demoTenants, defaults };
  }),
  start: procedures.demo.start.handler(({ input: { suppliers, parts, seed } }) =>
    jobs.start('demo', { subject: 'demo' }, async (work) => {
      const request = { workspace, suppliers, parts, seed: Number(seed) };
      const { tenants, seconds, cleaned } = await demo(host, request, work);
      return {
        seconds,
        cleaned,
        tenants: tenants.map(({ tenant, folder, run, score }) => ({
          tenant,
          folder,
          runId: run.runId,
          status: run.status,
          seconds: run.seconds,
          datasets: Object.fromEntries(
            Object.entries(run.datasets).flatMap(([name, counts]) =>
              counts === undefined ? [] : [[name, countsOf(counts)]],
            ),
          ),
          score: { tenant, ...score },
        })),
      };
    }),
  ),
});
