import { z } from 'zod';
import { type ViolationCode, violationCodes } from '../data/violation-codes.ts';
import { id, list, snapshotId, tableName, time } from '../journal/values.ts';

/** Words that several features speak. */

export const tenant = z
  .string()
  .regex(
    /^[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?!\.)){0,62}$/,
    'expected a tenant name of letters, digits, "_", "-" and single "."',
  );

export const runId = id;
export const jobId = z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'expected the id of a job');
export { snapshotId, tableName, time };

export const violationCode = z.custom<ViolationCode>(
  (value) => typeof value === 'string' && Object.hasOwn(violationCodes, value),
  'expected a violation code',
);

/**
 * A file or folder: on the engine's machine by its absolute path, as a dialog or a drop gives it, or by the handle of what was uploaded
 * to the web host.
 */
export const source = z.union([
  z.strictObject({ path: z.string().min(1).max(4096) }),
  z.strictObject({ upload: z.string().regex(/^[0-9a-f]{32}$/, 'expected the handle of an upload') }),
]);
export type Source = z.infer<typeof source>;

/** Where a file goes: to a path that a dialog gave, or to where the web host fetches it for the browser. */
export const target = z.union([
  z.strictObject({ path: z.string().min(1).max(4096) }),
  z.strictObject({ download: z.string().regex(/^[^/\\\0]{1,200}$/, 'expected a file name') }),
]);
export type Target = z.infer<typeof target>;

/** A file that was written; `download` is what the web host fetches it by. */
export const writtenFile = z.strictObject({
  path: z.string(),
  rows: z.int().min(0),
  download: z.string().optional(),
});

export const severity = z.enum(['error', 'warning', 'off']);

/** The equivalent line of the command line, ready to be pasted into a POSIX shell. */
export const command = z.string();

export const reason = z.strictObject({
  dataset: z.enum(['suppliers', 'parts']),
  code: violationCode,
  severity,
  field: z.string(),
  /** Rows that have it. */
  rows: z.int().min(0),
  /** Of them those that have it only because of another row that is in quarantine. */
  knockOns: z.int().min(0),
  examples: list(z.strictObject({ value: z.string().nullable(), rows: z.int().min(0).optional() })),
});
