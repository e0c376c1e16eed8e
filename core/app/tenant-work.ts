import type { Work } from '../base/progress.ts';
import type { Duck } from '../duck/duck.ts';
import type { PublishPlace } from '../silver/transaction.ts';
import { recoverTenant } from '../silver/recover.ts';
import { Bench, type Host } from './host.ts';
import { Workspace } from './run-workspace.ts';
import { takeLease } from './take-lease.ts';

/** A workspace as work on a tenant's tables has it. */
export interface TenantWork {
  readonly place: PublishPlace;
  readonly duck: Duck;
  readonly work: Work;
}

/**
 * Does something to a tenant's tables (null: to tables, whoever's rows they hold) while nobody else does, after settling what a killed
 * process left open. It is the lease that runs take. Throws CONFLICT (retryable) while somebody has it, or where it is lost.
 */
export async function underLease<T>(
  host: Host,
  workspace: Workspace,
  tenant: string | null,
  task: (tenantWork: TenantWork) => Promise<T>,
  work: Work = {},
): Promise<T> {
  const { catalog, journal, folder, stamps } = workspace;
  using kept = takeLease(host, journal, tenant);
  const { lease } = kept;
  await recoverTenant(catalog, journal, lease, folder);
  const signal = work.signal === undefined ? kept.signal : AbortSignal.any([work.signal, kept.signal]);
  await using bench = await Bench.open(host);
  const place = { catalog, journal, stamps, lease, workspace: folder };
  try {
    return await task({ place, duck: bench.duck, work: { ...work, signal } });
  } catch (cause) {
    // A lost lease shows as a cancelled step.
    throw kept.signal.aborted ? kept.signal.reason : cause;
  }
}

/** The same without a lease, to look only. */
export async function looking<T>(
  host: Host,
  folder: string,
  task: (workspace: Workspace, duck: Duck) => Promise<T>,
): Promise<T> {
  await using workspace = await Workspace.open(host, folder);
  await using bench = await Bench.open(host);
  return await task(workspace, bench.duck);
}
