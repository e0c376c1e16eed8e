import { z } from 'zod';
import { count, dataset, digest, id, list, location, snapshotId, tableName, word } from './values.ts';

/**
 * Why tables change. All but `compaction` change what a tenant's rows are, so that an evaluation from before is no longer the
 * tenant's last publication.
 */
const purpose = z.enum(['run', 'release', 'rollback', 'undo', 'clean', 'compaction']);

const dataFile = z.strictObject({
  path: location,
  content: z.enum(['data', 'position-deletes']),
  digest,
  bytes: count,
  rows: count,
});

const table = z.strictObject({
  table: tableName,
  /** The snapshot that is replaced; null where the table is new or empty. */
  parentSnapshotId: snapshotId.nullable(),
  snapshotId,
  metadataLocation: location,
  /** Files that this snapshot adds. */
  dataFiles: list(dataFile),
});

/** The file of newest times per key that holds from this publication on. */
const seenFile = z.strictObject({ dataset, path: location, digest, rows: count });

const publication = {
  publicationId: id,
  purpose,
  runId: id.optional(),
  deliveryId: id.optional(),
  evaluationId: digest.optional(),
  /** Empty where nothing differed: still the tenant's last publication. */
  tables: list(table),
  seen: list(seenFile),
};

/** Written before the catalog is changed. Written again with the same id where a lost race made it be rebuilt. */
export const publicationIntent = z.strictObject(publication);

/** Written after it: what the catalog really holds. `recovered`: found out by a later start. */
export const publicationOutcome = z.strictObject({
  ...publication,
  outcome: z.enum(['published', 'abandoned']),
  recovered: z.boolean(),
  /** Why it was abandoned, as a code. */
  reason: word.optional(),
});

/** One tenant's rows go back to what they were in a snapshot. Goes with an intent of the same id. */
export const rollback = z.strictObject({
  publicationId: id,
  tables: list(z.strictObject({ table: tableName, toSnapshotId: snapshotId })),
});

/** All of a tenant's rows are removed. Goes with an intent of the same id. */
export const clean = z.strictObject({
  publicationId: id,
  tables: list(z.strictObject({ table: tableName, rows: count })),
});
