import type { Database } from './database.ts';
import { type EntryOf, entriesOf } from './entry.ts';
import { answers } from './evaluation-id.ts';
import { lastPublication } from './publications.ts';
import { findRun, type RunView } from './runs.ts';

/** How an evaluation was recorded; the last time where it was judged more than once. */
export const findEvaluation = (db: Database, evaluationId: string): EntryOf<'evaluation'> | undefined =>
  entriesOf(db, 'evaluation', 'evaluation_id = ? ORDER BY seq DESC LIMIT 1', evaluationId)[0];

export interface RepeatRequest {
  readonly tenant: string;
  readonly basisId: string;
  /** `given`: asked for; otherwise `time` is now. */
  readonly asOf: { readonly given: boolean; readonly time: string };
}

/** The recorded result that answers a request. */
export interface Repeat {
  readonly evaluation: EntryOf<'evaluation'>;
  readonly publication: EntryOf<'publication-outcome'>;
  /** The run that published it. */
  readonly run: RunView | undefined;
}

/**
 * The record that answers a request: its evaluation is the tenant's last publication, has the same basis, and would come out the same
 * at the requested time. Undefined: judge anew.
 */
export function findRepeat(db: Database, { tenant, basisId, asOf }: RepeatRequest): Repeat | undefined {
  const publication = lastPublication(db, tenant);
  const id = publication?.body.evaluationId;
  const evaluation = id === undefined ? undefined : findEvaluation(db, id);
  if (publication === undefined || evaluation === undefined) return undefined;
  if (evaluation.body.basisId !== basisId || !answers(evaluation.body.asOf, asOf)) return undefined;
  const { runId } = publication.body;
  return { evaluation, publication, run: runId === undefined ? undefined : findRun(db, runId) };
}
