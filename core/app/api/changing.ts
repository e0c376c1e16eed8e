/**
 * Something that changes and is watched: whoever watches gets the present value first, then the newest whenever there is another one.
 * Values between two looks of a slow watcher are passed over; the last one never is.
 */
export class Changing<T> {
  #value: T;
  #version = 0;
  #ended = false;
  #wake: (() => void)[] = [];

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  set(value: T): void {
    this.#value = value;
    this.#version += 1;
    this.#tell();
  }

  /** The present value is the last one. */
  end(): void {
    this.#ended = true;
    this.#tell();
  }

  async *watch(signal?: AbortSignal): AsyncGenerator<T, void, void> {
    for (let seen = -1; ; ) {
      if (signal?.aborted === true) return;
      if (seen !== this.#version) {
        seen = this.#version;
        yield this.#value;
      } else if (this.#ended) return;
      else await this.#change(signal);
    }
  }

  #change(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const woken = (): void => {
        signal?.removeEventListener('abort', woken);
        resolve();
      };
      signal?.addEventListener('abort', woken, { once: true });
      this.#wake.push(woken);
    });
  }

  #tell(): void {
    const waiting = this.#wake;
    this.#wake = [];
    for (const wake of waiting) wake();
  }
}
