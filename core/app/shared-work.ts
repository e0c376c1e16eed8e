/** Work that several wait for. It goes on while one of them does; when the last one's signal aborts, it is given up. */
export class SharedWork<T> {
  readonly #stop = new AbortController();
  readonly #result: Promise<T>;
  #waiting = 0;
  #done: { readonly value: T } | undefined;

  constructor(work: (signal: AbortSignal) => Promise<T>) {
    this.#result = work(this.#stop.signal);
    this.#result.then(
      (value) => {
        this.#done = { value };
      },
      () => undefined,
    );
  }

  /** What it ended with; undefined while it goes on, and where it failed. */
  get value(): T | undefined {
    return this.#done?.value;
  }

  /** Calls back where it fails, also where it was given up. */
  failed(tell: () => void): void {
    this.#result.catch(tell);
  }

  /** Nobody waits for it any more: it will not end well. */
  get isGivenUp(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Rejects with the signal's reason as soon as it aborts. Without a signal it is never given up. */
  async wait(signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    this.#waiting += 1;
    if (signal === undefined) return this.#result;
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    const leave = (): void => {
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#stop.abort();
      reject(signal.reason);
    };
    signal.addEventListener('abort', leave, { once: true });
    try {
      return await Promise.race([this.#result, aborted]);
    } finally {
      signal.removeEventListener('abort', leave);
      if (!signal.aborted) this.#waiting -= 1;
    }
  }
}
