import { randomUUID } from 'node:crypto';
import type { Work } from '../base/progress.ts';
import { planScan, type ScanPlan } from '../iceberg/scan/plan-scan.ts';
import type { Compaction } from '../iceberg/upkeep/plan-compaction.ts';
import type { Table } from '../iceberg/table.ts';
import { planExpiry } from '../iceberg/upkeep/plan-expiry.ts';
import { compactionOf, compactTable, isNothing, tenantsIn } from '../silver/compact.ts';
import { type ExpiryOutcome, expireTable } from '../silver/expire.ts';
import type { Host } from './host.ts';
import { Workspace } from './run-workspace.ts';
import { loadNamed } from './table-views.ts';
import { takeLeases } from './take-lease.ts';
import { underLease } from './tenant-work.ts';

export interface ExpireCommand {
  readonly workspace: string;
  readonly table: string;
  /** The newest so many stay, at least 1. */
  readonly keep: number;
  /** Only older ones go; days. */
  readonly olderThanDays: number;
}

/** Forgets old snapshots of a table and removes what only they needed. Throws TABLE_NOT_FOUND; CONFLICT while other upkeep is on. */
export async function expire(
  host: Host,
  { workspace, table: name, keep, olderThanDays }: ExpireCommand,
  work: Work = {},
): Promise<ExpiryOutcome> {
  await using open = await Workspace.open(host, workspace);
  const olderThan = new Date(host.now().getTime() - olderThanDays * 24 * 3600 * 1000);
  // What was committed a moment ago may be stamped later than now.
  const limit = olderThanDays === 0 ? Number.POSITIVE_INFINITY : olderThan.getTime();
  const planner = ({ metadata }: Table) => planExpiry(metadata, { olderThan: limit, keepLast: keep });
  return await expireBy(host, open, name, planner, olderThan, work);
}

/** The same with the snapshots that `planner` chooses; `olderThan` is for the record. */
export async function expireBy(
  host: Host,
  open: Workspace,
  name: string,
  planner: (table: Table) => readonly bigint[],
  olderThan: Date,
  work: Work,
): Promise<ExpiryOutcome> {
  return underLease(
    host,
    open,
    null,
    async ({ place }) => {
      const table = await loadNamed(open, name);
      return expireTable(place, table, { ids: planner(table), olderThan, tenant: null });
    },
    work,
  );
}

export interface CompactCommand {
  readonly workspace: string;
  readonly table: string;
}

export interface CompactResult {
  readonly table: string;
  /** `unchanged`: there was nothing to put together. */
  readonly status: 'compacted' | 'unchanged';
  readonly filesRemoved: number;
  readonly filesAdded: number;
}

/**
 * Puts small files of a table together and leaves out deleted rows, as a new snapshot with the same rows. Runs of the tenants whose
 * files are touched wait: their leases are taken. Throws TABLE_NOT_FOUND; CONFLICT (retryable) while such a run or other upkeep is on.
 */
export async function compact(
  host: Host,
  { workspace, table: name }: CompactCommand,
  work: Work = {},
): Promise<CompactResult> {
  await using open = await Workspace.open(host, workspace);
  return await compactBy(host, open, name, (plan) => compactionOf(plan), work);
}

/** The same with what `planner` says is to be put together; it reads no row. */
export async function compactBy(
  host: Host,
  open: Workspace,
  name: string,
  planner: (plan: ScanPlan) => Compaction,
  work: Work,
): Promise<CompactResult> {
  return underLease(
    host,
    open,
    null,
    async ({ place, duck, work: { signal } }) => {
      const first = await planScan(await loadNamed(open, name));
      const tenants = await tenantsIn(duck, first, planner(first));
      using leases = takeLeases(host, open.journal, tenants);
      const plan = await planScan(await loadNamed(open, name));
      const compaction = planner(plan);
      if (isNothing(compaction)) return { table: name, status: 'unchanged', filesRemoved: 0, filesAdded: 0 };
      const signals = [...leases.kept.map((one) => one.signal), ...(signal === undefined ? [] : [signal])];
      const { removed, added } = await compactTable(
        duck,
        place,
        plan,
        compaction,
        { publicationId: randomUUID(), tenant: null },
        AbortSignal.any(signals),
      );
      return { table: name, status: 'compacted', filesRemoved: removed, filesAdded: added };
    },
    work,
  );
}
