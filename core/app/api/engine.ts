import { randomUUID } from 'node:crypto';
import type { Limits } from '../../base/limits.ts';
import type { SpawnWorker } from '../../runs/worker-link.ts';
import { GridMemory } from '../grid-page.ts';
import type { Host } from '../host.ts';
import { Desks } from './desks.ts';
import { Interactive } from './interactive.ts';
import { Jobs } from './jobs.ts';
import { Previews } from './previews.ts';
import { QueueKeeper } from './queue-keeper.ts';
import { Results } from './results.ts';
import { TenantRows } from '../tenant-rows.ts';

/** What a host says when it starts an engine. */
export interface EngineOptions {
  readonly host: Host;
  /** Absolute path of the workspace. */
  readonly workspace: string;
  readonly spawnWorker: SpawnWorker;
  /** This process may start others: not inside Electron. */
  readonly mayFork: boolean;
  /** Sources and targets may be paths on this machine; false: only uploads and downloads. */
  readonly hostPaths: boolean;
  /** Folders that the engine shares with a host that serves browsers. */
  readonly uploads?: string | undefined;
  readonly downloads?: string | undefined;
}

/** All that handlers share. It holds nothing that another engine on the same workspace would need. */
export interface Engine extends EngineOptions, AsyncDisposable {
  readonly id: string;
  /** Of the engine with all its workers; those of `host` are a job's. */
  readonly limits: Limits;
  readonly startedAt: string;
  readonly jobs: Jobs;
  /** For what a person waits for: one warm DuckDB. */
  readonly interactive: Interactive;
  /** Where stewards work. */
  readonly desks: Desks;
  readonly queue: QueueKeeper;
  /** What is known of the relations that grids show. */
  readonly memory: GridMemory;
  readonly tenantRows: TenantRows;
  readonly results: Results;
  readonly previews: Previews;
}

/** Of the limits, for a job; the rest is for what people wait for (see `Interactive`) and for desks. */
const shareOfJobs = 0.5;

export function openEngine(options: EngineOptions): Engine {
  const { host, workspace, spawnWorker } = options;
  const { memory, threads } = host.limits;
  const shared = { ...host, limits: { memory: Math.floor(memory * shareOfJobs), threads } };
  const id = randomUUID();
  const jobs = new Jobs(host.now);
  const interactive = new Interactive(host);
  const desks = new Desks(host, workspace);
  const results = new Results(host);
  const queue = new QueueKeeper({ ...host, spawnWorker }, workspace);
  return {
    ...options,
    host: shared,
    limits: host.limits,
    id,
    startedAt: host.now().toISOString(),
    jobs,
    interactive,
    desks,
    queue,
    memory: new GridMemory(),
    tenantRows: new TenantRows(),
    results,
    previews: new Previews(results),
    async [Symbol.asyncDispose]() {
      await jobs[Symbol.asyncDispose]();
      await interactive[Symbol.asyncDispose]();
      await desks[Symbol.asyncDispose]();
      await results[Symbol.asyncDispose]();
    },
  };
}
