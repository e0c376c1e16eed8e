import { QuaysideError } from '../base/errors.ts';
import type { TableMetadata } from '../iceberg/metadata/types.ts';

/** A snapshot that changed what a tenant's rows of a table are. */
export interface OwnChange {
  /** Of the journal's record. */
  readonly seq: number;
  readonly table: string;
  readonly snapshotId: bigint;
  readonly parentSnapshotId: bigint | null;
}

/**
 * The snapshot in which a tenant's rows are what they were at a record of the journal; pure. Null where the tenant had none yet.
 * `changes` are the tenant's own of the one table, oldest first. Other tenants' snapshots leave the rows as they are: where the one that
 * is looked for was expired, the last before the next own change serves as well. Throws SNAPSHOT_NOT_FOUND where both are gone.
 */
export function snapshotAt(
  { snapshots, 'current-snapshot-id': head }: TableMetadata,
  changes: readonly OwnChange[],
  seq: number,
): bigint | null {
  const last = changes.findLast((change) => change.seq <= seq);
  if (last === undefined) return null;
  const next = changes.find((change) => change.seq > seq);
  const there = new Set(snapshots.map((snapshot) => snapshot['snapshot-id']));
  const before = next === undefined ? head : next.parentSnapshotId;
  for (const id of [last.snapshotId, before]) if (id !== null && there.has(id)) return id;
  throw new QuaysideError(
    'SNAPSHOT_NOT_FOUND',
    `Snapshot ${last.snapshotId} of ${last.table}, which held the rows of that time, was expired; choose a later one of \`quayside tables snapshots ${last.table}\`.`,
    { parameters: { table: last.table, snapshot: last.snapshotId.toString() } },
  );
}
