import { z } from 'zod';
import type { RowCounts } from '../../contracts/journal/run.ts';
import type { Database } from './database.ts';
import { type EntryOf, entries, entriesOf, type JournalEntry } from './entry.ts';

type Finished = EntryOf<'run-finished'>['body'];

/** A run as the records tell it. `started`: not finished, or its process died and nobody recovered it yet. */
export interface RunView {
  readonly runId: string;
  readonly tenant: string | null;
  readonly actor: string;
  readonly command: string;
  readonly sources: readonly string[];
  /** Records of the first versions lack it. */
  readonly request?: NonNullable<EntryOf<'run-started'>['body']['request']>;
  /** How often it was begun. */
  readonly attempts: number;
  readonly startedAt: string;
  readonly finishedAt?: string;
  readonly status: 'started' | Finished['status'];
  readonly seconds?: number;
  /**
   * What is done, in order: `received` (the files' digests stand in the journal), `judged`, `announced` (the intent), `published`. After
   * an interruption some are done again.
   */
  readonly stages: readonly { readonly stage: string; readonly at: string }[];
  readonly deliveryId?: string;
  readonly evaluationId?: string;
  /** Empty until it is finished. */
  readonly datasets: { readonly [D in keyof Finished['datasets']]: RowCounts | undefined };
  readonly freed?: NonNullable<Finished['freed']>;
  /** What was done with the tables after it, where something was due: no part of its outcome. */
  readonly upkeep?: EntryOf<'upkeep'>['body'];
  readonly error?: NonNullable<Finished['error']>;
  readonly publications: readonly EntryOf<'publication-outcome'>[];
}

/** One run, or undefined where none of that id was started. */
export const findRun = (db: Database, runId: string): RunView | undefined =>
  foldRun(entries(db, 'run_id = ? ORDER BY seq', runId));

/** Everything that is said of a run, in order. */
export const recordsOfRun = (db: Database, runId: string): JournalEntry[] =>
  entries(db, 'run_id = ? ORDER BY seq', runId);

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

const tenantRow = z.object({ tenant: z.string() });

/** Everybody whom a record is about. */
export const tenantsOf = (db: Database): string[] =>
  db
    .rows('SELECT DISTINCT tenant FROM records WHERE tenant IS NOT NULL ORDER BY tenant')
    .map((row) => tenantRow.parse(row).tenant);

/** What the records of one run, in order, add up to. */
function foldRun(records: readonly JournalEntry[]): RunView | undefined {
  let view: RunView | undefined;
  for (const record of records) {
    if (record.kind === 'run-started') view = started(record);
    else if (view !== undefined) view = step(view, record);
  }
  return view;
}

const started = ({ at, actor, tenant, body: { request, ...body } }: EntryOf<'run-started'>): RunView => ({
  ...body,
  ...(request === undefined ? {} : { request }),
  attempts: 1,
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
      return done(view, record.body.stage, record);
    case 'delivery':
      return { ...done(view, 'received', record), deliveryId: record.body.deliveryId };
    case 'evaluation':
      return { ...done(view, 'judged', record), evaluationId: record.body.evaluationId };
    case 'publication-outcome':
      return { ...done(view, record.body.outcome, record), publications: [...view.publications, record] };
    case 'run-finished':
      return finished(view, record);
    case 'publication-intent':
      return done(view, 'announced', record);
    case 'run-resumed':
      return resumed(view, record);
    case 'upkeep':
      return { ...view, upkeep: record.body };
    case 'run-started':
    case 'run-planned':
    case 'rollback':
    case 'clean':
    case 'quarantine-operation':
    case 'quarantine-undo':
    case 'quarantine-return':
    case 'setting':
    case 'expiry':
    case 'relocation':
    case 'repair':
      return view;
    default:
      return record satisfies never;
  }
}

const done = (view: RunView, stage: string, { at }: JournalEntry): RunView => ({
  ...view,
  stages: [...view.stages, { stage, at }],
});

/** It is on again: what was said of its end no longer holds. */
function resumed(view: RunView, { body }: EntryOf<'run-resumed'>): RunView {
  const { finishedAt: _, seconds: __, error: ___, ...kept } = view;
  return { ...kept, status: 'started', datasets: {}, attempts: body.attempt };
}

/** The delivery as it was first received for a run; undefined where the run did not get so far. */
export const deliveryOfRun = (db: Database, runId: string): EntryOf<'delivery'> | undefined =>
  entriesOf(db, 'delivery', 'run_id = ? ORDER BY seq LIMIT 1', runId)[0];

/** What a run said it would publish; the last time where it said it more than once. */
export const plannedOfRun = (
  db: Database,
  runId: string,
  publicationId: string,
): EntryOf<'run-planned'> | undefined =>
  entriesOf(
    db,
    'run-planned',
    'run_id = ? AND publication_id = ? ORDER BY seq DESC LIMIT 1',
    runId,
    publicationId,
  )[0];

function finished(view: RunView, { at, body }: EntryOf<'run-finished'>): RunView {
  const { status, seconds, datasets, deliveryId, evaluationId, freed, error } = body;
  return {
    ...view,
    status,
    seconds,
    datasets,
    finishedAt: at,
    ...(deliveryId === undefined ? {} : { deliveryId }),
    ...(evaluationId === undefined ? {} : { evaluationId }),
    ...(freed === undefined ? {} : { freed }),
    ...(error === undefined ? {} : { error }),
  };
}
