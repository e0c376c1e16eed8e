import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { auditVerify } from '../../core/app/audit.ts';
import { Bench } from '../../core/app/host.ts';
import { loadAll } from '../../core/app/table-views.ts';
import { planScan } from '../../core/iceberg/scan/plan-scan.ts';
import { scanRelation } from '../../core/iceberg/scan/relation.sql.ts';
import { tableText } from '../../core/iceberg/table.ts';
import { sql } from '../../core/sql/sql.ts';
import { isAlive } from '../../core/base/process-mark.ts';
import type { RunRequest } from '../../core/app/run-job.ts';
import { orderRuns } from '../../core/app/run-many.ts';
import { openQueue } from '../../core/app/run-queue.ts';
import { Workspace } from '../../core/app/run-workspace.ts';
import { isActive } from '../../core/runs/machine.ts';
import { document } from '../cli/run.ts';
import { asOf, RunsFolder } from '../runs/runs-folder.ts';

const tenants = process.env['QUAYSIDE_FAULTS'] === 'full' ? ['ant', 'bee', 'cat'] : ['ant', 'bee'];
const sum = z.object({ tenant: z.string(), rows: z.coerce.number(), checksum: z.string() });
const program = join(import.meta.dirname, '../../core/app/run-engine-main.ts');

/** Two deliveries of each of two or three tenants, and workspaces that engines with workers put them into. */
export class Several implements AsyncDisposable {
  readonly here: RunsFolder;
  readonly tenants = tenants;

  private constructor(here: RunsFolder) {
    this.here = here;
  }

  static async open(rows: number): Promise<Several> {
    const here = await RunsFolder.open();
    for (const [round, seed] of [
      ['1', '3'],
      ['2', '4'],
    ] as const) {
      const out = join(here.folder, 'rounds', round);
      const sizes = ['--suppliers', `${rows}`, '--parts', `${rows}`, '--seed', seed, '--as-of', asOf];
      await document(['generate', '--tenant', ...tenants, ...sizes, '--format', 'parquet', '--out', out]);
    }
    return new Several(here);
  }

  folderOf(workspace: string): string {
    return join(this.here.folder, workspace);
  }

  get host() {
    const scratchRoot = this.here.folder;
    return { limits: { memory: 2 ** 30, threads: 2 }, scratchRoot, now: () => new Date() };
  }

  /** `run --all` of one of the two rounds. */
  all(workspace: string, round: 1 | 2): readonly string[] {
    const source = join(this.here.folder, 'rounds', `${round}`);
    return ['run', '--all', '--source', source, '--as-of', asOf, '--workspace', this.folderOf(workspace)];
  }

  /** Puts them all into the queue, each tenant's in order. */
  async order(workspace: string): Promise<readonly string[]> {
    await mkdir(this.folderOf(workspace), { recursive: true });
    const requests = ['1', '2'].flatMap((round) =>
      tenants.map(
        (tenant): RunRequest => ({
          tenant,
          sources: [join(this.here.folder, 'rounds', round, tenant)],
          workspace: this.folderOf(workspace),
          timezone: 'UTC',
          severities: {},
          asOf: new Date(asOf),
        }),
      ),
    );
    return (await orderRuns(this.host, requests)).runIds;
  }

  /** An engine as a process of its own; resolves to its exit code or signal. */
  engine(workspace: string, jobs = 2): { readonly pid: number; readonly ended: Promise<number | string> } {
    const child = spawn(process.execPath, [program, this.folderOf(workspace), `${jobs}`], {
      env: { ...process.env, ...this.here.environment },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const ended = new Promise<number | string>((resolve) =>
      child.once('close', (code, signal) => resolve(code === 0 ? 0 : (signal ?? `${code}: ${said}`))),
    );
    return { pid: child.pid ?? 0, ended };
  }

  /** Processes that work on runs now. */
  workers(workspace: string): readonly number[] {
    using queue = openQueue(this.host, this.folderOf(workspace));
    return queue
      .open()
      .flatMap(({ worker }) => (worker !== null && isAlive(worker) === true ? [worker.pid] : []));
  }

  /** Until nobody works on a run any more. */
  async quiet(workspace: string): Promise<void> {
    using queue = openQueue(this.host, this.folderOf(workspace));
    for (;;) {
      queue.sweep();
      if (queue.open().every(({ state }) => !isActive(state))) return;
      await setTimeout(50);
    }
  }

  /** How often each run began, was published and ended as done, by the journal. */
  async told(workspace: string, runIds: readonly string[]): Promise<readonly unknown[]> {
    await using open = await Workspace.open(this.host, this.folderOf(workspace));
    const records = open.journal.log({ limit: 10_000 });
    return runIds.map((runId) => {
      const own = records.filter((record) => 'runId' in record.body && record.body.runId === runId);
      const published = own.filter(
        (record) => record.kind === 'publication-outcome' && record.body.outcome === 'published',
      );
      const done = own.filter(
        (record) => record.kind === 'run-finished' && record.body.status === 'published',
      );
      return [published.length, done.length];
    });
  }

  /** Rows and a checksum per table and tenant, over all columns but those that say by which run and when; what `audit verify` finds. */
  async content(workspace: string): Promise<unknown> {
    const contents: unknown[] = [];
    {
      await using open = await Workspace.open(this.host, this.folderOf(workspace));
      await using bench = await Bench.open(this.host);
      for (const table of await loadAll(open)) {
        const rows = scanRelation(await planScan(table));
        const sums = await bench.duck.rows(
          sql`SELECT tenant_id AS tenant, count(*) AS rows, coalesce(sum(hash(r)), 0)::VARCHAR AS checksum
FROM (SELECT COLUMNS(c -> c NOT IN ('run_id', 'opened_at', 'closed_at', 'closed_by')) FROM ${rows}) AS r
GROUP BY tenant_id ORDER BY tenant_id`,
          sum,
        );
        contents.push([tableText(table.name), sums]);
      }
    }
    const { recordFaults, fileFaults } = await auditVerify(this.host, this.folderOf(workspace));
    return { contents, faults: [...recordFaults, ...fileFaults] };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.here[Symbol.asyncDispose]();
  }
}
