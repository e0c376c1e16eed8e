import { z } from 'zod';
import { type RecordKind, recordSchema, recordSchemas } from '../journal/record.ts';
import { count, list } from '../journal/values.ts';
import { started } from './jobs.ts';
import { auditVerdict } from './outcomes.ts';
import { nothing, procedure } from './procedure.ts';
import { tenant } from './terms.ts';

const kind = z.custom<RecordKind>(
  (value) => typeof value === 'string' && Object.hasOwn(recordSchemas, value),
  'expected a kind of record',
);

const entry = z.strictObject({ record: recordSchema, hash: z.string() });
export type AuditEntry = z.infer<typeof entry>;

/** A thing on the way from files to snapshots. Nodes of one `rank` stand beside each other; edges lead to higher ranks. */
const node = z.strictObject({
  id: z.string(),
  kind: z.enum(['file', 'delivery', 'run', 'publication', 'snapshot', 'row', 'quarantined-row']),
  /** A name where there is one, else the id. */
  label: z.string(),
  rank: z.int().min(0),
  tenant: z.string().nullable(),
  at: z.string().nullable(),
  /** Technical words and numbers for the inspector. */
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type LineageNode = z.infer<typeof node>;

const graph = z.strictObject({
  of: z.string(),
  kind: z.enum(['run', 'key', 'snapshot']),
  nodes: list(node),
  edges: list(z.strictObject({ from: z.string(), to: z.string() })),
});
export type LineageGraph = z.infer<typeof graph>;

export const audit = {
  /** The newest first. `next` is `before` of the following page. */
  log: procedure
    .input(
      z.strictObject({
        tenant: tenant.optional(),
        kind: kind.optional(),
        before: z.int().min(1).optional(),
        limit: z.int().min(1).max(500).default(100),
      }),
    )
    .output(
      z.strictObject({
        entries: list(entry),
        next: z.int().nullable(),
        head: z.strictObject({ seq: count, hash: z.string() }),
      }),
    ),
  /** Every record against its hash, every published file against its digest. Outcome: `verify`. */
  verify: procedure.input(nothing).output(started),
  /** The verdict of the last `verify` of this engine; null where there was none. */
  seal: procedure.input(nothing).output(z.strictObject({ seal: auditVerdict.nullable() })),
  /** From a run, a snapshot or the key of a row back to the files and on to the snapshots. */
  lineage: procedure
    .input(z.strictObject({ of: z.string().min(1).max(500), tenant: tenant.optional() }))
    .output(graph),
};
