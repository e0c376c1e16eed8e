import { QuaysideError } from '../../base/errors.ts';
import { currentSchema, headOf, schemaById, snapshotById } from '../metadata/lookup.ts';
import type { Snapshot, TableMetadata } from '../metadata/types.ts';
import type { Schema } from '../schema/types.ts';

/** What is read: a branch or tag, or one snapshot. */
export type At = { readonly ref: string } | { readonly snapshotId: bigint };

export const main: At = { ref: 'main' };

export interface Resolved {
  /** Undefined for a table without a snapshot. */
  readonly snapshot: Snapshot | undefined;
  readonly schema: Schema;
}

/**
 * The snapshot and the schema it is read with: a branch with the table's current schema, even after a rollback; a tag and a snapshot
 * with their own. Throws SNAPSHOT_NOT_FOUND for a snapshot or ref that is not there; a `main` that is not there yet is empty.
 */
export function resolve(metadata: TableMetadata, at: At): Resolved {
  if ('snapshotId' in at) return withItsSchema(metadata, snapshotById(metadata, at.snapshotId));
  const snapshot = headOf(metadata, at.ref);
  if (snapshot === undefined && at.ref !== 'main') {
    throw new QuaysideError(
      'SNAPSHOT_NOT_FOUND',
      `The table at ${metadata.location} has no branch or tag ${JSON.stringify(at.ref)}.`,
      { parameters: { path: metadata.location, ref: at.ref } },
    );
  }
  if (snapshot !== undefined && metadata.refs[at.ref]?.type === 'tag')
    return withItsSchema(metadata, snapshot);
  return { snapshot, schema: currentSchema(metadata) };
}

function withItsSchema(metadata: TableMetadata, snapshot: Snapshot): Resolved {
  const id = snapshot['schema-id'];
  const schema = id === undefined || id === null ? currentSchema(metadata) : schemaById(metadata, id);
  return { snapshot, schema };
}
