import { z } from 'zod';
import { json } from '../json.ts';
import { code, count, digest, list, location, snapshotId, tableName, time, word } from './values.ts';

/** A setting was changed; null is unset. Secrets have no place in settings and none here. */
export const setting = z
  .strictObject({ path: list(z.string().min(1).max(200)), before: json, after: json })
  .refine(
    ({ path }) => !path.some((name) => /password|secret|credential|token/i.test(name)),
    'expected a setting that is no secret',
  );

/** Snapshots were forgotten and the files that only they used were removed. */
export const expiry = z.strictObject({
  olderThan: time.nullable(),
  tables: list(
    z.strictObject({
      table: tableName,
      snapshotIds: list(snapshotId),
      removed: list(location),
      bytes: count,
    }),
  ),
});

/** The workspace was moved: locations before this record begin with `from`, later ones with `to`. */
export const relocation = z.strictObject({
  from: location,
  to: location,
  /** Files that hold locations and were written anew, as `path`, in place of `replaces`. The first records lack it. */
  files: list(z.strictObject({ path: location, replaces: location, digest, bytes: count })).optional(),
});

/** `doctor --repair` put right what its check found under that code. Written before files go, so that none goes unsaid. */
export const repair = z.strictObject({
  check: word,
  code,
  /** Files that were removed or written anew, or what was settled: runs, publications, processes. */
  places: list(location),
  /** Of removed files. */
  bytes: count,
});
