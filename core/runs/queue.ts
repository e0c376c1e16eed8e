import { z } from 'zod';
import type { RunOrder } from '../../contracts/runs/order.ts';
import type { RunProgress } from '../../contracts/runs/progress.ts';
import type { RunState } from '../../contracts/runs/state.ts';
import { type Database, openDatabase } from '../journal/database.ts';
import { isActive, type RunEvent, stepOf } from './machine.ts';
import { pickNext } from './pick-next.ts';
import { refused, unknownRun } from './refusals.ts';
import { isAlive, parseMark, type ProcessMark, thisProcess } from './process-mark.ts';
import { queueKind } from './queue.sql.ts';
import { parseRun, type QueuedRun, type RunFault } from './queue-row.ts';

export interface QueueOptions {
  readonly clock: () => Date;
  readonly self?: ProcessMark;
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

/** A process that gave no sign for so long is taken for dead where nobody can look: on another machine, in another container. */
const silenceMilliseconds = 60_000;

const active = ['starting', 'running', 'cancelling', 'publishing'] as const satisfies readonly RunState[];
const pending = ['queued', 'waiting'] as const satisfies readonly RunState[];

/**
 * The runs of a workspace that wait or are on, and where each is. Shared by any number of processes: every change is one transaction
 * that holds the write lock from its start, so that no run is taken twice. Calls block and take milliseconds. Errors as the
 * journal's.
 */
export class RunQueue implements Disposable {
  readonly #db: Database;
  readonly #clock: () => Date;
  readonly #self: ProcessMark;

  constructor(file: string, { clock, self = thisProcess() }: QueueOptions) {
    this.#db = openDatabase(file, queueKind);
    this.#clock = clock;
    this.#self = self;
  }

  /** Puts runs into the queue, all or none; they are on the disk when it returns. True where a living engine will take them. */
  add(runs: readonly NewRun[]): boolean {
    this.#db.run('PRAGMA synchronous = FULL');
    try {
      return this.#db.immediate(() => {
        for (const run of runs) this.#insert(run);
        return this.#hasEngine();
      });
    } finally {
      this.#db.run('PRAGMA synchronous = NORMAL');
    }
  }

  /**
   * Takes the run whose turn it is, unless `slots` runs are on already; first says of runs whose process is gone that they are
   * interrupted. Undefined where there is none to take now.
   */
  claim(slots: number): QueuedRun | undefined {
    return this.#db.immediate(() => {
      const now = this.#now();
      const on = this.#sweep(now);
      if (on.length >= slots) return undefined;
      const next = pickNext({
        now,
        pending: this.#in(pending),
        busyTenants: on.map(({ tenant }) => tenant),
        lastTurn: this.#turns(),
      });
      return next === undefined ? undefined : this.#take(next.runId, now);
    });
  }

  /** Takes this very run, whoever's turn it is; USAGE where its state does not allow it. */
  claimThis(runId: string): QueuedRun {
    return this.#db.immediate(() => this.#take(runId, this.#now()));
  }

  /** Says that this process works on an attempt. False where the attempt is not the last one any more: it must not begin. */
  attach({ runId, attempt }: Attempt): boolean {
    return (
      this.#db.immediate(() =>
        this.#db.run(
          'UPDATE runs SET worker = ?, beat_at = ? WHERE run_id = ? AND attempt = ? AND state IN (?, ?)',
          JSON.stringify(this.#self),
          this.#now(),
          runId,
          attempt,
          'starting',
          'cancelling',
        ),
      ) === 1
    );
  }

  /** Something happened to an attempt. Returns the run's state afterwards. */
  report({ runId, attempt }: Attempt, event: RunEvent, details: EventDetails = {}): RunState | undefined {
    return this.#db.immediate(() => {
      const run = this.find(runId);
      if (run === undefined) return undefined;
      // That it is done is true whoever did it.
      if (run.attempt !== attempt && event !== 'published' && event !== 'unchanged') return run.state;
      return this.#apply(run, event, details);
    });
  }

  /** Keeps how far an attempt is, as a sign of life too. Not on the disk at once. */
  progress({ runId, attempt }: Attempt, progress?: RunProgress): void {
    this.#db.immediate(() =>
      this.#db.run(
        'UPDATE runs SET progress = coalesce(?, progress), beat_at = ? WHERE run_id = ? AND attempt = ?',
        progress === undefined ? null : JSON.stringify(progress),
        this.#now(),
        runId,
        attempt,
      ),
    );
  }

  /** A person asks for it. Throws USAGE, with what the run is, where that cannot be. */
  ask(runId: string, event: 'cancel' | 'resume' | 'retry'): RunState {
    return this.#db.immediate(() => {
      this.#sweep(this.#now());
      const run = this.find(runId);
      if (run === undefined) throw unknownRun(runId);
      if (stepOf(run.state, event) === 'refuse') throw refused(runId, event, run.state);
      return this.#apply(run, event, {});
    });
  }

  find(runId: string): QueuedRun | undefined {
    const [row] = this.#db.rows('SELECT * FROM runs WHERE run_id = ?', runId);
    return row === undefined ? undefined : parseRun(row);
  }

  /** Those that wait or are on, in the order of their arrival. */
  open(): readonly QueuedRun[] {
    return this.#in([...pending, ...active]);
  }

  inState(state: RunState): readonly QueuedRun[] {
    return this.#in([state]);
  }

  /** Says of runs whose process is gone that they are interrupted. */
  sweep(): void {
    this.#db.immediate(() => this.#sweep(this.#now()));
  }

  /** This process takes runs from the queue from now on, or still does. */
  engineIsOn(): void {
    this.#db.immediate(() =>
      this.#db.run(
        'INSERT OR REPLACE INTO engines (mark, beat_at) VALUES (?, ?)',
        JSON.stringify(this.#self),
        this.#now(),
      ),
    );
  }

  /** This process stops taking runs: only when none waits, unless `anyhow`. Returns whether it stopped. */
  engineLeaves(anyhow = false): boolean {
    return this.#db.immediate(() => {
      if (!anyhow && this.#in(pending).length > 0) return false;
      this.#db.run('DELETE FROM engines WHERE mark = ?', JSON.stringify(this.#self));
      return true;
    });
  }

  [Symbol.dispose](): void {
    this.#db.close();
  }

  #now(): number {
    return this.#clock().getTime();
  }

  #in(states: readonly RunState[]): readonly QueuedRun[] {
    return this.#db
      .rows(
        'SELECT * FROM runs WHERE state IN (SELECT value FROM json_each(?)) ORDER BY place',
        JSON.stringify(states),
      )
      .map(parseRun);
  }

  #insert({ runId, order, priority = 0, owned = false }: NewRun): void {
    const now = this.#now();
    const self = owned ? JSON.stringify(this.#self) : null;
    this.#db.run(
      `INSERT INTO runs (run_id, tenant, state, run_order, priority, attempt, tries, queued_at, due_at, changed_at, beat_at, engine, worker)
VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?)`,
      runId,
      order.tenant,
      owned ? 'starting' : 'queued',
      JSON.stringify(order),
      priority,
      owned ? 1 : 0,
      now,
      now,
      now,
      now,
      self,
      self,
    );
  }

  #take(runId: string, now: number): QueuedRun {
    const run = this.find(runId);
    if (run === undefined) throw unknownRun(runId);
    if (stepOf(run.state, 'claim') === 'refuse') throw refused(runId, 'claim', run.state);
    this.#db.run(
      'UPDATE runs SET attempt = attempt + 1, engine = ?, worker = NULL, progress = NULL, beat_at = ? WHERE run_id = ?',
      JSON.stringify(this.#self),
      now,
      runId,
    );
    this.#db.run('INSERT OR REPLACE INTO turns (tenant, at) VALUES (?, ?)', run.tenant, now);
    this.#apply(run, 'claim', {});
    return this.find(runId) ?? run;
  }

  #apply(run: QueuedRun, event: RunEvent, { error, wait = 0 }: EventDetails): RunState {
    const step = stepOf(run.state, event);
    if (step === 'ignore' || step === 'refuse') return run.state;
    const now = this.#now();
    // A person who asks for another attempt gets all of them anew.
    const tries = event === 'begin' ? run.tries + 1 : event === 'resume' || event === 'retry' ? 0 : run.tries;
    this.#db.run(
      'UPDATE runs SET state = ?, tries = ?, due_at = ?, changed_at = ?, error = coalesce(?, CASE WHEN ? THEN NULL ELSE error END) WHERE run_id = ?',
      step,
      tries,
      now + wait,
      now,
      error === undefined ? null : JSON.stringify(error),
      event === 'begin' || event === 'published' || event === 'unchanged' ? 1 : 0,
      run.runId,
    );
    return step;
  }

  /** Inside a transaction. Returns the runs that are on. */
  #sweep(now: number): readonly QueuedRun[] {
    return this.#in(active).filter((run) => {
      const mark = run.worker ?? run.engine;
      if (mark !== null && this.#lives(mark, run.beatAt, now)) return true;
      return isActive(this.#apply(run, run.worker === null ? 'release' : 'lose', {}));
    });
  }

  #lives(mark: ProcessMark, beatAt: number, now: number): boolean {
    const alive = isAlive(mark);
    return alive === 'unknown' ? now - beatAt < silenceMilliseconds : alive;
  }

  #turns(): ReadonlyMap<string, number> {
    const turn = z.object({ tenant: z.string(), at: z.number() });
    return new Map(
      this.#db.rows('SELECT tenant, at FROM turns').map((row) => {
        const { tenant, at } = turn.parse(row);
        return [tenant, at];
      }),
    );
  }

  #hasEngine(): boolean {
    const engine = z.object({ mark: z.string(), beat_at: z.number() });
    for (const row of this.#db.rows('SELECT mark, beat_at FROM engines')) {
      const { mark, beat_at } = engine.parse(row);
      if (this.#lives(parseMark(mark), beat_at, this.#now())) return true;
      this.#db.run('DELETE FROM engines WHERE mark = ?', mark);
    }
    return false;
  }
}
