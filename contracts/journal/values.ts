import { z } from 'zod';

/** The values that records are made of. What does not fit is refused before it is written: the journal holds no prose and no secrets. */

/** SHA-256, lower-case hex. */
export const digest = z.string().regex(/^[0-9a-f]{64}$/, 'expected a SHA-256 in lower-case hex');

/** An id that this product made: content ids, run ids, publication ids. */
export const id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}$/, 'expected an id');

/** A moment in UTC with milliseconds, as `Date.toISOString()` writes it; text order is time order. */
export const time = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/, 'expected a UTC time with milliseconds');

/** Iceberg snapshot ids exceed 2^53 and travel as text. */
export const snapshotId = z.string().regex(/^-?\d{1,19}$/, 'expected a snapshot id as text');

/**
 * A path (relative to the workspace where it is inside it) or a URL. A URL must not carry a user, a password or a query:
 * that is where secrets hide (connection strings, signed URLs).
 */
export const location = z
  .string()
  .min(1)
  .max(4096)
  .refine(
    (text) => !/^[a-z][a-z0-9+.-]*:\/\/(?:[^/]*@|[^?]*\?)/i.test(text),
    'expected a location without user, password or query',
  );

export const dataset = z.enum(['suppliers', 'parts']);
export const count = z.int().min(0);
/** An error, violation or finding code. */
export const code = z.string().regex(/^[A-Z][A-Z0-9_]{0,63}$/, 'expected a code such as TYPE_MISMATCH');
export const tableName = z.string().regex(/^[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)+$/, 'expected namespace.table');
/** A short technical word or name: a zone, a source system, a stage. Never a value of a customer's row. */
export const word = z.string().min(1).max(200);

export const list = <T extends z.ZodType>(element: T) => z.array(element).readonly();
