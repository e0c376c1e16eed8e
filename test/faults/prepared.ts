import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Settings } from '../../contracts/settings.ts';
import { auditVerify } from '../../core/app/audit.ts';
import { runGenerate } from '../../core/app/generate.ts';
import { Bench, type Host } from '../../core/app/host.ts';
import type { RunResult } from '../../core/app/run-result.ts';
import { loadAll } from '../../core/app/table-views.ts';
import { Workspace } from '../../core/app/run-workspace.ts';
import { planScan } from '../../core/iceberg/scan/plan-scan.ts';
import { scanRelation } from '../../core/iceberg/scan/relation.sql.ts';
import { tableText } from '../../core/iceberg/table.ts';
import { ident, sql } from '../../core/sql/sql.ts';
import { document } from '../cli/run.ts';

const sum = z.object({ rows: z.coerce.number(), checksum: z.string() });

/** What two workspaces have in common that the same commands made, however often they were disturbed. */
export interface Content {
  /** Rows and a checksum over all columns but those that say by which run and when, per table. */
  readonly tables: Readonly<Record<string, z.infer<typeof sum>>>;
  /** Counts of every run that published, the first one first. */
  readonly published: readonly unknown[];
}

export interface PreparedSize {
  readonly suppliers: number;
  readonly parts: number;
}

const settings: Settings = { tenants: { acme: { fullDelivery: { removes: true, maxShare: 0.5 } } } };
const asOf = '2026-11-24T02:00:00Z';

/**
 * A workspace with two tenants and two deliveries of one of them, a third delivery that waits, and a copy of it all to go back to. It
 * always comes back at the same path: Iceberg's metadata holds absolute locations.
 */
export class Prepared implements AsyncDisposable {
  readonly folder: string;
  readonly host: Host;
  readonly workspace: string;
  /** Of the first delivery. */
  readonly firstRun: string;
  readonly #backup: string;

  private constructor(folder: string, host: Host, firstRun: string) {
    this.folder = folder;
    this.host = host;
    this.workspace = join(folder, 'workspace');
    this.firstRun = firstRun;
    this.#backup = join(folder, 'backup');
  }

  static async open(seed: number, size: PreparedSize = { suppliers: 600, parts: 600 }): Promise<Prepared> {
    const folder = await mkdtemp(join(tmpdir(), 'quayside-prepared-'));
    const scratchRoot = join(folder, 'scratch');
    await mkdir(scratchRoot);
    const host = { limits: { memory: 1024 ** 3, threads: 2 }, scratchRoot, now: () => new Date() };
    await deliveries(host, folder, seed, size);
    const workspace = join(folder, 'workspace');
    await mkdir(workspace);
    await writeFile(join(workspace, 'settings.json'), JSON.stringify(settings));
    const run = (tenant: string, source: string) =>
      document<RunResult>(runOf(folder, workspace, tenant, source));
    const first = await run('acme', 'first');
    await run('globex', 'globex');
    await run('acme', 'second');
    await cp(workspace, join(folder, 'backup'), { recursive: true });
    return new Prepared(folder, host, first.runId);
  }

  /** The command that runs the delivery that waits. */
  runThird(...more: readonly string[]): readonly string[] {
    return [...runOf(this.folder, this.workspace, 'acme', 'third'), ...more];
  }

  /** The workspace as it was prepared; its folder stays, so that it may be a mount point. */
  async restore(upkeep?: Settings['upkeep']): Promise<void> {
    const inside = await readdir(this.workspace);
    await Promise.all(inside.map((name) => rm(join(this.workspace, name), { recursive: true, force: true })));
    await cp(this.#backup, this.workspace, { recursive: true });
    if (upkeep === undefined) return;
    await writeFile(join(this.workspace, 'settings.json'), JSON.stringify({ ...settings, upkeep }));
  }

  /** Where the catalog says each table is. */
  async heads(): Promise<Readonly<Record<string, string>>> {
    await using workspace = await Workspace.open(this.host, this.workspace);
    const tables = await loadAll(workspace);
    return Object.fromEntries(
      tables.map(({ name, metadataLocation }) => [tableText(name), metadataLocation]),
    );
  }

  async content(): Promise<Content> {
    await using workspace = await Workspace.open(this.host, this.workspace);
    await using bench = await Bench.open(this.host);
    const tables: Record<string, z.infer<typeof sum>> = {};
    for (const table of await loadAll(workspace)) {
      const rows = scanRelation(await planScan(table));
      tables[tableText(table.name)] = await bench.duck.row(
        sql`SELECT count(*) AS rows, coalesce(sum(hash(r)), 0)::VARCHAR AS checksum
FROM (SELECT COLUMNS(c -> c NOT IN ('run_id', 'opened_at', 'closed_at', 'closed_by')) FROM ${rows}) AS r`,
        sum,
      );
    }
    const published = workspace.journal
      .runs({ limit: 1000 })
      .filter(({ status }) => status === 'published')
      .toReversed()
      .map(({ tenant, deliveryId, evaluationId, datasets }) => ({
        tenant,
        deliveryId,
        evaluationId,
        datasets: Object.entries(datasets).map(([name, counts]) => [
          name,
          {
            ...counts,
            snapshotId: typeof counts?.snapshotId,
            metadataLocation: typeof counts?.metadataLocation,
          },
        ]),
      }));
    return { tables, published };
  }

  /** What `audit verify` finds. */
  async faults(): Promise<readonly unknown[]> {
    const { recordFaults, fileFaults } = await auditVerify(this.host, this.workspace);
    return [...recordFaults, ...fileFaults];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

const runOf = (folder: string, workspace: string, tenant: string, source: string): readonly string[] =>
  ['run', '--tenant', tenant, '--as-of', asOf].concat(
    ['--source', join(folder, source)],
    ['--workspace', workspace],
  );

/** Three deliveries of acme, each with some rows changed and some gone since the one before, and one of globex. */
async function deliveries(host: Host, folder: string, seed: number, size: PreparedSize): Promise<void> {
  const logicalTime = new Date('2026-11-20T02:00:00Z');
  const shared = { dirtyRate: 0.06, kindRates: {}, format: 'csv', logicalTime, ...size } as const;
  const generate = (tenant: string, name: string) =>
    runGenerate(host, { ...shared, tenants: [tenant], seed, out: join(folder, name) });
  await generate('acme', 'first');
  await generate('globex', 'globex');
  await using bench = await Bench.open(host);
  for (const [name, from, day] of [
    ['second', 'first', '2026-11-21'],
    ['third', 'second', '2026-11-22'],
  ] as const) {
    await mkdir(join(folder, name));
    for (const [file, key, text] of [
      ['suppliers', 'supplier_id', 'legal_name'],
      ['parts', 'part_id', 'description'],
    ] as const) {
      const path = (delivery: string) => join(folder, delivery, `${file}.csv`);
      // A tenth changes, other tenths every day; one row in a hundred goes.
      const draw = sql`hash(${day} || ${ident(key)}) % 100`;
      await bench.duck.run(
        sql`COPY (SELECT * REPLACE (
  CASE WHEN ${draw} < 10 THEN ${ident(text)} || ' II' ELSE ${ident(text)} END AS ${ident(text)},
  CASE WHEN ${draw} < 10 THEN ${`${day}T02:00:00Z`} ELSE source_timestamp END AS source_timestamp)
FROM read_csv(${path(from)}, all_varchar = true) WHERE ${draw} < 99) TO ${path(name)} (HEADER)`,
      );
    }
  }
}
