import { ancestry, headOf } from '../metadata/lookup.ts';
import type { TableMetadata } from '../metadata/types.ts';

export interface ExpiryPolicy {
  /** Snapshots at least this old may go; milliseconds since 1970. */
  readonly olderThan: number;
  /** The newest so many of every branch stay however old they are; at least 1. */
  readonly keepLast: number;
}

/** The snapshots that a policy lets go; pure. Heads of branches and tags always stay. */
export function planExpiry(
  metadata: TableMetadata,
  { olderThan, keepLast }: ExpiryPolicy,
): readonly bigint[] {
  const kept = new Set<bigint>();
  for (const [name, ref] of Object.entries(metadata.refs)) {
    kept.add(ref['snapshot-id']);
    if (ref.type !== 'branch') continue;
    const newest = ancestry(metadata, headOf(metadata, name)).slice(0, Math.max(1, keepLast));
    for (const snapshot of newest) kept.add(snapshot['snapshot-id']);
  }
  return metadata.snapshots
    .filter((snapshot) => snapshot['timestamp-ms'] <= olderThan && !kept.has(snapshot['snapshot-id']))
    .map((snapshot) => snapshot['snapshot-id']);
}
