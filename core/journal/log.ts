import type { RecordKind } from '../../contracts/journal/record.ts';
import type { Database } from './database.ts';
import { entries, type JournalEntry } from './entry.ts';

export interface LogFilter {
  readonly tenant?: string | undefined;
  readonly kind?: RecordKind | undefined;
  /** Only records before this number: the next page. */
  readonly before?: number | undefined;
  /** At most so many; 100 unless told. */
  readonly limit?: number | undefined;
}

/** The audit trail, the last record first. */
export const readLog = (db: Database, { tenant, kind, before, limit }: LogFilter): JournalEntry[] =>
  entries(
    db,
    `(?1 IS NULL OR tenant = ?1)
  AND (?2 IS NULL OR kind = ?2)
  AND (?3 IS NULL OR seq < ?3)
ORDER BY seq DESC
LIMIT ?4`,
    tenant ?? null,
    kind ?? null,
    before ?? null,
    limit ?? 100,
  );
