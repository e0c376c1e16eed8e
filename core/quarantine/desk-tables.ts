import type { DatasetName } from '../../contracts/data/dataset.ts';
import { ident, type Sql } from '../sql/sql.ts';

/**
 * DuckDB tables that a desk holds of one tenant's open quarantine.
 *
 * `now`: a row as it is after the operations: n (BIGINT, its place), all columns of the quarantine table (`raw__…` as they are now; `violations`
 * as recorded), ops (numbers of the operations that changed it, between commas), waived (codes, between commas), decision (`rejected`,
 * `kept`), assignee, waits_for, note.
 * `verdict`: n, violations (as in the quarantine table, as they are now), errors (how many of them keep it here; of a rejected row too).
 */
export interface DeskTables {
  readonly now: Sql;
  readonly verdict: Sql;
}

export const deskTables = (dataset: DatasetName): DeskTables => ({
  now: ident(`desk_now_${dataset}`),
  verdict: ident(`desk_verdict_${dataset}`),
});

export const rawOf = (field: string): Sql => ident(`raw__${field}`);

/** What operations may change of a row beside its texts. */
export const stateColumns = ['waived', 'decision', 'assignee', 'waits_for', 'note'] as const;
export type StateColumn = (typeof stateColumns)[number];
