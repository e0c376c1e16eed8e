import type { Duck } from '../duck/duck.ts';
import type { Lease } from '../journal/leases.ts';
import type { Delivery } from '../landing/receive.ts';
import type { FullPolicy } from '../silver/full.ts';
import type { CheckRequest } from './check.ts';
import type { Host } from './host.ts';
import type { Workspace } from './run-workspace.ts';

/** A delivery as the user names it, and the workspace it goes into. Paths are absolute. */
export interface RunRequest
  extends Omit<CheckRequest, 'asOf' | 'staleAfterDays' | 'out' | 'showPersonalData'> {
  readonly workspace: string;
  /** The default is now. */
  readonly asOf?: Date;
  /** `full` = everything the source has; the default is `delta`, what is new or changed. */
  readonly kind?: Delivery['kind'];
  /** What becomes of keys that a full delivery no longer has; by default they are only listed. */
  readonly fullDelivery?: FullPolicy;
}

export const listed: FullPolicy = { removes: false, maxShare: 0 };

/** What every step of a run is given. */
export interface RunJob {
  readonly host: Host;
  readonly request: RunRequest;
  readonly workspace: Workspace;
  readonly duck: Duck;
  readonly scratch: string;
  /** The tenant's, held until the run ends. */
  readonly lease: Lease;
  readonly runId: string;
  readonly asOf: Date;
  /** Seconds since the run began. */
  readonly seconds: () => number;
}
