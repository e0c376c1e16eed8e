import { z } from 'zod';
import { QuaysideError } from '../base/errors.ts';
import type { Duck } from '../duck/duck.ts';
import { join, type Sql, sql } from '../sql/sql.ts';

/** What a truth file says of the files beside it, in its Parquet metadata; also where it lists no dirt. */
export interface TruthFacts {
  readonly version: string;
  readonly tenant: string;
  readonly seed: string;
  readonly suppliers: number;
  readonly parts: number;
  readonly format: 'csv' | 'parquet';
  readonly logicalTime: Date;
}

const keys = {
  version: 'quayside.version',
  tenant: 'quayside.tenant',
  seed: 'quayside.seed',
  suppliers: 'quayside.suppliers',
  parts: 'quayside.parts',
  format: 'quayside.format',
  logicalTime: 'quayside.logical_time',
} as const satisfies Record<keyof TruthFacts, string>;

/** For COPY's KV_METADATA. */
export function factsMetadata(facts: TruthFacts): Sql {
  const { logicalTime, ...others } = facts;
  const texts = { ...others, logicalTime: logicalTime.toISOString() };
  const pairs = [
    [keys.version, texts.version],
    [keys.tenant, texts.tenant],
    [keys.seed, texts.seed],
    [keys.suppliers, texts.suppliers],
    [keys.parts, texts.parts],
    [keys.format, texts.format],
    [keys.logicalTime, texts.logicalTime],
  ] as const;
  return sql`{${join(pairs.map(([key, value]) => sql`${key}: ${`${value}`}`))}}`;
}

const pair = z.object({ key: z.string(), value: z.string() });

const facts = z.object({
  version: z.string(),
  tenant: z.string(),
  seed: z.string(),
  suppliers: z.coerce.number().int(),
  parts: z.coerce.number().int(),
  format: z.enum(['csv', 'parquet']),
  logicalTime: z.coerce.date(),
});

/** Throws TRUTH_MISSING where the file is there but is no ground truth of Quayside. */
export async function readTruthFacts(duck: Duck, path: string): Promise<TruthFacts> {
  const rows = await duck
    .rows(sql`SELECT decode(key) AS key, decode(value) AS value FROM parquet_kv_metadata(${path})`, pair)
    .catch((cause: unknown) => {
      throw noTruth(path, cause);
    });
  const found = new Map(rows.map(({ key, value }) => [key, value]));
  const parsed = facts.safeParse(
    Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, found.get(key)])),
  );
  if (parsed.success) return parsed.data;
  throw noTruth(path, parsed.error);
}

const noTruth = (path: string, cause: unknown): QuaysideError =>
  new QuaysideError(
    'TRUTH_MISSING',
    `${path} is not ground truth that \`quayside generate\` wrote: it does not state tenant, seed and logical time. Generate the files again.`,
    { parameters: { path }, cause },
  );
