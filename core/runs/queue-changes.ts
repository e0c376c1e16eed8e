import { z } from 'zod';
import type { RunOrder } from '../../contracts/runs/order.ts';
import type { RunState } from '../../contracts/runs/state.ts';
import type { Database } from '../journal/database.ts';
import { type RunEvent, stepOf } from './machine.ts';
import { isAlive, type ProcessMark } from '../base/process-mark.ts';
import { parseRun, type QueuedRun, type RunFault } from './queue-row.ts';
import { refused, unknownRun } from './refusals.ts';

/** The queue as one process has it open. What changes it is called inside `immediate`. */
export interface QueueSide {
  readonly db: Database;
  /** In milliseconds. */
  readonly now: () => number;
  readonly self: ProcessMark;
  /** In [0, 1). */
  readonly random: () => number;
}

/** A new run. `owned`: this process does it at once, without a turn. */
export interface NewRun {
  readonly runId: string;
  readonly order: RunOrder;
  readonly priority?: number;
  readonly owned?: boolean;
}

/** One attempt of a run; what is said of an attempt that is not the last one any more changes nothing. */
export interface Attempt {
  readonly runId: string;
  readonly attempt: number;
}

/** What an event says besides its name. */
export interface EventDetails {
  readonly error?: RunFault | undefined;
  /** Milliseconds from now until it may be tried again. */
  readonly wait?: number;
}

export const activeStates: readonly RunState[] = ['starting', 'running', 'cancelling', 'publishing'];
export const pendingStates: readonly RunState[] = ['queued', 'waiting'];

/**
 * A process that gave no sign for so long is taken for dead where nobody can look: on another machine, in another container. So is one
 * whose sign is of a time to come: the clock was set back since.
 */
const silenceMilliseconds = 60_000;

export const lives = (mark: ProcessMark, beatAt: number, now: number): boolean => {
  const alive = isAlive(mark);
  return alive === 'unknown' ? Math.abs(now - beatAt) < silenceMilliseconds : alive;
};

export function findRun(db: Database, runId: string): QueuedRun | undefined {
  const [row] = db.rows('SELECT * FROM runs WHERE run_id = ?', runId);
  return row === undefined ? undefined : parseRun(row);
}

/** In the order of their arrival. */
export const runsIn = (db: Database, states: readonly RunState[]): readonly QueuedRun[] =>
  db
    .rows(
      'SELECT * FROM runs WHERE state IN (SELECT value FROM json_each(?)) ORDER BY place',
      JSON.stringify(states),
    )
    .map(parseRun);

const turn = z.object({ tenant: z.string(), at: z.number() });

/** When a run of a tenant was last taken, in milliseconds. */
export const lastTurns = (db: Database): ReadonlyMap<string, number> =>
  new Map(
    db
      .rows('SELECT tenant, at FROM turns')
      .map((row) => turn.parse(row))
      .map(({ tenant, at }) => [tenant, at]),
  );

export function insertRun({ db, now, self }: QueueSide, run: NewRun): void {
  const { runId, order, priority = 0, owned = false } = run;
  const at = now();
  const mark = owned ? JSON.stringify(self) : null;
  db.run(
    `INSERT INTO runs (run_id, tenant, state, run_order, priority, attempt, tries, queued_at, due_at, changed_at, beat_at, engine, worker)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7, ?7, ?7, ?7, ?8, ?8)`,
    runId,
    order.tenant,
    owned ? 'starting' : 'queued',
    JSON.stringify(order),
    priority,
    owned ? 1 : 0,
    at,
    mark,
  );
}

/** A new attempt, by this process or by a worker that it starts. */
export function takeRun(side: QueueSide, runId: string): QueuedRun {
  const { db, now, self } = side;
  const run = findRun(db, runId);
  if (run === undefined) throw unknownRun(runId);
  if (stepOf(run.state, 'claim') === 'refuse') throw refused(runId, 'claim', run.state);
  db.run(
    'UPDATE runs SET attempt = attempt + 1, engine = ?, worker = NULL, progress = NULL, beat_at = ? WHERE run_id = ?',
    JSON.stringify(self),
    now(),
    runId,
  );
  db.run('INSERT OR REPLACE INTO turns (tenant, at) VALUES (?, ?)', run.tenant, now());
  applyEvent(side, run, 'claim');
  return findRun(db, runId) ?? run;
}

/** Says that this process works on an attempt; false where it is not the last one any more, or has begun. */
export const attachWorker = ({ db, now, self }: QueueSide, { runId, attempt }: Attempt): boolean =>
  db.run(
    "UPDATE runs SET worker = ?, beat_at = ? WHERE run_id = ? AND attempt = ? AND state IN ('starting', 'cancelling')",
    JSON.stringify(self),
    now(),
    runId,
    attempt,
  ) === 1;

/** What is long over: the journal has it. */
export const forgetOld = ({ db, now }: QueueSide): number =>
  db.run(
    "DELETE FROM runs WHERE state IN ('failed', 'cancelled', 'published', 'unchanged') AND changed_at < ?",
    now() - keptMilliseconds,
  );

const keptMilliseconds = 30 * 86_400_000;

/** Changes a run as the machine's table says; returns its state afterwards. */
export function applyEvent(
  { db, now }: QueueSide,
  run: QueuedRun,
  event: RunEvent,
  { error, wait = 0 }: EventDetails = {},
): RunState {
  const step = stepOf(run.state, event);
  if (step === 'ignore' || step === 'refuse') return run.state;
  const at = now();
  db.run(
    'UPDATE runs SET state = ?, tries = ?, due_at = ?, changed_at = ?, error = ? WHERE run_id = ?',
    step,
    triesAfter(run, event),
    at + wait,
    at,
    errorAfter(run, event, error),
    run.runId,
  );
  return step;
}

/** Who asks for another attempt gets all of them anew. */
function triesAfter({ tries, state }: QueuedRun, event: RunEvent): number {
  // A process that dies before it even begins was a try too.
  if (event === 'begin' || (event === 'lose' && state === 'starting')) return tries + 1;
  return event === 'resume' || event === 'retry' ? 0 : tries;
}

/** The last fault stays until it is known to be over. */
function errorAfter(run: QueuedRun, event: RunEvent, error: RunFault | undefined): string | null {
  if (error !== undefined) return JSON.stringify(error);
  const isOver = event === 'published' || event === 'unchanged' || event === 'cancelled';
  return isOver || run.error === null ? null : JSON.stringify(run.error);
}

/** Of runs that are over: their process still puts the tables in order. */
export const runsInUpkeep = (db: Database): readonly QueuedRun[] =>
  db.rows('SELECT * FROM runs WHERE upkeep IS NOT NULL ORDER BY place').map(parseRun);

/** The process that did an attempt puts the tables in order (`on`), or is done with that. */
export const noteUpkeep = ({ db, now, self }: QueueSide, { runId, attempt }: Attempt, on: boolean): void => {
  db.run(
    'UPDATE runs SET upkeep = ?, worker = ?, beat_at = ? WHERE run_id = ? AND attempt = ?',
    on ? 'on' : null,
    JSON.stringify(self),
    now(),
    runId,
    attempt,
  );
};

/** Asks for the end of a run's upkeep; false where none is on. */
export const stopUpkeep = ({ db }: QueueSide, runId: string): boolean =>
  db.run("UPDATE runs SET upkeep = 'stopping' WHERE run_id = ? AND upkeep IS NOT NULL", runId) === 1;
