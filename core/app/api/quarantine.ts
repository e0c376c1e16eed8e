import { exportQuarantine } from '../quarantine-export.ts';
import { waitingGroups } from '../waiting-groups.ts';
import { showWaiting, waitingSource } from '../waiting-rows.ts';
import { readPage, readValues } from '../grid-page.ts';
import { commandLine } from './command-line.ts';
import { procedures } from './context.ts';
import type { Engine } from './engine.ts';
import { destinationOf } from './places.ts';

const { quarantine } = procedures;

export function quarantineApi(engine: Engine) {
  const { host, workspace: folder, interactive, memory, jobs } = engine;
  return {
    groups: quarantine.groups.handler(({ input, signal }) =>
      interactive.ask(signal, (duck, either) => waitingGroups(host, duck, folder, input, either)),
    ),
    page: quarantine.page.handler(async ({ input: { page, ...filter }, signal }) => {
      const source = await waitingSource(host, folder, filter);
      return interactive.ask(signal, (duck, either) => readPage(duck, source, page, memory, either));
    }),
    values: quarantine.values.handler(async ({ input: { of, ...filter }, signal }) => {
      const source = await waitingSource(host, folder, filter);
      return interactive.ask(signal, (duck, either) => readValues(duck, source, of, either));
    }),
    row: quarantine.row.handler(({ input, signal }) =>
      interactive.ask(signal, (duck, either) => showWaiting(host, duck, folder, input, either)),
    ),
    export: quarantine.export.handler(async ({ input: { to, ...asked } }) => {
      const destination = await destinationOf(engine, to);
      return jobs.start(
        'export',
        { subject: destination.path, tenant: asked.tenant ?? null },
        async (work) => ({
          ...(await exportQuarantine(host, { ...asked, workspace: folder, out: destination.path }, work)),
          download: destination.download,
        }),
      );
    }),
    command: quarantine.command.handler(({ input: { tenant, dataset, reason, field, value, state } }) => ({
      command: commandLine(['quarantine', 'show'], {
        workspace: folder,
        tenant,
        dataset,
        reason,
        field,
        value,
        state: state === 'open' ? undefined : state,
      }),
    })),
  };
}
