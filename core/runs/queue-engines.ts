import { z } from 'zod';
import { parseMark, type ProcessMark } from '../base/process-mark.ts';
import { lives, pendingStates, type QueueSide, runsIn } from './queue-changes.ts';

/** Which processes take runs from a queue; all of it is called inside `immediate`. */

const engineRow = z.object({ mark: z.string(), beat_at: z.number() });

/** Whether a living process will take what is added now: one that leaves does so in the transaction that finds nothing waiting. */
export function hasEngine({ db, now }: QueueSide): boolean {
  for (const row of db.rows('SELECT mark, beat_at FROM engines')) {
    const { mark, beat_at } = engineRow.parse(row);
    if (lives(parseMark(mark), beat_at, now())) return true;
    db.run('DELETE FROM engines WHERE mark = ?', mark);
  }
  return false;
}

/** Takes engines away whose process is gone; returns how many. */
export const forgetDeadEngines = ({ db, now }: QueueSide): number =>
  db
    .rows('SELECT mark, beat_at FROM engines')
    .map((row) => engineRow.parse(row))
    .filter(({ mark, beat_at }) => !lives(parseMark(mark), beat_at, now()))
    .reduce((gone, { mark }) => gone + db.run('DELETE FROM engines WHERE mark = ?', mark), 0);

export function engineIsOn({ db, now }: QueueSide, mark: ProcessMark): void {
  db.run('INSERT OR REPLACE INTO engines (mark, beat_at) VALUES (?, ?)', JSON.stringify(mark), now());
}

export function engineLeaves({ db, self }: QueueSide, anyhow: boolean): boolean {
  if (!anyhow && runsIn(db, pendingStates).length > 0) return false;
  db.run('DELETE FROM engines WHERE mark = ?', JSON.stringify(self));
  return true;
}
