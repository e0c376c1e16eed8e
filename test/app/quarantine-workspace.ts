import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Bench, type Host } from '../../core/app/host.ts';
import { Desk } from '../../core/app/quarantine-desk.ts';
import { run } from '../../core/app/run.ts';
import { Workspace } from '../../core/app/run-workspace.ts';
import { planScan } from '../../core/iceberg/scan/plan-scan.ts';
import { scanRelation } from '../../core/iceberg/scan/relation.sql.ts';
import { ident, sql } from '../../core/sql/sql.ts';
import { TestHost } from './host.ts';

export type Cells = Readonly<Record<string, string>>;

/** A workspace of one tenant whose rows are written down in the test. */
export class QuarantineWorkspace implements AsyncDisposable {
  readonly #here: TestHost;
  readonly host: Host;
  readonly folder: string;
  readonly tenant = 'acme';
  #deliveries = 0;

  private constructor(here: TestHost) {
    this.#here = here;
    this.host = here.host;
    this.folder = join(here.folder, 'workspace');
  }

  static async open(): Promise<QuarantineWorkspace> {
    return new QuarantineWorkspace(await TestHost.open());
  }

  /** Delivers rows; what is not said is right. */
  async deliver(
    {
      suppliers = [],
      parts = [],
    }: { readonly suppliers?: readonly Cells[]; readonly parts?: readonly Cells[] },
    tenant = this.tenant,
  ) {
    this.#deliveries += 1;
    const out = join(this.#here.folder, `delivery-${this.#deliveries}`);
    await mkdir(out);
    if (suppliers.length > 0) await writeFile(join(out, 'suppliers.csv'), csv(suppliers.map(supplier)));
    if (parts.length > 0) await writeFile(join(out, 'parts.csv'), csv(parts.map(part)));
    return run(this.host, {
      tenant,
      timezone: 'UTC',
      severities: {},
      sources: [out],
      workspace: this.folder,
    });
  }

  desk(tenant = this.tenant): Promise<Desk> {
    return Desk.open(this.host, { workspace: this.folder, tenant });
  }

  /** Keys of silver, and states of quarantine by key, of one dataset. */
  async tables(dataset: 'suppliers' | 'parts', tenant = this.tenant) {
    await using open = await Workspace.open(this.host, this.folder);
    await using bench = await Bench.open(this.host);
    const key = dataset === 'suppliers' ? sql`supplier_id` : sql`part_id`;
    const silver = scanRelation(
      await planScan(await open.catalog.load({ namespace: 'supply_chain', name: `dim_${dataset}_v1` })),
    );
    const waiting = scanRelation(
      await planScan(
        await open.catalog.load({ namespace: 'supply_chain', name: `quarantine_${dataset}_v1` }),
      ),
    );
    const rows = await bench.duck.rows(
      sql`SELECT ${key} AS key FROM ${silver} WHERE tenant_id = ${tenant} ORDER BY 1`,
      z.object({ key: z.string() }),
    );
    const states = await bench.duck.rows(
      sql`SELECT row_key AS key, state FROM ${waiting} WHERE tenant_id = ${tenant} ORDER BY 1, 2`,
      z.object({ key: z.string().nullable(), state: z.string() }),
    );
    return { silver: rows.map((row) => row.key), quarantine: states.map((row) => `${row.key}:${row.state}`) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#here[Symbol.asyncDispose]();
  }
}

const time = '2026-11-20T00:00:00Z';

function supplier(cells: Cells, index: number): Cells {
  return {
    supplier_id: `S${index}`,
    supplier_code: `S${100_000 + index}`,
    legal_name: `Company ${index}`,
    country: 'DE',
    region: 'EMEA',
    preferred_currency: 'EUR',
    contact_email: `info@company${index}.de`,
    contact_phone: '+493012345678',
    lead_time_days_avg: '20',
    lead_time_days_p95: '30',
    on_time_delivery_rate: '95.5',
    source_timestamp: time,
    data_source: 'sap',
    ...cells,
  };
}

function part(cells: Cells, index: number): Cells {
  return {
    part_id: `P${index}`,
    part_number: `P-${100_000 + index}`,
    description: `Part ${index}`,
    category: 'OTHER',
    uom: 'EA',
    default_supplier_id: 'S0',
    qualified_supplier_ids: cells['default_supplier_id'] ?? 'S0',
    unit_cost: '1.5',
    moq: '10',
    source_timestamp: time,
    data_source: 'sap',
    ...cells,
  };
}

function csv(rows: readonly Cells[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cell = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return [
    columns.join(','),
    ...rows.map((row) => columns.map((name) => cell(row[name] ?? '')).join(',')),
    '',
  ].join('\n');
}

const stateRow = z.record(z.string(), z.unknown());

/** Everything that a desk shows of a dataset, but the numbers of operations. */
export async function deskState(desk: Desk, dataset: 'suppliers' | 'parts'): Promise<string> {
  const [now, verdict] = [`desk_now_${dataset}`, `desk_verdict_${dataset}`];
  const rows = await desk.duck.rows(
    sql`SELECT w.* EXCLUDE (n, ops), v.violations AS reasons, v.errors FROM ${ident(now)} AS w JOIN ${ident(verdict)} AS v USING (n) ORDER BY row_id`,
    stateRow,
  );
  return JSON.stringify(rows, null, 1);
}
