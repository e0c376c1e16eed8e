import { join } from 'node:path';
import { contracts } from '../../contracts/data/contracts.ts';
import type { Settings } from '../../contracts/settings.ts';
import type { Equals } from '../iceberg/scan/filter.ts';
import { planScan, type ScanPlan } from '../iceberg/scan/plan-scan.ts';
import { type Table, tableText } from '../iceberg/table.ts';
import type { Compaction } from '../iceberg/upkeep/plan-compaction.ts';
import { planDueExpiry } from '../iceberg/upkeep/plan-due.ts';
import { dueCompactionOf, isNothing, ownOf } from '../silver/compact.ts';
import { quarantineTenantId } from '../silver/quarantine-fields.ts';
import { fieldId } from '../silver/tables.ts';
import { readSettings } from '../settings/settings-file.ts';
import { type EffectiveUpkeep, effectiveUpkeep } from '../settings/table-upkeep.ts';

/** What is due in a table by its settings, as its metadata and manifests say: no row is read. */
export interface TableDue {
  readonly table: Table;
  readonly plan: ScanPlan;
  readonly compaction: Compaction;
  /** Snapshots that are to be forgotten. */
  readonly expiry: readonly bigint[];
  /** Every moment after it stays. */
  readonly olderThan: Date;
}

/** The same as people look at it. */
export interface UpkeepView {
  readonly due: boolean;
  /** Files that would be put together or written anew, in how many partitions. */
  readonly files: number;
  readonly partitions: number;
  readonly bytes: number;
  /** Snapshots that would be forgotten. */
  readonly snapshots: number;
  readonly settings: EffectiveUpkeep;
}

/** Who reads a snapshot that gives way now keeps its files for so long, whatever the settings say. */
const graceMilliseconds = 3_600_000;
const dayMilliseconds = 86_400_000;

/** A workspace's settings; missing is default. Throws as `readSettings`. */
export const upkeepSettings = async (workspace: string): Promise<Settings> =>
  (await readSettings(join(workspace, 'settings.json'))).settings;

/** What is due in a table; with `tenant` only what surely is that tenant's may be put together. */
export async function dueIn(table: Table, settings: Settings, now: Date, tenant?: string): Promise<TableDue> {
  const policy = effectiveUpkeep(settings, tableText(table.name));
  const filter = tenant === undefined ? undefined : tenantFilter(table, tenant);
  const plan = await planScan(table, filter === undefined ? {} : { filter });
  const due = policy.compact ? dueCompactionOf(plan, policy) : nothing;
  const age = Math.max(graceMilliseconds, policy.maxSnapshotAgeDays * dayMilliseconds);
  const olderThan = new Date(now.getTime() - age);
  const expiry = policy.expire
    ? planDueExpiry(table.metadata, { olderThan: olderThan.getTime(), keepLast: policy.keepSnapshots })
    : [];
  return { table, plan, compaction: tenant === undefined ? due : ownOf(plan, due), expiry, olderThan };
}

const nothing: Compaction = { groups: [], deadDeletes: [] };

export const isDue = ({ compaction, expiry }: TableDue): boolean =>
  !isNothing(compaction) || expiry.length > 0;

export function viewOfDue({ table, compaction, expiry }: TableDue, settings: Settings): UpkeepView {
  const files = [...compaction.groups.flat().map(({ file }) => file), ...compaction.deadDeletes];
  return {
    due: files.length + expiry.length > 0,
    files: files.length,
    partitions: compaction.groups.length,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    snapshots: expiry.length,
    settings: effectiveUpkeep(settings, tableText(table.name)),
  };
}

/** Which column of a table says whose a row is; undefined for tables that no contract describes. */
function tenantFilter({ name }: Table, tenant: string): Equals | undefined {
  for (const contract of Object.values(contracts)) {
    if (contract.silverTable === tableText(name))
      return { fieldId: fieldId(contract, 'tenant_id'), value: tenant };
    if (contract.quarantineTable === tableText(name)) return { fieldId: quarantineTenantId, value: tenant };
  }
  return undefined;
}

/** The tables that runs write, by name. */
export const contractTables: readonly string[] = Object.values(contracts).flatMap(
  ({ silverTable, quarantineTable }) => [silverTable, quarantineTable],
);
