import { z } from 'zod';
import { dataset, id, list } from '../journal/values.ts';
import { change, why } from './change.ts';
import { cellText, rowId, selection } from './selection.ts';

const shape = z.strictObject({
  dataset,
  selection: selection.default({}),
  changes: z.array(change).min(1).max(20).readonly(),
  /** Goes into the journal. */
  reason: why.optional(),
});

/**
 * What a steward does to rows in quarantine, as data: which rows × what becomes of them. Changes happen one after the other, on each
 * row alone. `change` may stand for `changes` of one.
 */
export const operation = z.preprocess((value) => {
  if (typeof value !== 'object' || value === null || !('change' in value) || 'changes' in value) return value;
  const { change: one, ...rest } = value;
  return { ...rest, changes: [one] };
}, shape);

export type Operation = z.infer<typeof operation>;
/** As a person writes it. */
export type OperationInput = z.input<typeof shape>;

/**
 * What was settled when the operation was applied, so that a replay needs nothing but the rows: it is the same whenever it is done.
 */
const settled = z.strictObject({
  /** Batches of which rows were there: rows of later deliveries are not touched. */
  batches: list(z.string()),
  /** Rows that had the reason, where the recorded reasons alone do not tell it. */
  also: list(rowId),
  /** Rows that had it no more. */
  except: list(rowId),
  /** Per change that looks something up, by its place: what it found. */
  tables: z.record(z.string(), list(z.strictObject({ from: cellText.nullable(), to: cellText.nullable() }))),
  /** Of `keep`: who is kept and who is not. */
  kept: list(rowId),
  dropped: list(rowId),
});

export type Settled = z.infer<typeof settled>;

/** An operation as the quarantine store keeps it. `nonce` makes its digest say nothing of what it holds. */
export const storedOperation = z.strictObject({
  operationId: id,
  tenant: z.string(),
  nonce: z.string(),
  operation,
  settled,
});

export type StoredOperation = z.infer<typeof storedOperation>;
