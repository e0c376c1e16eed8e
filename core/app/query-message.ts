import { z } from 'zod';
import { errorCodes } from '../../contracts/errors.ts';

/** What is said to a process that runs a person's SELECT, and by it; over a channel that carries dates and 64 bit integers. */

const at = z.union([z.object({ snapshotId: z.bigint() }), z.object({ time: z.date() })]).optional();
const asked = { workspace: z.string(), statement: z.string(), at, timeoutSeconds: z.number() };

/** What the process is told: the host's plain parts and what is asked. */
export const job = z.object({
  limits: z.object({ memory: z.number(), threads: z.number() }),
  scratchRoot: z.string(),
  what: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('table'), request: z.object({ ...asked, limit: z.number() }) }),
    z.object({
      kind: z.literal('keep'),
      request: z.object({ ...asked, limit: z.number(), out: z.string() }),
    }),
    z.object({
      kind: z.literal('export'),
      request: z.object({
        ...asked,
        limit: z.number().optional(),
        format: z.enum(['csv', 'parquet']),
        out: z.string(),
      }),
    }),
  ]),
});
export type Job = z.infer<typeof job>;
export type What = z.infer<typeof job>['what'];

const parameter = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);
export const answer = z.union([
  z.object({ result: z.unknown(), error: z.undefined().optional() }),
  z.object({
    error: z.object({
      code: z.enum(
        Object.keys(errorCodes).filter((code): code is keyof typeof errorCodes => code in errorCodes),
      ),
      message: z.string(),
      parameters: z.record(z.string(), parameter),
      retryable: z.boolean(),
    }),
  }),
]);

export type Answer = z.infer<typeof answer>;
