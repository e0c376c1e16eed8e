import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { readLimits } from '../../core/base/limits.ts';
import { Workspace } from '../../core/app/run-workspace.ts';
import type { RunDocument } from '../../core/app/run-status.ts';
import { isOver } from '../../core/runs/machine.ts';
import { RunQueue } from '../../core/runs/queue.ts';
import type { QueuedRun } from '../../core/runs/queue-row.ts';
import { document, quayside } from '../cli/run.ts';

export const asOf = '2026-11-24T02:00:00Z';
const small = { QUAYSIDE_MEMORY: '2GiB', QUAYSIDE_THREADS: '2' };

/** A folder with generated deliveries of tenants and workspaces that runs of the command line go into. */
export class RunsFolder implements AsyncDisposable {
  readonly folder: string;
  readonly environment: Record<string, string>;

  private constructor(folder: string) {
    this.folder = folder;
    this.environment = {
      ...small,
      QUAYSIDE_SCRATCH: folder,
      QUAYSIDE_RUNTIME: join(folder, 'runtime'),
    };
  }

  static async open(): Promise<RunsFolder> {
    return new RunsFolder(await mkdtemp(join(tmpdir(), 'quayside-runs-')));
  }

  get deliveries(): string {
    return join(this.folder, 'deliveries');
  }

  /** An empty workspace. */
  async make(workspace: string): Promise<void> {
    const host = { limits: readLimits({}), scratchRoot: this.folder, now: () => new Date() };
    await using _ = await Workspace.open(host, join(this.folder, workspace));
  }

  /** A delivery of each tenant, in a folder of its own below `deliveries`. */
  async generate(tenants: readonly string[], rows: number, format = 'parquet'): Promise<void> {
    const out = tenants.length === 1 ? join(this.deliveries, ...tenants) : this.deliveries;
    const sizes = ['--suppliers', `${rows}`, '--parts', `${rows}`, '--seed', '3', '--as-of', asOf];
    await document(['generate', '--tenant', ...tenants, ...sizes, '--format', format, '--out', out]);
  }

  /** Arguments of a run of one of them. */
  runOf(tenant: string, workspace: string): string[] {
    const where = ['--workspace', join(this.folder, workspace)];
    return ['run', '--tenant', tenant, '--source', join(this.deliveries, tenant), '--as-of', asOf, ...where];
  }

  /** Runs a command on a workspace and gives its document. */
  ask<T>(workspace: string, args: readonly string[]): Promise<T> {
    return document<T>([...args, '--workspace', join(this.folder, workspace)], this.environment);
  }

  tell(workspace: string, args: readonly string[]) {
    return quayside([...args, '--workspace', join(this.folder, workspace)], this.environment);
  }

  queue(workspace: string): RunQueue {
    return new RunQueue(join(this.folder, workspace, 'runs.sqlite'), { clock: () => new Date() });
  }

  async runs(workspace: string): Promise<readonly RunDocument[]> {
    return (await this.ask<{ runs: RunDocument[] }>(workspace, ['runs'])).runs;
  }

  /** Waits until a run is as wanted. */
  async until(workspace: string, runId: string, wanted: (run: QueuedRun) => boolean): Promise<QueuedRun> {
    using queue = this.queue(workspace);
    for (;;) {
      const run = queue.find(runId);
      if (run !== undefined && wanted(run)) return run;
      if (run !== undefined && isOver(run.state)) throw new Error(`the run is ${run.state}`);
      await setTimeout(1);
    }
  }

  /** Rows and checksums of a tenant's rows, of what does not depend on which run wrote them. */
  async content(workspace: string, tenant: string): Promise<readonly unknown[]> {
    const tables = await this.ask<{ tables: { table: string }[] }>(workspace, ['tables', 'list']);
    const contents: unknown[] = [];
    for (const { table: name } of tables.tables) {
      const row = name.includes('quarantine')
        ? '(t.row_id, t.row_key, t.violations, t.source_digest, t.source_row)'
        : 't';
      const query = `SELECT count(*) AS n, coalesce(sum(hash(${row})), 0)::VARCHAR AS checksum FROM ${name} AS t WHERE tenant_id = '${tenant}'`;
      contents.push([name, await this.ask(workspace, ['query', query])]);
    }
    return contents;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
