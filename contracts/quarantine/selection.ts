import { z } from 'zod';
import { type ViolationCode, violationCodes } from '../data/violation-codes.ts';
import { id, list } from '../journal/values.ts';

/** A field of the contract; whoever runs an operation checks that the dataset has it. */
export const fieldName = z.string().regex(/^[a-z][a-z0-9_]{0,62}$/, 'expected the name of a field');

/** A cell's text, however long a customer made it. */
export const cellText = z.string().max(100_000);

/** An RE2 pattern (https://github.com/google/re2/wiki/Syntax): its time grows with the text alone, whatever the pattern is. */
const pattern = z.string().min(1).max(1000);

export const rowId = z.string().regex(/^[0-9a-f]{32}$/, 'expected a row id of 32 hex digits');

export const violationCode = z.custom<ViolationCode>(
  (value) => typeof value === 'string' && Object.hasOwn(violationCodes, value),
  'expected a violation code',
);

/** What a row's text must be, as data: there is no language in it, so nothing but the row's own cells can be looked at. */
export type Condition =
  | { readonly field: string; readonly is: 'blank' | 'filled' }
  | { readonly field: string; readonly equals: string }
  | { readonly field: string; readonly oneOf: readonly string[] }
  | { readonly field: string; readonly matches: string }
  | { readonly field: string; readonly contains: string }
  | { readonly field: string; readonly startsWith: string }
  | { readonly field: string; readonly endsWith: string }
  | { readonly field: string; readonly atLeast: number; readonly atMost?: number | undefined }
  | { readonly field: string; readonly atMost: number; readonly atLeast?: number | undefined }
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition };

const number = z.number();

/** Conditions lie in each other at most so deep. */
const deepest = 8;

const conditionAt = (depth: number): z.ZodType<Condition> => {
  const leaves = [
    z.strictObject({ field: fieldName, is: z.enum(['blank', 'filled']) }),
    z.strictObject({ field: fieldName, equals: cellText }),
    z.strictObject({ field: fieldName, oneOf: z.array(cellText).max(10_000).readonly() }),
    z.strictObject({ field: fieldName, matches: pattern }),
    z.strictObject({ field: fieldName, contains: cellText }),
    z.strictObject({ field: fieldName, startsWith: cellText }),
    z.strictObject({ field: fieldName, endsWith: cellText }),
    /** Compared as numbers; a text that is none does not fit. */
    z.strictObject({ field: fieldName, atLeast: number, atMost: number.optional() }),
    z.strictObject({ field: fieldName, atMost: number, atLeast: number.optional() }),
  ] as const;
  if (depth === 0) return z.union(leaves);
  const inner = z.lazy(() => conditionAt(depth - 1));
  const several = z.array(inner).min(1).max(100).readonly();
  return z.union([
    ...leaves,
    z.strictObject({ all: several }),
    z.strictObject({ any: several }),
    z.strictObject({ not: inner }),
  ]);
};

export const condition = conditionAt(deepest);

/** Of an open row: nobody has it; somebody has it; it waits for somebody; nothing keeps it here any more; it will be closed without silver. */
export const deskStates = ['open', 'assigned', 'waiting', 'free', 'rejected'] as const;
export type DeskState = (typeof deskStates)[number];

/** States that a row of the quarantine tables may be in beside plainly open; the first two are open too. */
export const rowStates = ['assigned', 'waiting', 'released', 'rejected', 'fixed_by_source'] as const;

/**
 * Which rows of one tenant's open quarantine: those that fit everything that is said. Texts are compared as they are now, after the
 * operations before; a reason fits while the row has it. Nothing said: all rows.
 */
export const selection = z.strictObject({
  /** Has a reason with this code; with `field` and `value` on that field, on that text. */
  reason: violationCode.optional(),
  /** Without `reason`: the field that `value` and `pattern` look at. */
  field: fieldName.optional(),
  /** The field's text, exactly; null: it has none. */
  value: cellText.nullable().optional(),
  /** Somewhere in the field's text. */
  pattern: pattern.optional(),
  /** Judged by this run. */
  run: id.optional(),
  /** Came in a file of this path, or whose path ends with it after a slash. */
  file: z.string().min(1).max(4096).optional(),
  /** Has this text in any field, in upper or lower case. */
  text: z.string().min(1).max(1000).optional(),
  filter: condition.optional(),
  rows: list(rowId).optional(),
  /** Row id of a supplier: the rows that are here because of it. */
  causedBy: rowId.optional(),
  assignedTo: z.string().min(1).max(200).optional(),
  state: z.enum(deskStates).optional(),
});

export type Selection = z.infer<typeof selection>;
