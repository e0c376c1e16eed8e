import type { RunProgress } from '../../contracts/runs/progress.ts';
import type { Progress } from '../base/progress.ts';

/** Where a stage stood when it began, and what was last told. Times are in milliseconds. */
export interface Meter {
  readonly stage: string;
  readonly beganAt: number;
  readonly rowsAtBegin: number;
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
    const begun = { stage: step.stage, beganAt: now, rowsAtBegin: step.rows ?? 0, toldAt: now };
    return { meter: begun, told: tell(begun, step, now) };
  }
  if (now - meter.toldAt < throttleMilliseconds) return { meter, told: undefined };
  const next = { ...meter, toldAt: now };
  return { meter: next, told: tell(next, step, now) };
}

function tell({ beganAt, rowsAtBegin }: Meter, step: Progress, now: number): RunProgress {
  const { stage, rows, total, bytes } = step;
  const seconds = (now - beganAt) / 1000;
  const rate = rows === undefined || seconds <= 0 ? undefined : Math.max(0, rows - rowsAtBegin) / seconds;
  const left =
    rate === undefined || rate === 0 || rows === undefined || total === undefined
      ? undefined
      : Math.max(0, total - rows) / rate;
  return {
    stage,
    ...(rows === undefined ? {} : { rows }),
    ...(total === undefined ? {} : { total }),
    ...(bytes === undefined ? {} : { bytes }),
    ...(rate === undefined ? {} : { rowsPerSecond: Math.round(rate) }),
    ...(left === undefined ? {} : { secondsLeft: Math.round(left * 10) / 10 }),
    at: new Date(now).toISOString(),
  };
}
