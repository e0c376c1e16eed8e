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
  #bench: Promise<Bench> | undefined;

  constructor(host: Host) {
    const { memory, threads } = host.limits;
    this.#host = { ...host, limits: { memory: Math.floor(memory * shareOfMemory), threads } };
  }

  async ask<T>(
    signal: AbortSignal | undefined,
    question: (duck: Duck, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const bench = await (this.#bench ??= this.#open());
    const patience = AbortSignal.timeout(patienceMilliseconds);
    await using duck = await bench.duck.fork();
    return await question(duck, signal === undefined ? patience : AbortSignal.any([signal, patience]));
  }

  /** The next question gets a new DuckDB; nothing of this one stays. */
  async forget(): Promise<void> {
    const bench = this.#bench;
    this.#bench = undefined;
    await (await bench)?.[Symbol.asyncDispose]();
  }

  async #open(): Promise<Bench> {
    try {
      return await Bench.open(this.#host, 'interactive-');
    } catch (cause) {
      this.#bench = undefined;
      throw cause;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.forget().catch(() => undefined);
  }
}
