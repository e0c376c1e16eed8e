import { constants } from 'node:fs';
import { access, mkdtemp, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { HealthCheck } from '../../contracts/api/workspace.ts';
import { QuaysideError } from '../base/errors.ts';
import { processMemory } from '../base/limits.ts';
import { jobsFor } from '../runs/share.ts';
import { readSettings } from '../settings/settings-file.ts';
import type { Host } from './host.ts';
import { Workspace } from './run-workspace.ts';
import { loadAll } from './table-views.ts';
import { tablesElsewhere } from './workspace-root.ts';

type Facts = HealthCheck['facts'];
type Look = (
  host: Host,
  folder: string,
) => Promise<Facts | { readonly warning: string; readonly facts: Facts }>;

const GiB = 1024 ** 3;

/** Whether a workspace and the machine under it are fit for work: one entry per check, none of them changes anything. */
export async function workspaceHealth(host: Host, folder: string): Promise<readonly HealthCheck[]> {
  const found: HealthCheck[] = [];
  for (const [check, look] of Object.entries(looks)) found.push(await checkOf(check, look, host, folder));
  return found;
}

const looks = {
  folder: async (_host, folder) => {
    await access(folder, constants.R_OK | constants.W_OK);
    return { folder };
  },
  disk: async (_host, folder) => {
    const { bavail, bsize } = await statfs(folder);
    const facts = { folder, freeBytes: bavail * bsize };
    return facts.freeBytes < 2 * GiB ? { warning: 'DISK_FULL', facts } : facts;
  },
  scratch: async ({ scratchRoot }) => {
    const made = await mkdtemp(join(scratchRoot, 'quayside-look-'));
    await rm(made, { recursive: true, force: true });
    const { bavail, bsize } = await statfs(scratchRoot);
    const facts = { folder: scratchRoot, freeBytes: bavail * bsize };
    return facts.freeBytes < 2 * GiB ? { warning: 'DISK_FULL', facts } : facts;
  },
  memory: ({ limits }) =>
    Promise.resolve({
      bytes: Math.floor(processMemory(limits)),
      threads: limits.threads,
      jobs: jobsFor(limits),
    }),
  journal: async (host, folder) => {
    await using workspace = await Workspace.open(host, folder);
    const { seq } = workspace.journal.head();
    const open = workspace.journal.openIntents().length;
    const facts = { records: seq, openIntents: open };
    return open > 0 ? { warning: 'COMMIT_UNCERTAIN', facts } : facts;
  },
  catalog: async (host, folder) => {
    await using workspace = await Workspace.open(host, folder);
    return { tables: (await loadAll(workspace)).length };
  },
  location: async (host, folder) => {
    await using workspace = await Workspace.open(host, folder);
    const [moved] = await tablesElsewhere(workspace.catalog, workspace.folder);
    if (moved === undefined) return { folder: workspace.folder };
    return { warning: 'TABLE_NOT_FOUND', facts: { folder: workspace.folder, from: moved.root } };
  },
  settings: async (_host, folder) => {
    const { settings } = await readSettings(join(folder, 'settings.json'));
    return { tenants: Object.keys(settings.tenants ?? {}).length };
  },
} as const satisfies Record<HealthCheck['check'], Look>;

async function checkOf(check: string, look: Look, host: Host, folder: string): Promise<HealthCheck> {
  const named = isCheck(check) ? check : 'folder';
  try {
    const found = await look(host, folder);
    if (!isWarning(found)) return { check: named, state: 'ok', facts: found };
    return { check: named, state: 'warning', code: found.warning, facts: found.facts };
  } catch (cause) {
    const code = cause instanceof QuaysideError ? cause.code : codeOf(cause);
    return { check: named, state: 'error', code, facts: { folder } };
  }
}

const isCheck = (name: string): name is keyof typeof looks => Object.hasOwn(looks, name);

const isWarning = (
  found: Awaited<ReturnType<Look>>,
): found is { readonly warning: string; readonly facts: Facts } => typeof found['facts'] === 'object';

/** Of the system: EACCES and its like. */
const codeOf = (cause: unknown): string =>
  cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'INTERNAL';
