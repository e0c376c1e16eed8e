import { check } from '../check.ts';
import { readPage } from '../grid-page.ts';
import { inspectSources } from '../inspect-sources.ts';
import { readTenantSettings } from '../tenant-settings.ts';
import { runRequestOf } from '../run-request.ts';
import { checkedOf } from './check-view.ts';
import { procedures } from './context.ts';
import type { Engine } from './engine.ts';
import { pathOfSource, pathsOfSources } from './places.ts';
import { wishOf } from './run-wish.ts';

const { files } = procedures;

export function filesApi(engine: Engine) {
  const { host, workspace, jobs, interactive, memory, previews } = engine;
  return {
    inspect: files.inspect.handler(async ({ input: { sources } }) => {
      const found = await inspectSources(host, workspace, await pathsOfSources(engine, sources));
      return {
        found: sources.flatMap((source, index) => {
          const one = found[index];
          return one === undefined ? [] : [{ source, ...one }];
        }),
      };
    }),
    check: files.check.handler(async ({ input }) => {
      const wish = await wishOf(engine, input);
      const { asOf, ...request } = await runRequestOf(workspace, wish);
      const { staleAfterDays } = await readTenantSettings(workspace, input.tenant);
      return jobs.start('check', { subject: wish.sources.join(', '), tenant: input.tenant }, async (work) => {
        const began = performance.now();
        const asked = { ...request, asOf: asOf ?? host.now(), staleAfterDays, showPersonalData: true };
        return checkedOf(await check(host, asked, work), performance.now() - began);
      });
    }),
    preview: files.preview.handler(async ({ input: { source, page }, signal }) => {
      const path = await pathOfSource(engine, source);
      return interactive.ask(signal, async (duck, either) =>
        readPage(duck, await previews.of(duck, path, either), page, memory, either),
      );
    }),
  };
}
