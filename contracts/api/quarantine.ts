import { z } from 'zod';
import { count, list } from '../journal/values.ts';
import { rowStates } from '../quarantine/selection.ts';
import { started } from './jobs.ts';
import { page, pageRequest, values, valuesRequest } from './page.ts';
import { procedure } from './procedure.ts';
import { command, reason, runId, target, tenant, violationCode } from './terms.ts';

const dataset = z.enum(['suppliers', 'parts']);

/** Which rows: those that have one violation with all that is asked. */
const filter = {
  tenant: tenant.optional(),
  reason: violationCode.optional(),
  field: z.string().max(200).optional(),
  /** The text as it came. */
  value: z.string().max(4000).optional(),
  runId: runId.optional(),
  /** `open`: what waits; `closed`: released, rejected, fixed by the source; or exactly one state, as the tables know it. */
  state: z.enum(['open', 'closed', 'all', ...rowStates]).default('open'),
};

/** A violation of a row; in a page the column `_violations` has those of each row as a JSON array of these. */
export const rowViolation = z.strictObject({
  code: violationCode,
  severity: z.enum(['error', 'warning']),
  field: z.string().nullable(),
  /** As it came. */
  value: z.string().nullable(),
  /** What the sentence is rendered from. */
  expected: z.record(z.string(), z.json()),
  /** The row in quarantine because of which this one is here. */
  causedBy: z.string().nullable(),
});
export type RowViolation = z.infer<typeof rowViolation>;

const row = z.strictObject({
  dataset,
  rowId: z.string(),
  tenant,
  key: z.string().nullable(),
  state: z.string(),
  violations: list(rowViolation),
  causedBy: z.string().nullable(),
  sourcePath: z.string().nullable(),
  sourceRow: count.nullable(),
  batchId: z.string().nullable(),
  runId: z.string().nullable(),
  openedAt: z.string().nullable(),
  closedAt: z.string().nullable(),
  /** Every field of the contract as it came, in the contract's order. */
  fields: list(z.strictObject({ field: z.string(), value: z.string().nullable(), personal: z.boolean() })),
  /** Columns that map to no field. */
  extras: z.record(z.string(), z.string().nullable()),
  /** Rows that are in quarantine because of this one. */
  knockOns: count,
});
export type QuarantineRow = z.infer<typeof row>;

export const quarantine = {
  /** Rows by reason and field, the most rows first; by value where `by` says so. A row with several reasons is in several groups. */
  groups: procedure
    .input(
      z.strictObject({
        ...filter,
        dataset: dataset.optional(),
        by: z.enum(['reason', 'field', 'value']).default('reason'),
        limit: z.int().min(1).max(1000).default(200),
      }),
    )
    .output(
      z.strictObject({
        groups: list(reason.extend({ value: z.string().nullable().optional() })),
        /** Rows in quarantine that the filter asks for; a row counts once. */
        rows: count,
        oldestAt: z.string().nullable(),
        cut: z.boolean(),
      }),
    ),
  /**
   * Rows with their fields as they came, under the fields' names, and before them `_rowId`, `_tenant`, `_key`, `_state`, `_openedAt`,
   * `_source`, `_sourceRow`, `_runId`, `_violations` (JSON, see `rowViolation`).
   */
  page: procedure.input(z.strictObject({ ...filter, dataset, page: pageRequest })).output(page),
  values: procedure.input(z.strictObject({ ...filter, dataset, of: valuesRequest })).output(values),
  row: procedure.input(z.strictObject({ dataset, rowId: z.string().max(200) })).output(row),
  /** All rows that are asked for in a file: Parquet, or CSV that no spreadsheet takes for formulas. Outcome: `export`. */
  export: procedure
    .input(
      z.strictObject({
        ...filter,
        dataset: dataset.optional(),
        format: z.enum(['csv', 'parquet']),
        to: target,
        showPersonalData: z.boolean().default(false),
      }),
    )
    .output(started),
  command: procedure
    .input(z.strictObject({ ...filter, dataset: dataset.optional() }))
    .output(z.strictObject({ command })),
};
