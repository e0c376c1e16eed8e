import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { auditVerify } from '../../core/app/audit.ts';
import { runGenerate } from '../../core/app/generate.ts';
import { Bench, type Host } from '../../core/app/host.ts';
import { run } from '../../core/app/run.ts';
import type { RunRequest } from '../../core/app/run-job.ts';
import { Workspace } from '../../core/app/run-workspace.ts';
import { planScan } from '../../core/iceberg/scan/plan-scan.ts';
import { scanRelation } from '../../core/iceberg/scan/relation.sql.ts';
import { sql } from '../../core/sql/sql.ts';
import { TestHost } from './host.ts';

const sum = z.object({ rows: z.coerce.number(), checksum: z.string() });

/** A workspace that generated deliveries of several tenants are run into. */
export class Lakehouse implements AsyncDisposable {
  readonly #here: TestHost;
  readonly host: Host;
  readonly folder: string;
  readonly workspace: string;

  private constructor(here: TestHost) {
    this.#here = here;
    this.host = here.host;
    this.folder = here.folder;
    this.workspace = join(here.folder, 'workspace');
  }

  static async open(): Promise<Lakehouse> {
    return new Lakehouse(await TestHost.open());
  }

  /** A generated delivery; another seed has other keys. */
  async delivery(tenant: string, seed: number, suppliers = 200): Promise<string> {
    const out = join(this.folder, `${tenant}-${seed}`);
    await runGenerate(this.host, {
      suppliers,
      parts: 250,
      dirtyRate: 0.06,
      tenants: [tenant],
      seed,
      kindRates: {},
      format: 'parquet',
      out,
      logicalTime: new Date('2026-11-24T02:00:00Z'),
    });
    return out;
  }

  /** Writes a suppliers.csv of its own folder; rows are `id,name,time`. */
  async suppliers(name: string, rows: readonly string[]): Promise<string> {
    const folder = join(this.folder, name);
    await mkdir(folder, { recursive: true });
    const header = 'supplier_id,legal_name,source_timestamp,country,data_source';
    await writeFile(
      join(folder, 'suppliers.csv'),
      [header, ...rows.map((row) => `${row},DE,sap`), ''].join('\n'),
    );
    return folder;
  }

  run(tenant: string, source: string, more: Partial<RunRequest> = {}) {
    const request = { tenant, timezone: 'UTC', severities: {}, ...more };
    return run(this.host, { ...request, sources: [source], workspace: this.workspace });
  }

  /** Rows and a checksum over all columns of a tenant's rows, per table. */
  async content(tenant: string): Promise<Record<string, z.infer<typeof sum>>> {
    await using open = await Workspace.open(this.host, this.workspace);
    await using bench = await Bench.open(this.host);
    const content: Record<string, z.infer<typeof sum>> = {};
    for (const name of await open.catalog.list('supply_chain')) {
      const rows = scanRelation(await planScan(await open.catalog.load(name)));
      content[name.name] = await bench.duck.row(
        sql`SELECT count(*) AS rows, coalesce(sum(hash(r)), 0)::VARCHAR AS checksum FROM ${rows} AS r WHERE tenant_id = ${tenant}`,
        sum,
      );
    }
    return content;
  }

  /** Ids of the snapshots of each table, by full name. */
  async snapshots(): Promise<Record<string, readonly string[]>> {
    await using open = await Workspace.open(this.host, this.workspace);
    const names = await open.catalog.list('supply_chain');
    const tables = await Promise.all(names.map((name) => open.catalog.load(name)));
    return Object.fromEntries(
      tables.map(({ name, metadata }) => [
        `${name.namespace}.${name.name}`,
        metadata.snapshots.map((snapshot) => snapshot['snapshot-id'].toString()),
      ]),
    );
  }

  /** Faults of the journal and of data files. */
  async faults(): Promise<readonly unknown[]> {
    const { recordFaults, fileFaults } = await auditVerify(this.host, this.workspace);
    return [...recordFaults, ...fileFaults];
  }

  [Symbol.asyncDispose]() {
    return this.#here[Symbol.asyncDispose]();
  }
}
