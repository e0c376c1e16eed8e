import { z } from 'zod';
import { runOrder } from '../runs/order.ts';
import { code, count, dataset, digest, id, list, location, snapshotId, word } from './values.ts';

export const runStarted = z.strictObject({
  runId: id,
  /** What was asked for: `run`, later also `revalidate`. */
  command: word,
  sources: list(location),
  /** All of what was asked for, so that the run can be resumed. The first records lack it. */
  request: runOrder.optional(),
});

/** A run that did not get through begins another attempt, with the request of the first one. */
export const runResumed = z.strictObject({
  runId: id,
  /** 2 for the first time. */
  attempt: z.int().min(2),
});

/** A stage is done and will not be done again when the run is resumed. */
export const runStage = z.strictObject({ runId: id, stage: word, seconds: z.number().min(0).optional() });

/** Rows of one dataset of a run. `warnings`: rows that passed with at least one; `codes`: rows per code. */
const rowCounts = z
  .strictObject({
    landed: count,
    inserted: count,
    updated: count,
    unchanged: count,
    quarantined: count,
    repeated: count,
    superseded: count,
    /** In the files but not part of the delivery; not in `landed`. */
    ignored: count,
    warnings: count,
    codes: z.record(code, count),
    snapshotId: snapshotId.nullable(),
    metadataLocation: location.nullable(),
    /** Of a full delivery: keys of silver that it no longer has, and those of them that were removed. The first records lack it. */
    full: z.strictObject({ gone: count, removed: count }).optional(),
  })
  .refine(
    (rows) =>
      rows.landed ===
      rows.inserted + rows.updated + rows.unchanged + rows.quarantined + rows.repeated + rows.superseded,
    'expected landed = inserted + updated + unchanged + quarantined + repeated + superseded',
  );

/** Rows that had waited for what the run brought and were published with it, of datasets that were not delivered. */
const freed = z.partialRecord(dataset, count);

/**
 * `unchanged`: answered from the record, or nothing differed. `interrupted`: found unfinished by a later start. The error's
 * parameters are those a sentence is rendered from; they must not hold values of rows.
 */
export const runFinished = z.strictObject({
  runId: id,
  status: z.enum(['published', 'unchanged', 'failed', 'cancelled', 'interrupted']),
  seconds: z.number().min(0),
  deliveryId: id.optional(),
  evaluationId: digest.optional(),
  datasets: z.partialRecord(dataset, rowCounts),
  freed: freed.optional(),
  error: z
    .strictObject({
      code,
      parameters: z.record(word, z.union([z.string().max(500), z.number(), z.boolean(), list(word)])),
    })
    .optional(),
});

/**
 * What the run will have done once its publication is in the tables. Written together with the intent: a recovery that finds the
 * publication there finishes the run with these counts.
 */
export const runPlanned = z.strictObject({
  runId: id,
  publicationId: id,
  status: z.enum(['published', 'unchanged']),
  deliveryId: id.optional(),
  evaluationId: digest.optional(),
  datasets: z.partialRecord(dataset, rowCounts),
  freed: freed.optional(),
});

export type RowCounts = z.infer<typeof rowCounts>;
