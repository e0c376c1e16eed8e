import { relocate } from '../relocate.ts';
import { workspaceFacts } from '../workspace-facts.ts';
import { workspaceHealth } from '../workspace-health.ts';
import { procedures } from './context.ts';
import type { Engine } from './engine.ts';
import { productVersion } from './version.ts';

export const workspaceApi = ({ host, limits, workspace, id, startedAt, hostPaths, downloads }: Engine) => ({
  facts: procedures.workspace.facts.handler(async () => ({
    ...(await workspaceFacts(host, workspace)),
    engine: { id, startedAt, version: productVersion, hostPaths, downloads: downloads !== undefined },
  })),
  health: procedures.workspace.health.handler(async () => {
    const began = performance.now();
    const checks = await workspaceHealth({ ...host, limits }, workspace);
    return { checks, seconds: (performance.now() - began) / 1000 };
  }),
  relocate: procedures.workspace.relocate.handler(async ({ signal }) => {
    const { status, tables } = await relocate(host, workspace, { signal });
    return { status, tables: tables.length };
  }),
});
