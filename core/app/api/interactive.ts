import { QuaysideError } from '../../base/errors.ts';
import type { Duck } from '../../duck/duck.ts';
import { Bench, type Host } from '../host.ts';

/** Of the engine's limits: runs and jobs need the rest. */
const shareOfMemory = 0.3;
const patienceMilliseconds = 120_000;

/**
 * A DuckDB that stays open for what a person waits for. Each question has a connection of its own, ends with the caller's signal and
 * after two minutes. Where DuckDB itself fails, the next question gets a new one.
 */
export class Interactive implements AsyncDisposable {
  readonly #host: Host;
  #open: Opened | undefined;

  constructor(host: Host) {
    const { memory, threads } = host.limits;
    this.#host = { ...host, limits: { memory: Math.floor(memory * shareOfMemory), threads } };
  }

  /** Opens it before anybody asks. */
  warm(): void {
    // Whoever asks is told.
    this.#opened().bench.catch(() => undefined);
  }

  #opened(): Opened {
    return (this.#open ??= { bench: Bench.open(this.#host, 'interactive-'), asked: 0 });
  }

  async ask<T>(
    signal: AbortSignal | undefined,
    question: (duck: Duck, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const open = this.#opened();
    open.asked += 1;
    const patience = AbortSignal.timeout(patienceMilliseconds);
    try {
      const bench = await open.bench;
      await using duck = await bench.duck.fork();
      return await question(duck, signal === undefined ? patience : AbortSignal.any([signal, patience]));
    } catch (cause) {
      if (isOwnFault(cause) && this.#open === open) this.#open = undefined;
      throw cause;
    } finally {
      open.asked -= 1;
      // One that failed goes with the last question that it was asked.
      if (this.#open !== open && open.asked === 0) await close(open);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    if (open !== undefined) await close(open);
  }
}

interface Opened {
  readonly bench: Promise<Bench>;
  /** Questions that are on. */
  asked: number;
}

/** Not the question's, as far as can be told: DuckDB is not asked again after a fault that it did not foresee. */
const isOwnFault = (cause: unknown): boolean =>
  !(cause instanceof QuaysideError) || cause.code === 'INTERNAL' || cause.code === 'NOT_WRITABLE';

const close = ({ bench }: Opened): Promise<void> =>
  bench.then((opened) => opened[Symbol.asyncDispose]()).catch(() => undefined);
