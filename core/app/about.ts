import { arch, platform, release } from 'node:os';
import { z } from 'zod';
import { processMemory } from '../base/limits.ts';
import type { Duck } from '../duck/duck.ts';
import { jobsFor } from '../runs/share.ts';
import { sql } from '../sql/sql.ts';
import type { Host } from './host.ts';
import { Workspace } from './run-workspace.ts';
import { workspaceHealth } from './workspace-health.ts';

export interface About {
  readonly version: string;
  readonly node: string;
  readonly duckdb: string;
  readonly platform: string;
  readonly limits: { readonly memory: number; readonly threads: number; readonly jobs: number };
  readonly scratch: string;
  readonly workspace: string;
  readonly licence: string;
  /** For a report: no values of rows, no secrets, no names of people. */
  readonly diagnostics: string;
}

/** How many of the last runs' faults a report names. */
const lastRuns = 50;

/** What a person who asks for help should say. */
export async function about(host: Host, duck: Duck, folder: string, version: string): Promise<About> {
  const { version: duckdb } = await duck.row(
    sql`SELECT version() AS version`,
    z.object({ version: z.string() }),
  );
  const limits = {
    memory: Math.floor(processMemory(host.limits)),
    threads: host.limits.threads,
    jobs: jobsFor(host.limits),
  };
  const facts = {
    version,
    node: process.version,
    duckdb,
    platform: `${platform()} ${release()} ${arch()}`,
    limits,
  };
  return {
    ...facts,
    scratch: host.scratchRoot,
    workspace: folder,
    licence: 'Apache-2.0',
    diagnostics: await diagnosticsOf(host, folder, facts),
  };
}

async function diagnosticsOf(host: Host, folder: string, facts: object): Promise<string> {
  const checks = await workspaceHealth(host, folder);
  await using workspace = await Workspace.open(host, folder);
  const faults = workspace.journal
    .runs({ limit: lastRuns })
    .flatMap(({ startedAt, status, error }) =>
      error === undefined ? [] : [`  ${startedAt} ${status} ${error.code}`],
    );
  return [
    `Quayside ${JSON.stringify({ ...facts, pid: process.pid })}`,
    'Checks',
    ...checks.map(
      ({ check, state, code }) => `  ${check}: ${state}${code === undefined ? '' : ` (${code})`}`,
    ),
    `Runs that failed, of the last ${lastRuns}`,
    ...(faults.length === 0 ? ['  none'] : faults),
  ].join('\n');
}
