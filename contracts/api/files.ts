import { z } from 'zod';
import { count, list } from '../journal/values.ts';
import { started } from './jobs.ts';
import { page, pageRequest } from './page.ts';
import { procedure } from './procedure.ts';
import { runRequest } from './runs.ts';
import { source } from './terms.ts';

const found = z.strictObject({
  source,
  name: z.string(),
  kind: z.enum(['file', 'folder', 'missing', 'unreadable']),
  bytes: count.nullable(),
  modifiedAt: z.string().nullable(),
  /** Files in a folder that would be read. */
  files: count.nullable(),
  /** A tenant's name that stands in the path: a guess. */
  tenant: z.string().nullable(),
});
export type FoundSource = z.infer<typeof found>;

export const files = {
  /** What is there under these names. Never throws for one that is missing: it says so. */
  inspect: procedure
    .input(z.strictObject({ sources: z.array(source).min(1).max(1000).readonly() }))
    .output(z.strictObject({ found: list(found) })),
  /** Reads and judges a delivery without keeping anything. Outcome: `check`. */
  check: procedure.input(runRequest.omit({ priority: true, kind: true })).output(started),
  /** The first rows of a file as text, before anything is decided; at most 10,000 of them. */
  preview: procedure.input(z.strictObject({ source, page: pageRequest })).output(page),
};
