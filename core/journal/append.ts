import { z } from 'zod';
import { type NewRecord, recordSchema } from '../../contracts/journal/record.ts';
import { QuaysideError } from '../base/errors.ts';
import { canonicalJson } from './canonical-json.ts';
import { chainHash, genesis, type JournalHead } from './chain.ts';
import type { Database } from './database.ts';
import type { JournalEntry } from './entry.ts';

const headRow = z.object({ seq: z.number(), hash: z.string() });

/** The last record; `seq` 0 and the genesis hash where there is none. */
export function readHead(db: Database): JournalHead {
  const [row] = db.rows('SELECT seq, hash FROM records ORDER BY seq DESC LIMIT 1');
  return row === undefined ? { seq: 0, hash: genesis } : headRow.parse(row);
}

/** Appends the records behind the head; only inside `immediate`, or two writers would follow the same record. */
export function appendRecords(
  db: Database,
  records: readonly NewRecord[],
  { at, actor }: { readonly at: string; readonly actor: string },
): JournalEntry[] {
  let head = readHead(db);
  return records.map((record) => {
    const seq = head.seq + 1;
    const checked = check({ ...record, seq, at, actor });
    const content = canonicalJson(checked);
    const hash = chainHash(head.hash, content);
    db.run(
      'INSERT INTO records (seq, content, previous, hash) VALUES (?, ?, ?, ?)',
      seq,
      content,
      head.hash,
      hash,
    );
    head = { seq, hash };
    return { ...checked, hash };
  });
}

function check(record: unknown): z.infer<typeof recordSchema> {
  const result = recordSchema.safeParse(record);
  if (result.success) return result.data;
  throw new QuaysideError(
    'INTERNAL',
    `A record does not fit the journal: ${z.prettifyError(result.error).replaceAll(/\s+/g, ' ')}.`,
    { cause: result.error },
  );
}
