import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { contracts } from '../../contracts/data/contracts.ts';
import type { Work } from '../base/progress.ts';
import { tableText } from '../iceberg/table.ts';
import { type CleanPlan, clean, planClean } from '../silver/clean.ts';
import type { ExpiryOutcome } from '../silver/expire.ts';
import type { Host } from './host.ts';
import { OperationStore } from '../quarantine/store.ts';
import { storeFile } from './quarantine-operations.ts';
import { Workspace } from './run-workspace.ts';
import { takeLease } from './take-lease.ts';
import { looking, underLease } from './tenant-work.ts';

export interface CleanCommand {
  readonly workspace: string;
  readonly tenant: string;
}

export interface CleanResult {
  readonly tenant: string;
  /** `shown`: nothing was changed. */
  readonly status: 'shown' | 'cleaned';
  readonly tables: readonly {
    readonly table: string;
    readonly rows: number;
    /** Snapshots that hold rows of the tenant and are (or were) forgotten. */
    readonly snapshots: number;
    readonly filesRemoved: number;
    readonly bytesRemoved: number;
  }[];
}

const all = Object.values(contracts);

/** What a clean would remove. Throws as `planClean`. */
export const showClean = (
  host: Host,
  { workspace, tenant }: CleanCommand,
  work: Work = {},
): Promise<CleanResult> =>
  looking(host, workspace, async (open, duck) => {
    const plan = await planClean(duck, open, all, tenant, work);
    return resultOf(plan, undefined);
  });

/** Removes everything a workspace's tables have of a tenant. Throws as `planClean` and `clean`; CONFLICT (retryable) while a run of the tenant or upkeep of tables is on. */
export async function runClean(
  host: Host,
  { workspace, tenant }: CleanCommand,
  work: Work = {},
): Promise<CleanResult> {
  await using open = await Workspace.open(host, workspace);
  return await underLease(
    host,
    open,
    tenant,
    async ({ place, duck, work: leased }) => {
      // Two that forget snapshots of a table at once would look for each other's files.
      using upkeep = takeLease(host, open.journal, null);
      const signal = AbortSignal.any([
        upkeep.signal,
        ...(leased.signal === undefined ? [] : [leased.signal]),
      ]);
      const plan = await planClean(duck, place, all, tenant, { ...leased, signal });
      const outcomes = await clean(duck, place, plan, randomUUID(), signal);
      forgetOperations(open.folder, tenant);
      return resultOf(plan, outcomes);
    },
    work,
  );
}

/** What stewards did holds values of the rows that are gone. */
function forgetOperations(folder: string, tenant: string): void {
  const file = join(folder, storeFile);
  if (!existsSync(file)) return;
  using store = new OperationStore(file);
  store.forget(tenant);
}

/** The last snapshot holds the rows too until they are removed. */
const resultOf = (
  { tenant, tables }: CleanPlan,
  outcomes: readonly ExpiryOutcome[] | undefined,
): CleanResult => ({
  tenant,
  status: outcomes === undefined ? 'shown' : 'cleaned',
  tables: tables.map(({ table, rows, snapshots }, index) => {
    const outcome = outcomes?.[index];
    return {
      table: tableText(table.name),
      rows,
      snapshots: outcome?.snapshots ?? snapshots.length + (rows > 0 ? 1 : 0),
      filesRemoved: outcome?.files ?? 0,
      bytesRemoved: outcome?.bytes ?? 0,
    };
  }),
});
