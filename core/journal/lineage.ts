import { z } from 'zod';
import type { Database } from './database.ts';
import { type EntryOf, entriesOf } from './entry.ts';
import { findRun, type RunView } from './runs.ts';

/**
 * One way from files to snapshots: the delivery with its files' digests, the run that judged it, and through the run's publications
 * the snapshots.
 */
export interface LineagePath {
  readonly delivery: EntryOf<'delivery'> | undefined;
  readonly run: RunView;
}

/** Forward from a source file's digest: every delivery it was in, every run of those. */
export const lineageOfFile = (db: Database, digest: string): LineagePath[] =>
  fromDeliveries(
    db,
    entriesOf(
      db,
      'delivery',
      `EXISTS (
  SELECT 1
  FROM json_each(content, '$.body.batches') AS batch, json_each(batch.value, '$.objects') AS object
  WHERE object.value ->> '$.digest' = ?
)
ORDER BY seq`,
      digest,
    ),
  );

/** Both ways from a batch, whose id stands in silver's rows. */
export const lineageOfBatch = (db: Database, batchId: string): LineagePath[] =>
  fromDeliveries(
    db,
    entriesOf(
      db,
      'delivery',
      `EXISTS (SELECT 1 FROM json_each(content, '$.body.batches') WHERE value ->> '$.batchId' = ?)
ORDER BY seq`,
      batchId,
    ),
  );

export function lineageOfRun(db: Database, runId: string): LineagePath | undefined {
  const run = findRun(db, runId);
  return run === undefined ? undefined : { delivery: deliveryOf(db, run), run };
}

/** Back from a snapshot: who published it and why, and from which files where a run did. */
export interface SnapshotOrigin {
  readonly publication: EntryOf<'publication-outcome'>;
  readonly path: LineagePath | undefined;
}

export function lineageOfSnapshot(db: Database, snapshotId: string): SnapshotOrigin | undefined {
  const [publication] = entriesOf(
    db,
    'publication-outcome',
    `EXISTS (SELECT 1 FROM json_each(content, '$.body.tables') WHERE value ->> '$.snapshotId' = ?)
ORDER BY seq DESC
LIMIT 1`,
    snapshotId,
  );
  if (publication === undefined) return undefined;
  const { runId } = publication.body;
  return { publication, path: runId === undefined ? undefined : lineageOfRun(db, runId) };
}

const runRow = z.object({ run_id: z.string() });

/** A delivery that was received again with the same files has several records and the same runs: each run once. */
function fromDeliveries(db: Database, deliveries: readonly EntryOf<'delivery'>[]): LineagePath[] {
  const runIds = new Set(
    deliveries.flatMap(({ body }) =>
      db
        .rows(
          'SELECT DISTINCT run_id FROM records WHERE delivery_id = ? AND run_id IS NOT NULL ORDER BY seq',
          body.deliveryId,
        )
        .map((row) => runRow.parse(row).run_id),
    ),
  );
  return [...runIds].map((runId) => lineageOfRun(db, runId)).filter((path) => path !== undefined);
}

/** As the run received it; else, where it was answered from the record, as it was last received. */
const deliveryOf = (db: Database, { runId, deliveryId }: RunView): EntryOf<'delivery'> | undefined =>
  entriesOf(db, 'delivery', 'run_id = ? ORDER BY seq DESC LIMIT 1', runId)[0] ??
  (deliveryId === undefined
    ? undefined
    : entriesOf(db, 'delivery', 'delivery_id = ? ORDER BY seq DESC LIMIT 1', deliveryId)[0]);
