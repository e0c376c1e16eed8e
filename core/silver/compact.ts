import { z } from 'zod';
import { QuaysideError } from '../base/errors.ts';
import type { Duck } from '../duck/duck.ts';
import type { ScanPlan } from '../iceberg/scan/plan-scan.ts';
import { scanRelation } from '../iceberg/scan/relation.sql.ts';
import { tableText } from '../iceberg/table.ts';
import { compact } from '../iceberg/upkeep/compact.ts';
import { type Compaction, deadDeletesOf, planCompaction } from '../iceberg/upkeep/plan-compaction.ts';
import { planDueCompaction } from '../iceberg/upkeep/plan-due.ts';
import { sql } from '../sql/sql.ts';
import { amend } from './amend.ts';
import type { PublishPlace } from './transaction.ts';

const mebibyte = 1024 ** 2;
/** Merged files are at most eight times as large, so that a partition is soon done with. */
const policy = { smallBelow: 32 * mebibyte, fewestFiles: 2 };

/** What compaction would do with a table: small files put together, deleted rows left out; pure. */
export const compactionOf = (plan: ScanPlan): Compaction => planCompaction(plan, policy);

/** When a table is due, beside what its settings say. A merged file of 16 small ones is at most half a gibibyte. */
const limits = { smallBelow: policy.smallBelow, worthIt: mebibyte, mostBytes: 1024 * mebibyte };

/** What of that is due by a table's settings, from its manifests alone; pure. */
export const dueCompactionOf = (
  plan: ScanPlan,
  due: { readonly smallFiles: number; readonly deleteRatio: number },
): Compaction => planDueCompaction(plan, { ...limits, ...due });

export const isNothing = ({ groups, deadDeletes }: Compaction): boolean =>
  groups.length + deadDeletes.length === 0;

/** Only the files that surely hold nothing but rows of the plan's filter: what else is in one may be somebody else's to change. */
export function ownOf(plan: ScanPlan, compaction: Compaction): Compaction {
  const groups = compaction.groups.filter((files) => files.every(({ whole }) => whole));
  if (groups.length === compaction.groups.length) return compaction;
  return { groups, deadDeletes: groups.length === 0 ? [] : deadDeletesOf(plan, groups) };
}

/** Whose rows are in the files of a compaction. */
export async function tenantsIn(
  duck: Duck,
  plan: ScanPlan,
  compaction: Compaction,
): Promise<readonly string[]> {
  const rows = relationOf(plan, compaction);
  const found = await duck.rows(
    sql`SELECT DISTINCT tenant_id AS tenant FROM ${rows} WHERE tenant_id IS NOT NULL ORDER BY ALL`,
    z.object({ tenant: z.string() }),
  );
  return found.map(({ tenant }) => tenant);
}

const relationOf = (plan: ScanPlan, { groups }: Compaction) =>
  scanRelation({ ...plan, filter: undefined, files: groups.flat() });

/**
 * Writes a compaction's files and commits them as a new snapshot with the same rows. `tenant`: whose lease it is done under; null where it
 * is that of the tables. Throws AUDIT_FAILED where the rows are not as many (nothing was changed), otherwise as `amend`: CONFLICT where
 * one of the files was touched in between, so that nobody's commit is lost.
 */
export async function compactTable(
  duck: Duck,
  place: PublishPlace,
  plan: ScanPlan,
  compaction: Compaction,
  { publicationId, tenant }: { readonly publicationId: string; readonly tenant: string | null },
  signal?: AbortSignal,
): Promise<{ readonly removed: number; readonly added: number }> {
  const { table } = plan;
  const change = await compact(duck, plan, compaction, { stamps: place.stamps, signal });
  const { rows } = await duck.row(
    sql`SELECT count(*) AS rows FROM ${relationOf(plan, compaction)}`,
    z.object({ rows: z.coerce.number() }),
    signal,
  );
  const written = change.add.reduce((sum, { file }) => sum + file.records, 0);
  if (written !== rows) {
    await Promise.allSettled(change.add.map(({ file }) => table.files.delete(file.location)));
    throw new QuaysideError(
      'AUDIT_FAILED',
      `Compaction of ${tableText(table.name)} wrote ${written} rows of ${rows}; expected the same. Nothing was changed; report it.`,
      { parameters: { written, rows } },
    );
  }
  const tables = [{ table, change, operation: 'replace' }] as const;
  await amend(place, { publicationId, purpose: 'compaction', tenant, tables, seen: [], beside: [] }, signal);
  return { removed: change.remove.length, added: change.add.length };
}
