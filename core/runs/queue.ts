import type { RunOrder } from '../../contracts/runs/order.ts';
import type { RunProgress } from '../../contracts/runs/progress.ts';
import type { RunState } from '../../contracts/runs/state.ts';
import { openDatabase } from '../journal/database.ts';
import type { RunEvent } from './machine.ts';
import { type PendingRun, pickNext } from './pick-next.ts';
import { type ProcessMark, thisProcess } from '../base/process-mark.ts';
import { queueKind } from './queue.sql.ts';
import {
  activeStates,
  type Attempt,
  applyEvent,
  attachWorker,
  type EventDetails,
  findRun,
  forgetOld,
  insertRun,
  lastTurns,
  noteUpkeep,
  type NewRun,
  pendingStates,
  type QueueSide,
  runsIn,
  stopUpkeep,
  takeRun,
} from './queue-changes.ts';
import { askFor, isRevivable, loseRun, reviveInterrupted, sweepDead } from './lost-runs.ts';
import { engineIsOn, engineLeaves, forgetDeadEngines, hasEngine } from './queue-engines.ts';
import type { QueuedRun } from './queue-row.ts';

export interface QueueOptions {
  readonly clock: () => Date;
  readonly self?: ProcessMark;
  /** In [0, 1). */
  readonly random?: () => number;
}

/**
 * The runs of a workspace that wait or are on, and where each is. Shared by any number of processes: every change is one transaction
 * that holds the write lock from its start, so that no run is taken twice. Calls block and take milliseconds. Errors as the
 * journal's.
 */
export class RunQueue implements Disposable {
  readonly #here: QueueSide;

  constructor(file: string, { clock, self = thisProcess(), random = Math.random }: QueueOptions) {
    this.#here = { db: openDatabase(file, queueKind), now: () => clock().getTime(), self, random };
  }

  /** Puts runs into the queue, all or none; they are on the disk when it returns. True where a living engine will take them. */
  add(runs: readonly NewRun[]): boolean {
    this.#here.db.run('PRAGMA synchronous = FULL');
    try {
      return this.#change((here) => {
        forgetOld(here);
        for (const run of runs) insertRun(here, run);
        return hasEngine(here);
      });
    } finally {
      this.#here.db.run('PRAGMA synchronous = NORMAL');
    }
  }

  /** Gives a run a place that the journal knows and the queue does not: begun before there was one, or in a file that was lost. */
  restore(runId: string, order: RunOrder, state: RunState): void {
    this.#change((here) => {
      if (findRun(here.db, runId) !== undefined) return;
      insertRun(here, { runId, order });
      here.db.run('UPDATE runs SET state = ? WHERE run_id = ?', state, runId);
    });
  }

  /**
   * An engine takes the run whose turn it is, unless `slots` runs are on already; first it sees to it that runs whose process is gone are
   * tried again. Undefined where there is none to take now.
   */
  claim(slots: number): QueuedRun | undefined {
    return this.#change((here) => {
      const next = nextRun(here, slots);
      return next === undefined ? undefined : takeRun(here, next.runId);
    });
  }

  /** Whether `claim` would give a run now. */
  hasNext(slots: number): boolean {
    return this.#change((here) => nextRun(here, slots) !== undefined);
  }

  /** A person asks for another attempt and this process makes it at once, whoever's turn it is. Throws as `ask`. */
  takeAgain(runId: string, event: 'resume' | 'retry'): QueuedRun {
    return this.#change((here) => {
      askFor(here, runId, event);
      const run = takeRun(here, runId);
      attachWorker(here, run);
      return run;
    });
  }

  /** Says that this process works on an attempt. False where the attempt is not the last one any more: it must not begin. */
  attach({ runId, attempt }: Attempt): boolean {
    return this.#change((here) => attachWorker(here, { runId, attempt }));
  }

  /** Something happened to an attempt. Returns the run's state afterwards. */
  report({ runId, attempt }: Attempt, event: RunEvent, details: EventDetails = {}): RunState | undefined {
    return this.#change((here) => {
      const run = findRun(here.db, runId);
      // That it is done is true whoever did it.
      const counts = run?.attempt === attempt || event === 'published' || event === 'unchanged';
      if (run === undefined || !counts) return run?.state;
      return event === 'lose' ? loseRun(here, run) : applyEvent(here, run, event, details);
    });
  }

  /** Keeps how far an attempt is, as a sign of life too. Not on the disk at once. */
  progress({ runId, attempt }: Attempt, progress?: RunProgress): void {
    this.#change(({ db, now }) =>
      db.run(
        'UPDATE runs SET progress = coalesce(?, progress), beat_at = ? WHERE run_id = ? AND attempt = ?',
        progress === undefined ? null : JSON.stringify(progress),
        now(),
        runId,
        attempt,
      ),
    );
  }

  /** A person asks for it. Throws USAGE, with what the run is, where that cannot be. */
  ask(runId: string, event: 'cancel' | 'resume' | 'retry'): RunState {
    return this.#change((here) => askFor(here, runId, event));
  }

  /** The process that did an attempt puts the tables in order, or is done with that: it still takes a place among those that are on. */
  upkeep(attempt: Attempt, on: boolean): void {
    this.#change((here) => noteUpkeep(here, attempt, on));
  }

  /** A person asks for the end of the upkeep after a run. False where none is on. */
  stopUpkeep(runId: string): boolean {
    return this.#change((here) => {
      sweepDead(here);
      return stopUpkeep(here, runId);
    });
  }

  find(runId: string): QueuedRun | undefined {
    return findRun(this.#here.db, runId);
  }

  /** Those that wait or are on, in the order of their arrival. */
  open(): readonly QueuedRun[] {
    return runsIn(this.#here.db, [...pendingStates, ...activeStates]);
  }

  inState(state: RunState): readonly QueuedRun[] {
    return runsIn(this.#here.db, [state]);
  }

  /** Says of runs whose process is gone that they are interrupted; where an engine lives they are tried again. */
  sweep(): void {
    this.#change(sweepDead);
  }

  /** Runs wait or were interrupted, and no living process takes them: the last one was killed or told to stop. */
  needsEngine(): boolean {
    return this.#change((here) => {
      sweepDead(here);
      const waits = runsIn(here.db, pendingStates).length > 0;
      const again = () => runsIn(here.db, ['interrupted']).some((run) => isRevivable(here, run));
      return (waits || again()) && !hasEngine(here);
    });
  }

  /** Takes engines off the list whose process is gone; returns how many. */
  forgetDeadEngines(): number {
    return this.#change(forgetDeadEngines);
  }

  /** This process takes runs from the queue from now on, or still does; `mark`: another one that was just started does. */
  engineIsOn(mark = this.#here.self): void {
    this.#change((here) => {
      engineIsOn(here, mark);
      // Nobody sees what it goes on with as over.
      reviveInterrupted(here);
    });
  }

  /** This process stops taking runs: only when none waits, unless `anyhow`. Returns whether it stopped. */
  engineLeaves(anyhow = false): boolean {
    return this.#change((here) => engineLeaves(here, anyhow));
  }

  [Symbol.dispose](): void {
    this.#here.db.close();
  }

  #change<T>(work: (here: QueueSide) => T): T {
    return this.#here.db.immediate(() => work(this.#here));
  }
}

function nextRun(here: QueueSide, slots: number): PendingRun | undefined {
  const on = sweepDead(here);
  reviveInterrupted(here);
  if (on.length >= slots) return undefined;
  return pickNext({
    now: here.now(),
    pending: runsIn(here.db, pendingStates),
    busyTenants: on.map(({ tenant }) => tenant),
    lastTurn: lastTurns(here.db),
  });
}
