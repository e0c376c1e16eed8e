import type { Rows } from './grid-places.ts';
import { SharedWork } from './shared-work.ts';

/** Rows of orders in pieces of one size; the pieces that were asked for longest ago go first. */
export class GridBlocks {
  /** Rows of a piece. */
  readonly size: number;
  readonly #most: number;
  readonly #known = new Map<string, SharedWork<Rows>>();

  constructor(size: number, most: number) {
    this.size = size;
    this.#most = most;
  }

  /** A piece by its order and number; it is fetched once, however many ask. */
  get(order: string, index: number, fetch: (signal: AbortSignal) => Promise<Rows>): SharedWork<Rows> {
    const key = keyOf(order, index);
    const known = this.#known.get(key);
    this.#known.delete(key);
    const work = known === undefined || known.isGivenUp ? new SharedWork(fetch) : known;
    this.#known.set(key, work);
    work.failed(() => {
      if (this.#known.get(key) === work) this.#known.delete(key);
    });
    const [oldest] = this.#known.keys();
    if (this.#known.size > this.#most && oldest !== undefined) this.#known.delete(oldest);
    return work;
  }

  /** Of the piece that has all of these rows, if it is there. */
  peek(order: string, offset: number, limit: number): Rows | undefined {
    const index = Math.floor(offset / this.size);
    const from = index * this.size;
    if (offset + limit > from + this.size) return undefined;
    return this.#known.get(keyOf(order, index))?.value?.slice(offset - from, offset - from + limit);
  }
}

const keyOf = (order: string, index: number): string => `${index} ${order}`;
