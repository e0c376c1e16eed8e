import { z } from 'zod';
import type { RunState } from '../../contracts/runs/state.ts';
import { backOff, maxAttempts } from './back-off.ts';
import { isActive, stepOf } from './machine.ts';
import {
  activeStates,
  applyEvent,
  findRun,
  lives,
  type QueueSide,
  runsIn,
  runsInUpkeep,
} from './queue-changes.ts';
import { hasEngine } from './queue-engines.ts';
import type { QueuedRun } from './queue-row.ts';
import { refused, unknownRun } from './refusals.ts';

/** Runs whose process is gone; all of it is called inside `immediate`. */

/** Says of runs whose process is gone that they are interrupted, or to be tried again. Returns those that are on, also those whose upkeep is. */
export function sweepDead(side: QueueSide): readonly QueuedRun[] {
  const alive = (run: QueuedRun): boolean => {
    const mark = run.worker ?? run.engine;
    return mark !== null && lives(mark, run.beatAt, side.now());
  };
  const on = runsIn(side.db, activeStates).filter(
    (run) =>
      alive(run) || isActive(run.worker === null ? applyEvent(side, run, 'release') : loseRun(side, run)),
  );
  const inOrder = runsInUpkeep(side.db).filter((run) => {
    const lives = alive(run);
    if (!lives) side.db.run('UPDATE runs SET upkeep = NULL WHERE run_id = ?', run.runId);
    return lives;
  });
  return [...on, ...inOrder];
}

/**
 * The process of a run is gone. Where a living engine takes runs it is tried again after a while, without a moment in between in which it
 * seems to be over; else the next engine does.
 */
export function loseRun(side: QueueSide, run: QueuedRun): RunState {
  const state = applyEvent(side, run, 'lose');
  const lost = findRun(side.db, run.runId);
  return state === 'interrupted' && lost !== undefined && hasEngine(side) ? revive(side, lost) : state;
}

/** What an engine does with all that were interrupted, and with those that wait though a later run was done. */
export function reviveInterrupted(side: QueueSide): void {
  for (const run of runsIn(side.db, ['interrupted'])) revive(side, run);
  for (const run of runsIn(side.db, ['waiting'])) {
    if (laterRuns(side, run).some(isDone)) applyEvent(side, run, 'overtake');
  }
}

/** Whether an engine would go on with a run that was interrupted. */
export const isRevivable = (side: QueueSide, run: QueuedRun): boolean =>
  run.state === 'interrupted' && laterRuns(side, run).length === 0;

/** Deliveries keep their order: where a later run of the tenant is on or done, a person decides. */
function revive(side: QueueSide, run: QueuedRun): RunState {
  if (!isRevivable(side, run)) return run.state;
  if (run.tries >= maxAttempts)
    return applyEvent(side, run, 'giveUp', { error: { code: 'RUN_DIED', retryable: false } });
  return applyEvent(side, run, 'revive', { wait: backOff(Math.max(1, run.tries), side.random()) });
}

const laterRow = z.object({ state: z.string() });

/** States of runs of the tenant that came later and are on or done. */
const laterRuns = ({ db }: QueueSide, { tenant, place }: QueuedRun): readonly string[] =>
  db
    .rows(
      'SELECT state FROM runs WHERE tenant = ? AND place > ? AND state IN (SELECT value FROM json_each(?))',
      tenant,
      place,
      JSON.stringify([...activeStates, ...doneStates]),
    )
    .map((row) => laterRow.parse(row).state);

const doneStates: readonly string[] = ['published', 'unchanged'];
const isDone = (state: string): boolean => doneStates.includes(state);

/** A person asks for something. Throws USAGE, with what the run is, where that cannot be. */
export function askFor(side: QueueSide, runId: string, event: 'cancel' | 'resume' | 'retry'): RunState {
  sweepDead(side);
  const run = findRun(side.db, runId);
  if (run === undefined) throw unknownRun(runId);
  if (stepOf(run.state, event) === 'refuse') throw refused(runId, event, run.state);
  return applyEvent(side, run, event);
}
