import type { RunProgress } from '../../contracts/runs/progress.ts';
import type { Progress } from '../base/progress.ts';

/** Where a stage stood when it began, and what was last told. Times are in milliseconds. */
export interface Meter {
  readonly stage: string;
  readonly beganAt: number;
  readonly rowsAtBegin: number;
  readonly bytesAtBegin: number;
  readonly toldAt: number;
}

/** At most so often, but for a new stage, which is told at once. */
const throttleMilliseconds = 250;

/** What a step of work amounts to: `told` is undefined where it is too early to say something again. */
export function advance(
  meter: Meter | undefined,
  step: Progress,
  now: number,
): { readonly meter: Meter; readonly told: RunProgress | undefined } {
  if (meter?.stage !== step.stage) {
    const begun = {
      stage: step.stage,
      beganAt: now,
      rowsAtBegin: step.rows ?? 0,
      bytesAtBegin: step.bytes ?? 0,
      toldAt: now,
    };
    return { meter: begun, told: tell(begun, step, now) };
  }
  // A clock that was set back does not silence it.
  if (Math.abs(now - meter.toldAt) < throttleMilliseconds) return { meter, told: undefined };
  const next = { ...meter, toldAt: now };
  return { meter: next, told: tell(next, step, now) };
}

function tell({ beganAt, rowsAtBegin, bytesAtBegin }: Meter, step: Progress, now: number): RunProgress {
  const seconds = (now - beganAt) / 1000;
  const byRows = paceOf(step.rows, step.total, rowsAtBegin, seconds);
  const byBytes = paceOf(step.bytes, step.totalBytes, bytesAtBegin, seconds);
  const left = byRows.left ?? byBytes.left;
  const { stage, rows, total, bytes, totalBytes } = step;
  return {
    stage,
    ...(rows === undefined ? {} : { rows }),
    ...(total === undefined ? {} : { total }),
    ...(bytes === undefined ? {} : { bytes }),
    ...(totalBytes === undefined ? {} : { totalBytes }),
    ...(byRows.rate === undefined ? {} : { rowsPerSecond: Math.round(byRows.rate) }),
    ...(byBytes.rate === undefined ? {} : { bytesPerSecond: Math.round(byBytes.rate) }),
    ...(left === undefined ? {} : { secondsLeft: Math.round(left * 10) / 10 }),
    at: new Date(now).toISOString(),
  };
}

/** Per second since the stage began, and at that rate the seconds that are left; undefined where nothing can be said. */
function paceOf(
  done: number | undefined,
  total: number | undefined,
  atBegin: number,
  seconds: number,
): { readonly rate?: number; readonly left?: number } {
  if (done === undefined || seconds <= 0) return {};
  const rate = Math.max(0, done - atBegin) / seconds;
  return total === undefined || rate === 0 ? { rate } : { rate, left: Math.max(0, total - done) / rate };
}
