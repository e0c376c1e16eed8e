import { z } from 'zod';
import { code, count, dataset, digest, id, list, word } from './values.ts';

/** Why, in the words of who did it: the one prose of the journal. Nothing of a row has a place in it. */
const why = z.string().min(1).max(500);

/**
 * A steward changed rows in quarantine. What exactly, with its values, is in the workspace's quarantine store; `digest` is of that, with
 * a nonce that only the store holds. The record's place in the journal is the operation's place in its chain.
 */
export const quarantineOperation = z.strictObject({
  operationId: id,
  dataset,
  /** Kinds of its changes, in order. */
  kinds: list(word),
  /** Fields that it may change. */
  fields: list(word),
  /** The rule that it waives. */
  code: code.optional(),
  /** Rows that it changed when it was applied. */
  rows: count,
  /** Reasons that it cleared and made then. */
  cleared: count,
  created: count,
  digest,
  person: word,
  reason: why.optional(),
});

/** An operation counts no more, or counts again. */
export const quarantineUndo = z.strictObject({
  operationId: id,
  action: z.enum(['undo', 'redo']),
  /** Rows whose values or state changed by it. */
  rows: count,
  person: word,
  reason: why.optional(),
});

/** Rows went from quarantine to silver, or for good. Goes with the intent of the same publication. */
export const quarantineReturn = z.strictObject({
  publicationId: id,
  /** The last record of an operation, undo or redo that counted; 0: none. */
  through: count,
  datasets: z.partialRecord(
    dataset,
    z.strictObject({
      /** Rows that left for silver. */
      released: count,
      inserted: count,
      updated: count,
      unchanged: count,
      /** Rows that were closed without it. */
      rejected: count,
      /** Rows without errors that stay, because silver has a newer row of their key. */
      older: count,
    }),
  ),
  person: word,
  reason: why.optional(),
});
