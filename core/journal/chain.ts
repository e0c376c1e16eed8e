import { hash } from 'node:crypto';
import { QuaysideError } from '../base/errors.ts';

/** What the first record follows. */
export const genesis = '0'.repeat(64);

/** The hash of a record: SHA-256 over the hash before it and its canonical JSON, in UTF-8. */
export const chainHash = (previous: string, content: string): string => hash('sha256', previous + content);

/** The last record: how many there are and the hash that stands for all of them. */
export interface JournalHead {
  readonly seq: number;
  readonly hash: string;
}

/** As it stands in a snapshot's summary: `42-<64 hex digits>`. */
export const formatHead = ({ seq, hash: digest }: JournalHead): string => `${seq}-${digest}`;

/** Reads what `formatHead` wrote. */
export function parseHead(text: string): JournalHead {
  const [, seq, digest] = /^(\d{1,15})-([0-9a-f]{64})$/.exec(text) ?? [];
  if (seq !== undefined && digest !== undefined) return { seq: Number(seq), hash: digest };
  throw new QuaysideError(
    'JOURNAL_DAMAGED',
    `${JSON.stringify(text.slice(0, 100))} is no head of a journal: expected <number>-<SHA-256 in hex>; the snapshot summary it was found in was not written by Quayside, or was changed.`,
  );
}
