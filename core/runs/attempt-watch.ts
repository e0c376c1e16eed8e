import type { RunProgress } from '../../contracts/runs/progress.ts';
import type { RunState } from '../../contracts/runs/state.ts';
import { type Progress, stopIfCancelled } from '../base/progress.ts';
import type { RunEvent } from './machine.ts';
import { advance, type Meter } from './meter.ts';
import type { RunQueue } from './queue.ts';
import type { Attempt, EventDetails } from './queue-changes.ts';

/** How often a run looks whether somebody asked for its end: well within a second. */
const lookMilliseconds = 150;
const beatMilliseconds = 5000;

/** The stage that ends with the publication's intent: whoever cancels after its beginning is too late. */
const publishingStage = 'publishing';

/**
 * One attempt, as the process that does it shows it to everybody else: where it is goes into the queue, and whether somebody wants it
 * stopped comes from there. What cannot be written is let go: the journal holds what counts.
 */
export class AttemptWatch implements Disposable {
  readonly #queue: RunQueue;
  readonly #attempt: Attempt;
  readonly #clock: () => Date;
  readonly #tell: ((progress: RunProgress) => void) | undefined;
  readonly #cancel = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #meter: Meter | undefined;
  /** By a clock that nobody sets. */
  #beatAt = Number.NEGATIVE_INFINITY;

  constructor(
    queue: RunQueue,
    attempt: Attempt,
    { clock, tell }: { readonly clock: () => Date; readonly tell?: (progress: RunProgress) => void },
  ) {
    this.#queue = queue;
    this.#attempt = attempt;
    this.#clock = clock;
    this.#tell = tell;
    this.#timer = setInterval(() => this.#look(), lookMilliseconds);
    this.#timer.unref();
  }

  /** Aborted when the run is to be cancelled. */
  get signal(): AbortSignal {
    return this.#cancel.signal;
  }

  /** A step of the work. Throws CANCELLED at the last moment where that is possible. */
  progress(step: Progress): void {
    if (step.stage === publishingStage && this.#meter?.stage !== publishingStage) this.#publish();
    const { meter, told } = advance(this.#meter, step, this.#clock().getTime());
    this.#meter = meter;
    if (told === undefined) return;
    letGo(() => this.#queue.progress(this.#attempt, told));
    this.#tell?.(told);
  }

  report(event: RunEvent, details?: EventDetails): RunState | undefined {
    return letGo(() => this.#queue.report(this.#attempt, event, details));
  }

  /** Somebody asks for its end, unless it is too late. */
  cancel(): void {
    if (this.#meter?.stage !== publishingStage) this.#cancel.abort();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #publish(): void {
    this.#look();
    stopIfCancelled(this.signal);
    this.report('publish');
  }

  #look(): void {
    const run = letGo(() => this.#queue.find(this.#attempt.runId));
    const asked = run?.state === 'cancelling' || run?.upkeep === 'stopping';
    if (asked && run.attempt === this.#attempt.attempt) this.cancel();
    const now = performance.now();
    if (now - this.#beatAt < beatMilliseconds) return;
    this.#beatAt = now;
    letGo(() => this.#queue.progress(this.#attempt));
  }
}

function letGo<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
