import { z } from 'zod';
import { count, list } from '../journal/values.ts';
import { started } from './jobs.ts';
import { rolledBack } from './outcomes.ts';
import { page, pageRequest, values, valuesRequest } from './page.ts';
import { nothing, procedure } from './procedure.ts';
import { command, runId, snapshotId, tableName, target, tenant, time } from './terms.ts';

const snapshot = z.strictObject({
  snapshotId,
  parentSnapshotId: snapshotId.nullable(),
  at: time,
  operation: z.string(),
  current: z.boolean(),
  rows: count,
  addedRows: count,
  deletedRows: count,
  tenant: z.string().nullable(),
  runId: z.string().nullable(),
  /** Why it was published: `run`, `rollback`, `clean`, `compaction`, … */
  purpose: z.string().nullable(),
  /** What the writer said of it, for engineers. */
  summary: z.record(z.string(), z.string()),
});
export type Snapshot = z.infer<typeof snapshot>;

const tableHead = {
  table: tableName,
  /** Of the product's own ones. */
  layer: z.enum(['silver', 'quarantine', 'other']),
  dataset: z.enum(['suppliers', 'parts']).nullable(),
  rows: count,
  bytes: count,
  files: count,
  tenants: list(z.strictObject({ tenant: z.string(), rows: count })),
  snapshots: count,
  last: snapshot.nullable(),
};
const tableSummary = z.strictObject(tableHead);
export type TableSummary = z.infer<typeof tableSummary>;

const field = z.strictObject({
  id: z.int(),
  name: z.string(),
  /** Iceberg's, as text. */
  type: z.string(),
  required: z.boolean(),
  personal: z.boolean(),
  doc: z.string().nullable(),
});

const tableDetail = z.strictObject({
  ...tableHead,
  schema: list(field),
  partitionBy: list(z.strictObject({ name: z.string(), transform: z.string(), source: z.string() })),
  formatVersion: z.int(),
  location: z.string(),
  metadataLocation: z.string(),
  properties: z.record(z.string(), z.string()),
});
export type TableDetail = z.infer<typeof tableDetail>;

const byTable = z.strictObject({ table: tableName });

const difference = z.strictObject({
  table: tableName,
  a: snapshotId,
  b: snapshotId,
  onlyInA: count,
  onlyInB: count,
  changed: count,
  /** Values are text, personal ones masked; only columns that differ. */
  examples: list(
    z.strictObject({
      difference: z.enum(['only-in-a', 'only-in-b', 'changed']),
      tenant: z.string(),
      key: z.string(),
      columns: z.record(z.string(), z.strictObject({ a: z.string().nullable(), b: z.string().nullable() })),
    }),
  ),
});

const rollbackRequest = z.strictObject({
  tenant,
  to: z.union([z.strictObject({ runId }), z.strictObject({ snapshotId })]),
});

/** The table as it is now, or as it was in a snapshot. */
const at = { table: tableName, snapshotId: snapshotId.optional(), tenant: tenant.optional() };

export const tables = {
  list: procedure.input(nothing).output(z.strictObject({ tables: list(tableSummary) })),
  show: procedure.input(byTable).output(tableDetail),
  /** The newest first. */
  snapshots: procedure
    .input(
      z.strictObject({
        table: tableName,
        offset: count.default(0),
        limit: z.int().min(1).max(1000).default(200),
      }),
    )
    .output(z.strictObject({ snapshots: list(snapshot), total: count })),
  diff: procedure
    .input(z.strictObject({ table: tableName, a: snapshotId, b: snapshotId }))
    .output(difference),
  page: procedure.input(z.strictObject({ ...at, page: pageRequest })).output(page),
  values: procedure.input(z.strictObject({ ...at, of: valuesRequest })).output(values),
  /** What a rollback of a tenant's rows would change. */
  rollbackPreview: procedure.input(rollbackRequest).output(rolledBack),
  /** Does it, as new snapshots. Outcome: `rollback`. */
  rollback: procedure.input(rollbackRequest).output(started),
  rollbackCommand: procedure.input(rollbackRequest).output(z.strictObject({ command })),
  /** Puts small files together. Outcome: `compact`. */
  compact: procedure.input(byTable).output(started),
  /** All rows in a file. Outcome: `export`. */
  export: procedure
    .input(z.strictObject({ ...at, format: z.enum(['csv', 'parquet']), to: target }))
    .output(started),
  /** Ready to be copied into other tools. */
  snippets: procedure
    .input(z.strictObject({ table: tableName, snapshotId: snapshotId.optional() }))
    .output(z.strictObject({ pyiceberg: z.string(), spark: z.string(), duckdb: z.string(), command })),
};
