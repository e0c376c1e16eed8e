import type { Journal } from '../../journal/journal.ts';
import type { Lease } from '../../journal/leases.ts';
import type { CheckName } from './finding.ts';

interface Repair {
  readonly check: CheckName;
  readonly code: string;
  readonly places: readonly string[];
  /** Of removed files. */
  readonly bytes?: number;
  readonly tenant?: string | null;
  /** Under which it happens. */
  readonly lease?: Lease;
}

/** Says in the journal what is repaired; who does it stands in every record. */
export function record(
  journal: Journal,
  { check, code, places, bytes = 0, tenant = null, lease }: Repair,
): void {
  journal.append([{ tenant, inputs: [], kind: 'repair', body: { check, code, places, bytes } }], lease);
}
