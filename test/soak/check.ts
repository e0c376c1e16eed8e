import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { contracts } from '../../contracts/data/contracts.ts';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { Host } from '../../core/app/host.ts';
import { Workspace } from '../../core/app/run-workspace.ts';
import { underLease } from '../../core/app/tenant-work.ts';
import { QuaysideError } from '../../core/base/errors.ts';
import type { Duck } from '../../core/duck/duck.ts';
import { planScan } from '../../core/iceberg/scan/plan-scan.ts';
import { scanRelation } from '../../core/iceberg/scan/relation.sql.ts';
import { quarantineTenantId } from '../../core/silver/quarantine-fields.ts';
import { fieldId, loadIfThere } from '../../core/silver/tables.ts';
import { type Sql, sql } from '../../core/sql/sql.ts';
import { datasets, textsOf } from './model.ts';
import type { Replay } from './replay.ts';

const text = z.object({ text: z.string() });

/** The columns of `textsOf`; a row that another tenant's value got into differs too. */
const shown: Readonly<Record<DatasetName, Readonly<Record<'silver' | 'waiting', Sql>>>> = {
  suppliers: {
    silver: sql`concat_ws(' ', supplier_id, legal_name, epoch_ms(source_timestamp))`,
    waiting: sql`concat_ws(' ', row_key, raw__legal_name, epoch_ms(source_timestamp), state)`,
  },
  parts: {
    silver: sql`concat_ws(' ', part_id, description, category, epoch_ms(source_timestamp))`,
    waiting: sql`concat_ws(' ', row_key, raw__description, raw__category, epoch_ms(source_timestamp), state)`,
  },
};

/**
 * Under the tenant's lease, after whatever a killed process left is settled: what the tables hold of the tenant beside what the journal says
 * they must. Resolves to what differs. Throws a retryable CONFLICT where somebody else is at the tenant for so long.
 */
export async function checkTenant(
  host: Host,
  folder: string,
  replay: Replay,
  patienceSeconds = 600,
): Promise<readonly string[]> {
  await using workspace = await Workspace.open(host, folder);
  return await patiently(
    () =>
      underLease(host, workspace, replay.tenant, async ({ duck }) => {
        await replay.follow(workspace.journal);
        const faults = replay.faults.splice(0);
        for (const dataset of datasets) {
          for (const part of ['silver', 'waiting'] as const) {
            const held = await heldTexts(duck, workspace, dataset, part, replay.tenant);
            faults.push(
              ...difference(
                `${replay.tenant}, ${dataset}, ${part}`,
                textsOf(replay.state(dataset), part),
                held,
              ),
            );
          }
        }
        return faults;
      }),
    patienceSeconds,
  );
}

async function heldTexts(
  duck: Duck,
  { catalog }: Workspace,
  dataset: DatasetName,
  part: 'silver' | 'waiting',
  tenant: string,
): Promise<readonly string[]> {
  const contract = contracts[dataset];
  const table = await loadIfThere(
    catalog,
    part === 'silver' ? contract.silverTable : contract.quarantineTable,
  );
  if (table === undefined) return [];
  const id = part === 'silver' ? fieldId(contract, 'tenant_id') : quarantineTenantId;
  const rows = scanRelation(await planScan(table, { filter: { fieldId: id, value: tenant } }));
  const found = await duck.rows(sql`SELECT ${shown[dataset][part]} AS text FROM ${rows}`, text);
  return found.map((row) => row.text).toSorted();
}

/** Sorted lists; equal rows count as often as they come. */
function difference(where: string, expected: readonly string[], found: readonly string[]): readonly string[] {
  const left = new Map<string, number>();
  for (const row of found) left.set(row, (left.get(row) ?? 0) + 1);
  const lost: string[] = [];
  for (const row of expected) {
    const times = left.get(row) ?? 0;
    if (times === 0) lost.push(row);
    else if (times === 1) left.delete(row);
    else left.set(row, times - 1);
  }
  const extra = [...left.keys()];
  if (lost.length + extra.length === 0) return [];
  const some = (rows: readonly string[]): string => rows.slice(0, 3).join(' | ');
  return [
    `${where}: ${expected.length} rows expected, ${found.length} found; lost ${lost.length} (${some(lost)}), too many or other ${extra.length} (${some(extra)})`,
  ];
}

/** Again and again while somebody else works on the tenant. */
async function patiently<T>(work: () => Promise<T>, seconds: number): Promise<T> {
  const until = performance.now() + seconds * 1000;
  for (;;) {
    try {
      return await work();
    } catch (cause) {
      const busy = cause instanceof QuaysideError && cause.retryable;
      if (!busy || performance.now() > until) throw cause;
      await setTimeout(30);
    }
  }
}
