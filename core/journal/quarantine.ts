import { QuaysideError } from '../base/errors.ts';
import type { NewRecord } from '../../contracts/journal/record.ts';
import type { Database } from './database.ts';
import { entries, type EntryOf } from './entry.ts';

export type QuarantineEntry = EntryOf<'quarantine-operation' | 'quarantine-undo'>;

/** What stewards did to a tenant's quarantine, oldest first: operations, undos and redos. */
export const quarantineEntries = (db: Database, tenant: string): QuarantineEntry[] =>
  entries(
    db,
    `tenant = ? AND kind IN ('quarantine-operation', 'quarantine-undo') ORDER BY seq`,
    tenant,
  ).filter(isQuarantineEntry);

const isQuarantineEntry = (entry: { readonly kind: NewRecord['kind'] }): entry is QuarantineEntry =>
  entry.kind === 'quarantine-operation' || entry.kind === 'quarantine-undo';

/** The number of the last of them; 0 where there is none. */
export function quarantineHead(db: Database, tenant: string): number {
  const [row] = db.rows(
    `SELECT max(seq) AS seq FROM records WHERE tenant = ? AND kind IN ('quarantine-operation', 'quarantine-undo')`,
    tenant,
  );
  return Number(row?.['seq'] ?? 0);
}

/** Throws a retryable CONFLICT where somebody else did something to the tenant's quarantine since the record `head`. */
export function assertQuarantineHead(db: Database, tenant: string, head: number): void {
  const now = quarantineHead(db, tenant);
  if (now === head) return;
  throw new QuaysideError(
    'CONFLICT',
    `Somebody else changed the quarantine of ${tenant} meanwhile (expected record ${head} to be the last, found ${now}); nothing was done. Look at it again, then do it again.`,
    { retryable: true, parameters: { tenant, expected: head, found: now } },
  );
}
