import { type KeptLease, keepLease } from '../journal/keep-lease.ts';
import type { Journal } from '../journal/journal.ts';
import type { Host } from './host.ts';

/**
 * The lease under which a tenant's rows are changed (null: tables, whoever's rows they hold), renewed until disposal. Throws CONFLICT
 * (retryable) while somebody else has it.
 */
export function takeLease({ leaseSeconds = 60 }: Host, journal: Journal, tenant: string | null): KeptLease {
  const lease = journal.acquireLease({ tenant, operation: 'run', seconds: leaseSeconds });
  return keepLease(journal, lease, leaseSeconds);
}

/** The leases of several, until disposal; all or none. */
export function takeLeases(
  host: Host,
  journal: Journal,
  tenants: readonly (string | null)[],
): Disposable & { readonly kept: readonly KeptLease[] } {
  using taken = new DisposableStack();
  const kept = tenants.map((tenant) => taken.use(takeLease(host, journal, tenant)));
  const all = taken.move();
  return { kept, [Symbol.dispose]: () => all.dispose() };
}
