import { z } from 'zod';
import { reason, runId, tableName, tenant, writtenFile } from './terms.ts';
import { count, list, time } from '../journal/values.ts';
import { gridColumn } from './page.ts';

/** What long work ends with, by its kind. */

const dataset = z.enum(['suppliers', 'parts']);
const share = z.number().min(0).max(1);

export const generated = z.strictObject({
  tenants: list(
    z.strictObject({
      tenant,
      folder: z.string(),
      files: list(
        z.strictObject({ dataset: z.enum(['suppliers', 'parts', 'truth']), path: z.string(), rows: count }),
      ),
    }),
  ),
});

const kindScore = z.strictObject({ injected: count, caught: count });

/** Verdicts against the ground truth of generated files. `missing` and `strays` are there where the tables were looked at. */
export const score = z.strictObject({
  tenant,
  precision: share,
  recall: share,
  falseAlarms: count,
  kinds: z.record(z.string(), kindScore),
  knockOns: kindScore,
  asOf: time,
  missing: count.optional(),
  strays: count.optional(),
});

const runCounts = z.strictObject({
  landed: count,
  inserted: count,
  updated: count,
  unchanged: count,
  quarantined: count,
  repeated: count,
  superseded: count,
  ignored: count,
  warnings: count,
  codes: z.record(z.string(), count),
  /** Of a full delivery: keys of silver that it no longer has, and those of them that are removed. */
  full: z.strictObject({ gone: count, removed: count }).optional(),
});
export const datasetCounts = z.partialRecord(dataset, runCounts);

export const demoOutcome = z.strictObject({
  tenants: list(
    z.strictObject({
      tenant,
      folder: z.string(),
      runId,
      status: z.enum(['published', 'unchanged']),
      seconds: z.number().min(0),
      datasets: datasetCounts,
      score,
    }),
  ),
  seconds: z.number().min(0),
  cleaned: list(tenant),
});

const checkCounts = z.strictObject({
  landed: count,
  passed: count,
  quarantined: count,
  repeated: count,
  superseded: count,
  ignored: count,
  warnings: count,
  codes: z.record(z.string(), count),
});

/** What a delivery would become, without anything being kept. */
export const checked = z.strictObject({
  tenant,
  deliveryId: z.string(),
  asOf: time,
  datasets: z.partialRecord(dataset, checkCounts),
  reasons: list(
    reason.extend({
      examples: list(z.strictObject({ file: count, row: count, value: z.string().nullable() })),
    }),
  ),
  /** How each dataset was read: what was guessed, what was missing, what was normalised. */
  readings: list(
    z.strictObject({
      dataset,
      batchId: z.string(),
      changeFeed: z.boolean(),
      files: list(
        z.strictObject({
          path: z.string(),
          bytes: count,
          rows: count,
          format: z.enum(['parquet', 'csv']),
          dialect: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
        }),
      ),
      ignored: list(z.strictObject({ path: z.string(), rows: count, reason: z.string() })),
      unknown: list(z.string()),
      missing: list(z.string()),
      derived: list(z.strictObject({ field: z.string(), from: z.string() })),
      changedTypes: list(z.strictObject({ column: z.string(), from: z.string() })),
      ambiguous: list(z.strictObject({ field: z.string(), used: z.string(), others: list(z.string()) })),
      swapped: z.strictObject({ field: z.string(), with: z.string(), rows: count }).optional(),
      normalised: list(z.strictObject({ field: z.string(), kind: z.string(), rows: count })),
    }),
  ),
  findings: list(
    z.strictObject({
      finding: z.string(),
      dataset,
      field: z.string().optional(),
      rows: count,
      share,
      examples: list(z.string()),
      parameters: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string()).readonly()])),
    }),
  ),
  notRead: list(z.strictObject({ path: z.string(), reason: z.string() })),
  seconds: z.number().min(0),
});

/** What a run of a delivery would do to the tables, without doing it. */
export const runPlan = z.strictObject({
  tenant,
  /** `repeat`: it would be answered from the record of `runId`, and nothing would change. */
  answer: z.enum(['judge', 'repeat']),
  runId: runId.nullable(),
  asOf: time,
  datasets: datasetCounts,
  seconds: z.number().min(0),
});

export const compacted = z.strictObject({
  table: tableName,
  status: z.enum(['compacted', 'unchanged']),
  filesRemoved: count,
  filesAdded: count,
});

export const rolledBack = z.strictObject({
  tenant,
  status: z.enum(['shown', 'unchanged', 'rolled-back']),
  publicationId: z.string().nullable(),
  tables: list(
    z.strictObject({
      table: tableName,
      toSnapshotId: z.string().nullable(),
      rowsBack: count,
      rowsGone: count,
    }),
  ),
});

const datasetReturn = z.strictObject({
  /** Rows that leave for silver. */
  released: count,
  /** Rows that are closed as rejected. */
  rejected: count,
  /** Rows without errors that stay: silver has a newer row of their key. */
  older: count,
  /** Rows that seemed free and did not pass after all, by now. */
  stays: count,
});

const text = z.string().nullable();

/** What a return to silver does. */
export const returnPreview = z.strictObject({
  datasets: z.partialRecord(dataset, datasetReturn),
  /** The first of the rows that meet another version of themselves in silver, those that lose before those that win. */
  meetings: list(
    z.strictObject({
      dataset,
      rowId: z.string(),
      key: text,
      wins: z.boolean(),
      rowTime: text,
      silverTime: text,
      differences: list(z.strictObject({ field: z.string(), silver: text, row: text })),
    }),
  ),
});
export type ReturnPreview = z.infer<typeof returnPreview>;

export const returned = returnPreview.extend({
  /** Null: there was nothing to return. */
  publicationId: z.string().nullable(),
  counts: z.partialRecord(dataset, z.strictObject({ inserted: count, updated: count, unchanged: count })),
});

export const auditVerdict = z.strictObject({
  records: count,
  head: z.strictObject({ seq: count, hash: z.string() }),
  recordFaults: list(z.strictObject({ kind: z.string(), seq: count.nullable() })),
  files: count,
  fileFaults: list(
    z.strictObject({ kind: z.enum(['missing', 'altered']), table: z.string(), path: z.string() }),
  ),
  whole: z.boolean(),
  at: time,
});

/** A result that waits to be paged through; it stays until the engine ends or is told to forget it. */
export const queried = z.strictObject({
  columns: list(gridColumn),
  total: count,
  /** The statement has more rows than are kept. */
  cut: z.boolean(),
  seconds: z.number().min(0),
  tables: list(tableName),
});

export const exported = writtenFile;
