import type { ClientContext, ClientLink, ClientOptions } from '@orpc/client';

type Link = ClientLink<ClientContext>;

/** A link whose other end may be replaced. Calls made meanwhile wait for the next one, until their signal aborts. */
export class SwitchingLink implements Link {
  #present: Link | undefined;
  #waiting: (() => void)[] = [];

  /** From now on calls go there; undefined: there is none at present. */
  replace(link: Link | undefined): void {
    this.#present = link;
    if (link === undefined) return;
    for (const go of this.#waiting.splice(0)) go();
  }

  async call(
    path: readonly string[],
    input: unknown,
    options: ClientOptions<ClientContext>,
  ): Promise<unknown> {
    const link = this.#present ?? (await this.#next(options.signal));
    return link.call(path, input, options);
  }

  async #next(signal: AbortSignal | undefined): Promise<Link> {
    await new Promise<void>((resolve, reject) => {
      this.#waiting.push(resolve);
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    return this.#present ?? (await this.#next(signal));
  }
}
