import { z } from 'zod';
import { count, dataset, id, list } from '../journal/values.ts';
import { operation } from './operation.ts';

const text = z.string().nullable();

/** An operation and what became of it. */
export const pastOperation = z.strictObject({
  operationId: id,
  at: z.string(),
  person: z.string(),
  reason: text,
  dataset,
  /** Values of personal fields are masked unless they were asked for. */
  operation,
  /** Rows that it changed when it was applied; reasons that it cleared and made then. */
  rows: count,
  cleared: count,
  created: count,
  /** Counts now: it is not undone. */
  counts: z.boolean(),
  turns: list(
    z.strictObject({ action: z.enum(['undo', 'redo']), at: z.string(), person: z.string(), reason: text }),
  ),
});
export type PastOperation = z.infer<typeof pastOperation>;

/** An operation that counts and cannot be read, as far as the journal tells: the rows are shown without it, and nothing is done to them. */
export const lostOperation = z.strictObject({
  operationId: id,
  at: z.string(),
  person: z.string(),
  reason: text,
  dataset,
  /** Kinds of its changes, and the fields that they change. */
  kinds: list(z.string()),
  fields: list(z.string()),
  rows: count,
  /** An error code: why it cannot be read. */
  cause: z.string(),
});
export type LostOperation = z.infer<typeof lostOperation>;

/** What happened to one row, oldest first. */
const rowEvent = z.discriminatedUnion('what', [
  z.strictObject({ what: z.literal('opened'), at: text, runId: text, file: text, fileRow: count.nullable() }),
  z.strictObject({
    what: z.literal('changed'),
    at: z.string(),
    operationId: id,
    person: z.string(),
    reason: text,
    cells: list(z.strictObject({ field: z.string(), before: text, after: text })),
    /** Of the row's state: rejected, kept, waived codes, who it is assigned to, what it waits for, a note. */
    state: list(z.strictObject({ name: z.string(), before: text, after: text })),
  }),
  /** Another version of the row came before and was closed; cells that are others in this one. */
  z.strictObject({
    what: z.literal('earlier'),
    at: text,
    rowId: z.string(),
    state: z.string(),
    person: text,
    reason: text,
    cells: list(z.strictObject({ field: z.string(), before: text, after: text })),
  }),
  z.strictObject({ what: z.literal('closed'), at: text, state: z.string(), by: text }),
]);
export type RowEvent = z.infer<typeof rowEvent>;

export const rowHistory = z.strictObject({
  dataset,
  rowId: z.string(),
  key: text,
  events: list(rowEvent),
});
export type RowHistory = z.infer<typeof rowHistory>;
