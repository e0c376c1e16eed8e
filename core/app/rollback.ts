import { randomUUID } from 'node:crypto';
import { contracts } from '../../contracts/data/contracts.ts';
import type { Work } from '../base/progress.ts';
import { tableText } from '../iceberg/table.ts';
import { planRollback, type RollbackPlan, rollBack } from '../silver/rollback.ts';
import type { RollbackTarget } from '../silver/target.ts';
import type { Host } from './host.ts';
import { Workspace } from './run-workspace.ts';
import { looking, underLease } from './tenant-work.ts';

export interface RollbackCommand {
  readonly workspace: string;
  readonly tenant: string;
  readonly target: RollbackTarget;
}

export interface RollbackResult {
  readonly tenant: string;
  /** `shown`: nothing was changed; `unchanged`: the rows are already what they were. */
  readonly status: 'shown' | 'unchanged' | 'rolled-back';
  readonly publicationId: string | null;
  readonly tables: readonly {
    readonly table: string;
    /** Null where the tenant had no rows yet. */
    readonly toSnapshotId: string | null;
    readonly rowsBack: number;
    readonly rowsGone: number;
  }[];
}

const all = Object.values(contracts);

/** What a rollback would change. Throws as `planRollback`. */
export const showRollback = (
  host: Host,
  { workspace, ...request }: RollbackCommand,
  work: Work = {},
): Promise<RollbackResult> =>
  looking(host, workspace, async (open, duck) =>
    resultOf(await planRollback(duck, open, all, request, work), 'shown', null),
  );

/** Brings one tenant's rows back as new snapshots. Throws as `planRollback` and `rollBack`; CONFLICT (retryable) while a run of the tenant is on. */
export async function runRollback(
  host: Host,
  { workspace, ...request }: RollbackCommand,
  work: Work = {},
): Promise<RollbackResult> {
  await using open = await Workspace.open(host, workspace);
  return await underLease(
    host,
    open,
    request.tenant,
    async ({ place, duck, work: leased }) => {
      const plan = await planRollback(duck, place, all, request, leased);
      const id = randomUUID();
      const changed = await rollBack(duck, place, plan, id, leased.signal);
      return resultOf(plan, changed ? 'rolled-back' : 'unchanged', changed ? id : null);
    },
    work,
  );
}

const resultOf = (
  { tenant, steps }: RollbackPlan,
  status: RollbackResult['status'],
  publicationId: string | null,
): RollbackResult => ({
  tenant,
  status,
  publicationId,
  tables: steps.map(({ table, to, back, gone }) => ({
    table: tableText(table.name),
    toSnapshotId: to?.toString() ?? null,
    rowsBack: back,
    rowsGone: gone,
  })),
});
