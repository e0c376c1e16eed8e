import { ancestry, headOf } from '../metadata/lookup.ts';
import type { TableMetadata } from '../metadata/types.ts';

export interface ExpiryPolicy {
  /**
   * Snapshots that gave way to their successor then or before may go; milliseconds since 1970. So every moment after it can still be looked
   * at, and whoever opened the table after it keeps the files that are read.
   */
  readonly olderThan: number;
  /** The newest so many of every branch stay however old they are; at least 1. */
  readonly keepLast: number;
}

/** The snapshots that a policy lets go, the oldest first; pure. Heads of branches and tags always stay. */
export function planExpiry(metadata: TableMetadata, policy: ExpiryPolicy): readonly bigint[] {
  return expirable(metadata, policy).map(({ id }) => id);
}

/** The same, each with the time at which it gave way; milliseconds since 1970. */
export function expirable(
  metadata: TableMetadata,
  { olderThan, keepLast }: ExpiryPolicy,
): readonly { readonly id: bigint; readonly until: number }[] {
  const kept = new Set<bigint>();
  const until = new Map<bigint, number>();
  for (const [name, ref] of Object.entries(metadata.refs)) {
    kept.add(ref['snapshot-id']);
    if (ref.type !== 'branch') continue;
    for (const [place, snapshot] of ancestry(metadata, headOf(metadata, name)).entries()) {
      if (place < Math.max(1, keepLast)) kept.add(snapshot['snapshot-id']);
    }
    for (const { id, at } of successions(metadata, name)) until.set(id, Math.max(at, until.get(id) ?? at));
  }
  return metadata.snapshots
    .map((snapshot) => ({
      id: snapshot['snapshot-id'],
      // On no branch any more: it was never looked at later than it was made.
      until: until.get(snapshot['snapshot-id']) ?? snapshot['timestamp-ms'],
    }))
    .filter((one) => one.until <= olderThan && !kept.has(one.id));
}

/** When each snapshot of a branch but its head gave way to the next one. */
function successions(
  metadata: TableMetadata,
  branch: string,
): readonly { readonly id: bigint; readonly at: number }[] {
  const line = ancestry(metadata, headOf(metadata, branch));
  return line.slice(1).map((snapshot, index) => ({
    id: snapshot['snapshot-id'],
    at: line[index]?.['timestamp-ms'] ?? snapshot['timestamp-ms'],
  }));
}
