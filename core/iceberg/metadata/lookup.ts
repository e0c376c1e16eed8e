import { QuaysideError } from '../../base/errors.ts';
import type { PartitionSpec, Schema } from '../schema/types.ts';
import type { Snapshot, TableMetadata } from './types.ts';

/** Parts of a table's metadata by id or name. All throw TABLE_DAMAGED or SNAPSHOT_NOT_FOUND instead of returning nothing. */

export const currentSchema = (metadata: TableMetadata): Schema =>
  schemaById(metadata, metadata['current-schema-id']);

export function schemaById(metadata: TableMetadata, id: number): Schema {
  return metadata.schemas.find((schema) => schema['schema-id'] === id) ?? missing(metadata, `schema ${id}`);
}

export function specById(metadata: TableMetadata, id: number): PartitionSpec {
  return (
    metadata['partition-specs'].find((spec) => spec['spec-id'] === id) ??
    missing(metadata, `partition spec ${id}`)
  );
}

export const defaultSpec = (metadata: TableMetadata): PartitionSpec =>
  specById(metadata, metadata['default-spec-id']);

export function snapshotById(metadata: TableMetadata, id: bigint): Snapshot {
  const found = metadata.snapshots.find((snapshot) => snapshot['snapshot-id'] === id);
  if (found !== undefined) return found;
  throw new QuaysideError(
    'SNAPSHOT_NOT_FOUND',
    `The table at ${metadata.location} has no snapshot ${id}; it may have been expired. List the snapshots and choose one of them.`,
    { parameters: { path: metadata.location, snapshot: String(id) } },
  );
}

/** The snapshot a branch or tag points to, or undefined where there is no such ref (a new table has no `main`). */
export function headOf(metadata: TableMetadata, ref: string): Snapshot | undefined {
  const found = metadata.refs[ref];
  return found === undefined ? undefined : snapshotById(metadata, found['snapshot-id']);
}

/** From a snapshot back to the oldest that is still there, the snapshot itself first. */
export function ancestry(metadata: TableMetadata, head: Snapshot | undefined): readonly Snapshot[] {
  const byId = new Map(metadata.snapshots.map((snapshot) => [snapshot['snapshot-id'], snapshot]));
  const line: Snapshot[] = [];
  for (let at = head; at !== undefined; ) {
    line.push(at);
    const parent = at['parent-snapshot-id'];
    at = parent === undefined || parent === null ? undefined : byId.get(parent);
  }
  return line;
}

function missing(metadata: TableMetadata, what: string): never {
  throw new QuaysideError(
    'TABLE_DAMAGED',
    `The metadata of the table at ${metadata.location} names a ${what} that it does not hold.`,
    { parameters: { path: metadata.location } },
  );
}
