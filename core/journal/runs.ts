import { z } from 'zod';
import type { RowCounts } from '../../contracts/journal/run.ts';
import type { Database } from './database.ts';
import { type EntryOf, entries, type JournalEntry } from './entry.ts';

type Finished = EntryOf<'run-finished'>['body'];

/** A run as the records tell it. `started`: not finished, or its process died and nobody recovered it yet. */
export interface RunView {
  readonly runId: string;
  readonly tenant: string | null;
  readonly actor: string;
  readonly command: string;
  readonly sources: readonly string[];
  readonly startedAt: string;
  readonly finishedAt?: string;
  readonly status: 'started' | Finished['status'];
  readonly seconds?: number;
  /** Stages that are done, in order. */
  readonly stages: readonly { readonly stage: string; readonly at: string }[];
  readonly deliveryId?: string;
  readonly evaluationId?: string;
  /** Empty until it is finished. */
  readonly datasets: { readonly [D in keyof Finished['datasets']]: RowCounts | undefined };
  readonly error?: NonNullable<Finished['error']>;
  readonly publications: readonly EntryOf<'publication-outcome'>[];
}

/** One run, or undefined where none of that id was started. */
export const findRun = (db: Database, runId: string): RunView | undefined =>
  foldRun(entries(db, 'run_id = ? ORDER BY seq', runId));

export interface RunFilter {
  readonly tenant?: string | undefined;
  /** Only runs that started before the record of this number: the next page. */
  readonly before?: number | undefined;
  /** At most so many; 50 unless told. */
  readonly limit?: number | undefined;
}

const runRow = z.object({ run_id: z.string() });

/** Runs, the last started first. */
export const listRuns = (db: Database, { tenant, before, limit }: RunFilter): RunView[] =>
  db
    .rows(
      `SELECT run_id FROM records
WHERE kind = 'run-started'
  AND (?1 IS NULL OR tenant = ?1)
  AND (?2 IS NULL OR seq < ?2)
ORDER BY seq DESC
LIMIT ?3`,
      tenant ?? null,
      before ?? null,
      limit ?? 50,
    )
    .map((row) => findRun(db, runRow.parse(row).run_id))
    .filter((run) => run !== undefined);

/** What the records of one run, in order, add up to. */
function foldRun(records: readonly JournalEntry[]): RunView | undefined {
  let view: RunView | undefined;
  for (const record of records) {
    if (record.kind === 'run-started') view = started(record);
    else if (view !== undefined) view = step(view, record);
  }
  return view;
}

const started = ({ at, actor, tenant, body }: EntryOf<'run-started'>): RunView => ({
  ...body,
  tenant,
  actor,
  startedAt: at,
  status: 'started',
  stages: [],
  datasets: {},
  publications: [],
});

function step(view: RunView, record: JournalEntry): RunView {
  switch (record.kind) {
    case 'run-stage':
      return { ...view, stages: [...view.stages, { stage: record.body.stage, at: record.at }] };
    case 'delivery':
      return { ...view, deliveryId: record.body.deliveryId };
    case 'evaluation':
      return { ...view, evaluationId: record.body.evaluationId };
    case 'publication-outcome':
      return { ...view, publications: [...view.publications, record] };
    case 'run-finished':
      return finished(view, record);
    case 'run-started':
    case 'publication-intent':
    case 'rollback':
    case 'clean':
    case 'setting':
    case 'expiry':
    case 'relocation':
      return view;
    default:
      return record satisfies never;
  }
}

function finished(view: RunView, { at, body }: EntryOf<'run-finished'>): RunView {
  const { status, seconds, datasets, deliveryId, evaluationId, error } = body;
  return {
    ...view,
    status,
    seconds,
    datasets,
    finishedAt: at,
    ...(deliveryId === undefined ? {} : { deliveryId }),
    ...(evaluationId === undefined ? {} : { evaluationId }),
    ...(error === undefined ? {} : { error }),
  };
}
