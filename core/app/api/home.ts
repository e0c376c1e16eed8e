import type { Due } from '../../../contracts/api/home.ts';
import type { Work } from '../../base/progress.ts';
import { homeOverview } from '../home.ts';
import { dueOf } from '../quarantine-due.ts';
import { personOf } from '../quarantine-person.ts';
import { isDecided } from '../quarantine-states.ts';
import { quarantineTables } from '../quarantine.ts';
import { Workspace } from '../run-workspace.ts';
import { procedures } from './context.ts';
import type { Engine } from './engine.ts';

export function homeApi({ host, workspace: folder, interactive, desks }: Engine) {
  /** By tenant, while its quarantine is what it was. */
  const known = new Map<string, { readonly version: string; readonly due: readonly Due[] }>();
  const dueIn = async (
    workspace: Workspace,
    tenant: string,
    tables: string,
    work: Work,
  ): Promise<readonly Due[]> => {
    if (!isDecided(workspace, tenant)) return [];
    const version = `${tables} ${workspace.journal.quarantineHead(tenant)}`;
    const before = known.get(tenant);
    if (before?.version === version) return before.due;
    const due = await desks.ask(tenant, work, (desk) => dueOf(desk, work));
    known.set(tenant, { version, due });
    return due;
  };
  return {
    overview: procedures.home.overview.handler(({ input, signal }) =>
      interactive.ask(signal, (duck, either) => homeOverview(host, duck, folder, input?.tenant, either)),
    ),
    due: procedures.home.due.handler(async ({ input, signal }) => {
      await using workspace = await Workspace.open(host, folder);
      const tables = (await quarantineTables(host, { workspace: folder })).map(({ version }) => version);
      const all: Due[] = [];
      for (const tenant of input?.tenant === undefined ? workspace.journal.tenants() : [input.tenant]) {
        const work = signal === undefined ? {} : { signal };
        all.push(...(await dueIn(workspace, tenant, tables.join(' '), work)));
      }
      return {
        due: all.toSorted((a, b) => a.since.localeCompare(b.since)),
        person: await personOf(workspace, undefined),
      };
    }),
  };
}
