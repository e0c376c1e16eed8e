import { z } from 'zod';
import type { DatasetContract, DatasetName } from '../../contracts/data/dataset.ts';
import type { NewRecord } from '../../contracts/journal/record.ts';
import type { Work } from '../base/progress.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Duck } from '../duck/duck.ts';
import type { Operation } from '../iceberg/metadata/types.ts';
import type { RowChange } from '../iceberg/rows/file-changes.ts';
import { restore } from '../iceberg/rows/restore.ts';
import { planScan, type ScanPlan } from '../iceberg/scan/plan-scan.ts';
import { tableText } from '../iceberg/table.ts';
import type { Journal } from '../journal/journal.ts';
import { amend } from './amend.ts';
import { snapshotAt } from './moment.ts';
import type { PublishPlace } from './transaction.ts';
import { forgetSeen, keepSeen } from './rewrite-seen.ts';
import { rowDifference } from './row-difference.sql.ts';
import type { WrittenSeen } from './seen.ts';
import { changesOf, momentOf, ownPublications, type RollbackTarget } from './target.ts';
import { type TenantTable, tenantTables } from './tenant-tables.ts';

/** What becomes of a tenant's rows of one table. */
interface RollbackStep extends TenantTable {
  /** Where the rows come from; null where the tenant had none at that time. */
  readonly to: bigint | null;
  readonly change: RowChange;
  /** Rows that come back; a changed row comes back in its old form and goes in its new one. */
  readonly back: number;
  readonly gone: number;
}

export interface RollbackPlan {
  readonly tenant: string;
  readonly steps: readonly RollbackStep[];
  /** Batches whose rows were known at that time. */
  readonly batches: readonly string[];
  readonly datasets: readonly DatasetName[];
}

export interface RollbackRequest {
  readonly tenant: string;
  readonly target: RollbackTarget;
}

const difference = z.object({ back: z.coerce.number(), gone: z.coerce.number() });

/**
 * What would change if a tenant's rows went back in all tables; nothing is written. Throws USAGE and SNAPSHOT_NOT_FOUND for a target that
 * is not there (any more), TABLE_NOT_SUPPORTED where files hold other tenants' rows too.
 */
export async function planRollback(
  duck: Duck,
  { catalog, journal }: { readonly catalog: Catalog; readonly journal: Journal },
  contracts: readonly DatasetContract[],
  { tenant, target }: RollbackRequest,
  { signal }: Work = {},
): Promise<RollbackPlan> {
  const tables = await tenantTables(catalog, contracts, tenant);
  const { seq, exact } = momentOf(journal, tables, tenant, target);
  const publications = ownPublications(journal, tenant);
  const steps: RollbackStep[] = [];
  for (const one of tables) {
    const name = tableText(one.table.name);
    const to =
      exact?.table === name
        ? exact.snapshotId
        : snapshotAt(one.table.metadata, changesOf(publications, name), seq);
    const now = await planScan(one.table, { filter: one.filter });
    const then = to === null ? nothing(now) : await planThen(one, to);
    const rows = await duck.row(rowDifference(now, then), difference, signal);
    steps.push({ ...one, ...rows, to, change: restore(now, then) });
  }
  const evaluations = publications.filter((one) => one.seq <= seq).map(({ body }) => body.evaluationId);
  const batches = [...new Set(evaluations)].flatMap((id) => {
    const basis = id === undefined ? undefined : journal.evaluation(id)?.body.basis;
    return basis?.batches.map(({ batchId }) => batchId) ?? [];
  });
  const datasets = contracts.map(({ dataset }) => dataset);
  return { tenant, steps, batches: [...new Set(batches)], datasets };
}

const nothing = (plan: ScanPlan): ScanPlan => ({ ...plan, files: [], deletes: [] });

const planThen = ({ table, filter }: TenantTable, snapshotId: bigint): Promise<ScanPlan> =>
  planScan(table, { at: { snapshotId }, filter });

/** Files of which no row differs (compacted ones) stay as they are. */
const differing = ({ steps }: RollbackPlan): readonly RollbackStep[] =>
  steps.filter(({ back, gone }) => back + gone > 0);

/**
 * Brings the rows back, as new snapshots in one transaction; other tenants' rows and snapshots stay. Later than that only what was known
 * then counts as seen, so that deliveries from after it are judged anew. Returns false where nothing differs. To be called under the
 * tenant's lease, under which it was planned. Throws as `amend`.
 */
export async function rollBack(
  duck: Duck,
  place: PublishPlace,
  plan: RollbackPlan,
  publicationId: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const { tenant } = plan;
  const steps = differing(plan);
  if (steps.length === 0) return false;
  const seen: WrittenSeen[] = [];
  for (const dataset of plan.datasets) {
    const kept = await keepSeen(duck, place, tenant, dataset, publicationId, plan.batches);
    if (kept !== undefined) seen.push(kept);
  }
  const tables = steps.map(({ table, change, to, filter }) => {
    const origin = to === null ? {} : { requires: to };
    return { table, change, operation: operationOf(change), tenantField: filter.fieldId, ...origin };
  });
  const beside = [rollbackRecord(tenant, publicationId, steps)];
  await amend(place, { publicationId, purpose: 'rollback', tenant, tables, seen, beside }, signal);
  await forgetSeen(place, tenant, plan.datasets);
  return true;
}

const operationOf = ({ add, remove }: RowChange): Operation => {
  if (add.length === 0) return 'delete';
  return remove.length === 0 && add.every(({ file }) => file.content === 'data') ? 'append' : 'overwrite';
};

const rollbackRecord = (
  tenant: string,
  publicationId: string,
  steps: readonly RollbackStep[],
): NewRecord => ({
  tenant,
  inputs: [],
  kind: 'rollback',
  body: {
    publicationId,
    // As in Iceberg's own metadata, -1 is the snapshot of an empty table.
    tables: steps.map(({ table, to }) => ({
      table: tableText(table.name),
      toSnapshotId: (to ?? -1n).toString(),
    })),
  },
});
