import { z } from 'zod';
import {
  type RecordKind,
  type RecordOf,
  recordSchema,
  recordSchemas,
} from '../../contracts/journal/record.ts';
import { QuaysideError } from '../base/errors.ts';
import type { Database, Parameter, Row } from './database.ts';

/** A record with its link of the chain. */
export type EntryOf<K extends RecordKind> = RecordOf<K> & { readonly hash: string };
export type JournalEntry = { [K in RecordKind]: EntryOf<K> }[RecordKind];

const schemas: { readonly [K in RecordKind]: z.ZodType<RecordOf<K>> } = recordSchemas;
const stored = z.object({ seq: z.number(), content: z.string(), hash: z.string() });

/** The records that a condition picks, in its order. `where` is our own text; values go in as parameters. */
export function entries(db: Database, where: string, ...parameters: readonly Parameter[]): JournalEntry[] {
  return db
    .rows(`SELECT seq, content, hash FROM records WHERE ${where}`, ...parameters)
    .map((row) => decode(row, (content) => recordSchema.parse(content)));
}

/** As `entries`, of one kind. */
export function entriesOf<K extends RecordKind>(
  db: Database,
  kind: K,
  where: string,
  ...parameters: readonly Parameter[]
): EntryOf<K>[] {
  const schema = schemas[kind];
  return db
    .rows(`SELECT seq, content, hash FROM records WHERE kind = ? AND ${where}`, kind, ...parameters)
    .map((row) => decode(row, (content) => schema.parse(content)));
}

function decode<T>(row: Row, parse: (content: unknown) => T): T & { readonly hash: string } {
  const { seq, content, hash } = stored.parse(row);
  try {
    return { ...parse(JSON.parse(content)), hash };
  } catch (cause) {
    throw new QuaysideError(
      'JOURNAL_DAMAGED',
      `Record ${seq} of the journal is not what Quayside writes; run "quayside audit verify" to see what else was changed.`,
      { cause, parameters: { seq } },
    );
  }
}
