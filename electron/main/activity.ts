import type { RunState } from '../../contracts/runs/state.ts';
import type { RunNow } from '../../contracts/shell/engine.ts';
import { filled, type Words } from './words.ts';

/** What the task bar shows: 0 to 1; 2: something is on, nobody knows how far; -1: nothing. */
export function taskBarShare(runs: readonly RunNow[]): number {
  const on = runs.filter(({ state }) => isOn(state));
  if (on.length === 0) return -1;
  const known = on.map(({ share }) => share).filter((share) => share !== undefined);
  if (known.length === 0) return 2;
  return known.reduce((sum, share) => sum + share, 0) / on.length;
}

export const isOn = (state: RunState): boolean =>
  state === 'starting' || state === 'running' || state === 'publishing' || state === 'cancelling';

/** Worth a notification: one was waited for. */
const longSeconds = 10;

const sentences = {
  published: 'runPublished',
  unchanged: 'runUnchanged',
  failed: 'runFailed',
  cancelled: 'runCancelled',
  interrupted: 'runInterrupted',
} as const satisfies Partial<Record<RunState, keyof Words>>;

export interface Notice {
  readonly runId: string;
  readonly title: string;
  readonly body: string;
}

/** What to tell about runs that were on and are over, if they took long. */
export function noticesOf(
  before: readonly RunNow[],
  now: readonly RunNow[],
  words: Words,
): readonly Notice[] {
  return now
    .filter(
      ({ runId, seconds }) =>
        seconds >= longSeconds && before.some((run) => run.runId === runId && isOn(run.state)),
    )
    .flatMap(({ runId, tenant, state, seconds }) => {
      const sentence = isEnd(state) ? words[sentences[state]] : undefined;
      if (sentence === undefined) return [];
      const took = { minutes: Math.floor(seconds / 60), seconds: Math.round(seconds % 60) };
      return [{ runId, title: filled(sentence, { tenant }), body: filled(words.runTook, took) }];
    });
}

const isEnd = (state: RunState): state is keyof typeof sentences => state in sentences;
