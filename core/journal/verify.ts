import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import type { Work } from '../base/progress.ts';
import type { JournalHead } from './chain.ts';
import { ChainCheck, type ChainFault } from './chain-check.ts';
import type { Database } from './database.ts';

export interface Verification {
  /** Records that are there. */
  readonly records: number;
  readonly head: JournalHead;
  /** Empty: the journal is whole. */
  readonly faults: readonly ChainFault[];
}

const links = z.array(
  z.object({
    seq: z.number(),
    written: z.number().nullable(),
    content: z.string(),
    previous: z.string(),
    hash: z.string(),
  }),
);
const pageSize = 2000;

/**
 * Checks every record that is there now against its hash, its neighbours, the journal's own note of the last one and the heads from
 * outside. Reads a page at a time and lets
 * others work in between; records that are appended meanwhile are checked too.
 */
export async function verifyChain(
  db: Database,
  heads: readonly JournalHead[],
  { signal, progress }: Work,
): Promise<Verification> {
  const check = new ChainCheck([...heads, ...readTip(db)]);
  let records = 0;
  for (let after: number | undefined = Number.MIN_SAFE_INTEGER; after !== undefined; ) {
    signal?.throwIfAborted();
    const page = readPage(db, after);
    for (const link of page) check.take(link);
    records += page.length;
    progress?.({ stage: 'verify', rows: records });
    after = page.at(-1)?.seq;
    await setImmediate();
  }
  return { records, ...check.finish() };
}

const tip = z.array(z.object({ seq: z.number(), hash: z.string() }));

const readTip = (db: Database): readonly JournalHead[] => tip.parse(db.rows('SELECT seq, hash FROM tip'));

/** The number within the content comes as null where the content is no JSON any more. */
const readPage = (db: Database, after: number): z.infer<typeof links> =>
  links.parse(
    db.rows(
      `SELECT seq, content, previous, hash,
  CASE WHEN json_valid(content) AND typeof(content ->> '$.seq') = 'integer' THEN content ->> '$.seq' END AS written
FROM records
WHERE seq > ?
ORDER BY seq
LIMIT ?`,
      after,
      pageSize,
    ),
  );
