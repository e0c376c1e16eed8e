import { randomUUID } from 'node:crypto';
import { type Job, type JobKind, type jobOutcomes, job as jobSchema } from '../../../contracts/api/jobs.ts';
import type { z } from 'zod';
import { QuaysideError } from '../../base/errors.ts';
import type { Work } from '../../base/progress.ts';
import { advance, type Meter } from '../../runs/meter.ts';
import { Changing } from './changing.ts';
import { faultOf } from './refusal.ts';

export type OutcomeOf<K extends JobKind> = z.input<(typeof jobOutcomes)[K]>;

interface Entry {
  readonly state: Changing<Job>;
  readonly cancel: AbortController;
  readonly done: Promise<void>;
}

/** Ended jobs that are kept; the oldest go first. */
const keptJobs = 200;

/**
 * Long work of this engine. Each job has an id at once and is looked at, watched and cancelled by it, by any window, as long as the
 * engine lives.
 */
export class Jobs implements AsyncDisposable {
  readonly #now: () => Date;
  readonly #entries = new Map<string, Entry>();
  /** Grows with every change of any job. */
  readonly changes = new Changing(0);

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** Begins work and returns its id. The outcome must have its kind's shape. */
  start<K extends JobKind>(
    kind: K,
    { subject, tenant = null }: { readonly subject: string; readonly tenant?: string | null },
    work: (work: Work, jobId: string) => Promise<OutcomeOf<K>>,
  ): { jobId: string } {
    const jobId = randomUUID();
    const cancel = new AbortController();
    const begun = {
      jobId,
      kind,
      subject: subject.slice(0, 500),
      tenant,
      startedAt: this.#now().toISOString(),
    };
    const state = new Changing<Job>(jobSchema.parse({ ...begun, state: 'on' }));
    const done = this.#do(state, cancel.signal, (steps) => work(steps, jobId));
    this.#entries.set(jobId, { state, cancel, done });
    this.#changed();
    this.#forgetOld();
    return { jobId };
  }

  /** The newest first. */
  list(): readonly Job[] {
    return [...this.#entries.values()].map(({ state }) => state.value).toReversed();
  }

  show(jobId: string): Job {
    return this.#find(jobId).state.value;
  }

  watch(jobId: string, signal?: AbortSignal): AsyncGenerator<Job, void, void> {
    return this.#find(jobId).state.watch(signal);
  }

  /** Asks for its end and waits for it, at most 15 s. What is done is not undone. */
  async cancel(jobId: string): Promise<Job> {
    const { state, cancel, done } = this.#find(jobId);
    cancel.abort();
    await Promise.race([done, new Promise((resolve) => setTimeout(resolve, 15_000).unref())]);
    return state.value;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const all = [...this.#entries.values()];
    for (const { cancel } of all) cancel.abort();
    await Promise.allSettled(all.map(({ done }) => done));
  }

  async #do(
    state: Changing<Job>,
    signal: AbortSignal,
    work: (work: Work) => Promise<unknown>,
  ): Promise<void> {
    let meter: Meter | undefined;
    const set = (more: object): void => {
      state.set(jobSchema.parse({ ...state.value, ...more }));
      this.#changed();
    };
    const progress: Work['progress'] = (step) => {
      const { meter: next, told } = advance(meter, step, this.#now().getTime());
      meter = next;
      if (told !== undefined) set({ progress: told });
    };
    try {
      // Whoever starts it has its id before anything happens.
      await Promise.resolve();
      const outcome = await work({ signal, progress });
      set({ state: 'done', outcome, endedAt: this.#now().toISOString() });
    } catch (cause) {
      const fault = faultOf(cause);
      const ended = signal.aborted && fault.code === 'CANCELLED' ? 'cancelled' : 'failed';
      set({ state: ended, fault, endedAt: this.#now().toISOString() });
    } finally {
      state.end();
    }
  }

  #find(jobId: string): Entry {
    const entry = this.#entries.get(jobId);
    if (entry !== undefined) return entry;
    throw new QuaysideError(
      'JOB_NOT_FOUND',
      `No job ${jobId} in this engine: it was started anew, or the job ended long ago. Start it again.`,
      { parameters: { jobId } },
    );
  }

  #changed(): void {
    this.changes.set(this.changes.value + 1);
  }

  #forgetOld(): void {
    const ended = [...this.#entries].filter(([, { state }]) => state.value.state !== 'on');
    for (const [jobId] of ended.slice(0, Math.max(0, ended.length - keptJobs))) this.#entries.delete(jobId);
  }
}
