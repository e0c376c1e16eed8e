import { type Lease, leaseLost } from './leases.ts';

interface LeaseKeeper {
  readonly renewLease: (lease: Lease, seconds: number) => Lease | undefined;
  readonly releaseLease: (lease: Lease) => void;
}

/** A lease that is renewed until disposal, which gives it back. */
export interface KeptLease extends Disposable {
  readonly lease: Lease;
  /** Aborted, with a CONFLICT as its reason, when the lease is lost. */
  readonly signal: AbortSignal;
}

/** Renews the lease three times within its duration, on this thread: it must not be blocked for longer. */
export function keepLease(keeper: LeaseKeeper, lease: Lease, seconds: number): KeptLease {
  const lost = new AbortController();
  const timer = setInterval(
    () => {
      if (renew(keeper, lease, seconds)) return;
      clearInterval(timer);
      lost.abort(leaseLost(lease));
    },
    (seconds * 1000) / 3,
  );
  timer.unref();
  return {
    lease,
    signal: lost.signal,
    [Symbol.dispose]: () => {
      clearInterval(timer);
      release(keeper, lease);
    },
  };
}

function renew(keeper: LeaseKeeper, lease: Lease, seconds: number): boolean {
  try {
    return keeper.renewLease(lease, seconds) !== undefined;
  } catch {
    // The journal was locked or the disk full: the next beat tries again, and whoever appends under the lease checks it anyway.
    return true;
  }
}

function release(keeper: LeaseKeeper, lease: Lease): void {
  try {
    keeper.releaseLease(lease);
  } catch {
    // It runs out by itself; the work under it is done.
  }
}
