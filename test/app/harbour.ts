import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { query } from '../../core/app/query.ts';
import { run } from '../../core/app/run.ts';
import { Workspace } from '../../core/app/run-workspace.ts';
import { planScan } from '../../core/iceberg/scan/plan-scan.ts';
import type { Settings } from '../../contracts/settings.ts';
import type { Work } from '../../core/base/progress.ts';
import { Lakehouse } from './lakehouse.ts';

export const table = 'supply_chain.dim_suppliers_v1';

/** A workspace whose clock stands where the test puts it. */
export class Harbour implements AsyncDisposable {
  readonly lake: Lakehouse;
  now = Date.parse('2026-11-01T00:00:00Z');

  private constructor(lake: Lakehouse) {
    this.lake = lake;
  }

  static async open(upkeep: Settings['upkeep']): Promise<Harbour> {
    const lake = await Lakehouse.open();
    await mkdir(lake.workspace);
    await writeFile(join(lake.workspace, 'settings.json'), JSON.stringify({ upkeep }));
    return new Harbour(lake);
  }

  get host() {
    return { ...this.lake.host, now: () => new Date(this.now) };
  }

  async run(tenant: string, name: string, rows: readonly string[], work: Work = {}) {
    const sources = [await this.lake.suppliers(name, rows)];
    const request = { tenant, timezone: 'UTC', severities: {}, sources, workspace: this.lake.workspace };
    return run(this.host, request, work);
  }

  async names(at?: Date): Promise<readonly unknown[]> {
    const { rows } = await query(this.host, {
      workspace: this.lake.workspace,
      statement: `SELECT tenant_id, supplier_id, legal_name FROM ${table} ORDER BY ALL`,
      limit: 1000,
      timeoutSeconds: 60,
      ...(at === undefined ? {} : { at: { time: at } }),
    });
    return rows;
  }

  /** Live files of the suppliers' tables, snapshots, and bytes of the metadata file. */
  async size(): Promise<{ files: number; snapshots: number; metadata: number }> {
    await using open = await Workspace.open(this.host, this.lake.workspace);
    const loaded = await open.catalog.load({ namespace: 'supply_chain', name: 'dim_suppliers_v1' });
    const plan = await planScan(loaded);
    const bytes = await readFile(fileURLToPath(loaded.metadataLocation));
    return {
      files: plan.files.length + plan.deletes.length,
      snapshots: loaded.metadata.snapshots.length,
      metadata: bytes.length,
    };
  }

  async upkeepOf(runId: string) {
    await using open = await Workspace.open(this.host, this.lake.workspace);
    return open.journal.run(runId)?.upkeep;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.lake[Symbol.asyncDispose]();
  }
}
