import { hash } from 'node:crypto';
import { cp, lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect } from 'vitest';
import { type DoctorReport, doctor } from '../../core/app/doctor/doctor.ts';
import type { DoctorRequest } from '../../core/app/doctor/patient.ts';
import { runGenerate } from '../../core/app/generate.ts';
import type { Host } from '../../core/app/host.ts';
import { runRollback } from '../../core/app/rollback.ts';
import { run } from '../../core/app/run.ts';
import { compact } from '../../core/app/table-upkeep.ts';
import { Workspace } from '../../core/app/run-workspace.ts';

const asOf = new Date('2026-11-24T02:00:00Z');

/** A workspace of two tenants that lived: deliveries, a rollback, a compaction; put back at its place for each kind of damage. */
export class DoctorWorkspace implements AsyncDisposable {
  readonly #root: string;
  readonly host: Host;
  readonly folder: string;

  private constructor(root: string) {
    this.#root = root;
    this.folder = join(root, 'workspace');
    this.host = {
      limits: { memory: 1024 ** 3, threads: 2 },
      scratchRoot: join(root, 'scratch'),
      now: () => new Date(),
    };
  }

  static async open(): Promise<DoctorWorkspace> {
    const here = new DoctorWorkspace(await mkdtemp(join(tmpdir(), 'quayside-doctor-')));
    await mkdir(here.host.scratchRoot);
    const first = await here.deliver('acme', 1);
    await here.deliver('globex', 2);
    await here.deliver('acme', 3);
    await runRollback(here.host, { workspace: here.folder, tenant: 'acme', target: { runId: first } });
    await here.deliver('acme', 3);
    await compact(here.host, { workspace: here.folder, table: 'supply_chain.dim_suppliers_v1' });
    await cp(here.folder, join(here.#root, 'backup'), { recursive: true, preserveTimestamps: true });
    return here;
  }

  get scratch(): string {
    return this.host.scratchRoot;
  }

  /** Generated into the workspace, and run into its tables. Resolves to the run's id. */
  async deliver(tenant: string, seed: number): Promise<string> {
    const out = join(this.folder, 'deliveries', `${tenant}-${seed}`);
    const size = { suppliers: 60, parts: 60, dirtyRate: 0.1, kindRates: {}, format: 'csv' } as const;
    await runGenerate(this.host, { ...size, tenants: [tenant], seed, out, logicalTime: asOf });
    const request = { tenant, timezone: 'UTC', severities: {}, sources: [out], asOf };
    return (await run(this.host, { ...request, workspace: this.folder })).runId;
  }

  /** One supplier, the same every day but for its time. */
  async suppliers(tenant: string, day: string): Promise<void> {
    const out = join(this.folder, 'deliveries', `${tenant}-${day}`);
    await mkdir(out, { recursive: true });
    const header = 'supplier_id,legal_name,source_timestamp,country,data_source';
    await writeFile(join(out, 'suppliers.csv'), `${header}\nS-1,One,2026-11-${day}T00:00:00Z,DE,sap\n`);
    const request = { tenant, timezone: 'UTC', severities: {}, sources: [out], asOf };
    await run(this.host, { ...request, workspace: this.folder });
  }

  /** As it was when it was made, at the same place: locations are absolute. */
  async restore(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
    await this.fill();
    await rm(this.scratch, { recursive: true, force: true });
    await mkdir(this.scratch);
  }

  /** The folder, which may be a disk of its own, with what was made at first. */
  async fill(): Promise<void> {
    await cp(join(this.#root, 'backup'), this.folder, { recursive: true, preserveTimestamps: true });
  }

  doctor(request: Partial<DoctorRequest> = {}, host: Partial<Host> = {}): Promise<DoctorReport> {
    return doctor(
      { ...this.host, ...host },
      { workspace: this.folder, minFree: 0, patienceMilliseconds: 200, ...request },
    );
  }

  /** Digest and time of every file and folder, by path. */
  async inventory(): Promise<Readonly<Record<string, string>>> {
    const entries = await readdir(this.folder, { recursive: true, withFileTypes: true });
    const all = await Promise.all(
      entries.map(async (entry) => {
        const path = join(entry.parentPath, entry.name);
        const { mtimeMs, mode } = await lstat(path);
        const content = entry.isFile() ? hash('sha256', await readFile(path)) : '';
        return [relative(this.folder, path), `${mode} ${mtimeMs} ${content}`] as const;
      }),
    );
    return Object.fromEntries(all);
  }

  async files(pattern: RegExp): Promise<readonly string[]> {
    const names = Object.keys(await this.inventory());
    const found = names.filter((name) => pattern.test(name)).toSorted();
    expect(found.length, String(pattern)).toBeGreaterThan(0);
    return found.map((name) => join(this.folder, name));
  }

  open(): Promise<Workspace> {
    return Workspace.open(this.host, this.folder);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#root, { recursive: true, force: true });
  }
}

/** `check: state code` of everything that was found. */
export const told = ({ checks }: DoctorReport): readonly string[] =>
  checks.flatMap(({ name, findings }) => findings.map(({ code, state }) => `${name}: ${state} ${code}`));
