import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { PageRequest } from '../../contracts/api/page.ts';
import { QuaysideError } from '../base/errors.ts';
import type { Duck } from '../duck/duck.ts';
import { ident, type Sql, sql } from '../sql/sql.ts';
import type { GridSource } from './grid.ts';
import { GridBlocks } from './grid-blocks.ts';
import { fetchPlaces, type Place, placeColumns, placesSql, type Rows } from './grid-places.ts';
import { SharedWork } from './shared-work.ts';

/** Orders that are kept; the one that was asked for longest ago goes first. */
const mostOrders = 4;
/** What a person waits for. */
const blockRows = 200;
/** What is fetched around it: finding 10,000 rows among many millions costs a few times as much as 200. */
const stretchRows = 10_000;

interface Order {
  readonly table: Sql;
  /** The places of the first block, without putting all rows into order. */
  readonly head: () => SharedWork<readonly Place[]>;
  /** The table is there. */
  readonly ready: () => SharedWork<void>;
}

/**
 * The order of large relations, found once and kept as a table of where each row is: any page of it is then fetched by its rows' places,
 * without sorting again. A table lives in the DuckDB that it was made in.
 */
export class GridOrders {
  readonly #orders = new Map<string, Order>();
  readonly #blocks = new GridBlocks(blockRows, 24);
  readonly #stretches = new GridBlocks(stretchRows, 3);
  /** The stretch that is fetched now, for whoever scrolls on. */
  #ahead: { readonly order: string; readonly index: number; readonly stop: AbortController } | undefined;

  /** The rows of a page. Where the DuckDB that had the order is gone, it is found once more. */
  async page(duck: Duck, source: GridSource, request: PageRequest, signal?: AbortSignal): Promise<Rows> {
    try {
      return await this.#page(duck, source, request, signal);
    } catch (cause) {
      if (!(cause instanceof QuaysideError) || cause.code !== 'INTERNAL') throw cause;
      this.#orders.delete(keyOf(source, request));
      return this.#page(duck, source, request, signal);
    }
  }

  async #page(duck: Duck, source: GridSource, request: PageRequest, signal?: AbortSignal): Promise<Rows> {
    const { offset, limit } = request;
    const key = JSON.stringify([keyOf(source, request), request.columns ?? null]);
    const fetched = (blocks: GridBlocks, index: number): SharedWork<Rows> =>
      blocks.get(key, index, (stop) =>
        this.#fetch(duck, source, request, index * blocks.size, blocks.size, stop),
      );
    // Somebody looks at something else now.
    if (this.#ahead !== undefined && this.#ahead.order !== key) this.#ahead.stop.abort();
    const known = this.#stretches.peek(key, offset, limit);
    try {
      return known ?? (await this.#pieces(offset, limit, fetched, signal));
    } finally {
      // Also for whoever scrolls faster than pieces come, and gave this one up.
      if (source.at === undefined) this.#goAhead(key, this.#nextStretch(key, offset, limit), fetched);
    }
  }

  /** The stretch around these rows, or the one after it where it is there and half of it is passed. */
  #nextStretch(key: string, offset: number, limit: number): number {
    const here = Math.floor(offset / stretchRows);
    const isThere = this.#stretches.peek(key, here * stretchRows, 1) !== undefined;
    return isThere && offset + limit > (here + 0.5) * stretchRows ? here + 1 : here;
  }

  async #pieces(
    offset: number,
    limit: number,
    fetched: (blocks: GridBlocks, index: number) => SharedWork<Rows>,
    signal: AbortSignal | undefined,
  ): Promise<Rows> {
    const rows: Place[] = [];
    for (let index = Math.floor(offset / blockRows); index * blockRows < offset + limit; index += 1) {
      const from = index * blockRows;
      const found = await fetched(this.#blocks, index).wait(signal);
      rows.push(...found.slice(Math.max(0, offset - from), Math.max(0, offset + limit - from)));
      if (found.length < blockRows) break;
    }
    return rows;
  }

  /**
   * Fetches what is likely to be asked for next; what was likely before is given up. Not where each row is found by its place: there is
   * nothing to be won by finding many at once.
   */
  #goAhead(
    order: string,
    index: number,
    fetched: (blocks: GridBlocks, index: number) => SharedWork<Rows>,
  ): void {
    if (this.#ahead?.order === order && this.#ahead.index === index) return;
    this.#ahead?.stop.abort();
    const ahead = { order, index, stop: new AbortController() };
    this.#ahead = ahead;
    fetched(this.#stretches, index)
      .wait(ahead.stop.signal)
      .catch(() => {
        if (this.#ahead === ahead) this.#ahead = undefined;
      });
  }

  #order(duck: Duck, source: GridSource, request: PageRequest): Order {
    const key = keyOf(source, request);
    const known = this.#orders.get(key);
    this.#orders.delete(key);
    const order = known ?? this.#make(duck, source, request, key);
    this.#orders.set(key, order);
    return order;
  }

  #make(duck: Duck, source: GridSource, request: PageRequest, key: string): Order {
    // Several memories may work on one DuckDB.
    const table = ident(`quayside_order_${randomUUID()}`);
    const [oldest] = this.#orders;
    if (oldest !== undefined && this.#orders.size >= mostOrders) {
      this.#orders.delete(oldest[0]);
      drop(duck, oldest[1].table).catch(() => undefined);
    }
    // On connections of their own: the request that asked first may be cancelled, others wait too.
    const make = async (signal: AbortSignal): Promise<void> => {
      await using own = await duck.fork();
      await own.run(sql`CREATE TABLE ${table} AS ${placesSql(source, request)}`, signal);
      if (this.#orders.get(key) !== order) await drop(duck, table);
    };
    const first = async (signal: AbortSignal): Promise<readonly Place[]> => {
      await using own = await duck.fork();
      return (await own.table(placesSql(source, request, blockRows).text, blockRows, signal)).rows;
    };
    const forget = (): void => {
      if (this.#orders.get(key) === order) this.#orders.delete(key);
    };
    const order: Order = { table, head: once(first, forget), ready: once(make, forget) };
    return order;
  }

  async #fetch(
    duck: Duck,
    source: GridSource,
    request: PageRequest,
    from: number,
    count: number,
    signal: AbortSignal,
  ): Promise<Rows> {
    const { table, head, ready } = this.#order(duck, source, request);
    if (from === 0 && count === blockRows)
      return fetchPlaces(duck, source, request, await head().wait(signal), signal);
    await ready().wait(signal);
    await using own = await duck.fork();
    const places = sql`SELECT ${placeColumns(source)} FROM ${table} WHERE rowid >= ${from} AND rowid < ${from + count} ORDER BY rowid`;
    const rows = await own.rows(places, place, signal);
    return await fetchPlaces(duck, source, request, rows.map(Object.values<string | number>), signal);
  }
}

const place = z.record(z.string(), z.union([z.string(), z.number()]));

async function drop(duck: Duck, table: Sql): Promise<void> {
  await using own = await duck.fork();
  await own.run(sql`DROP TABLE IF EXISTS ${table}`);
}

function once<T>(work: (signal: AbortSignal) => Promise<T>, failed: () => void): () => SharedWork<T> {
  let begun: SharedWork<T> | undefined;
  return () => {
    if (begun === undefined || begun.isGivenUp) {
      begun = new SharedWork(work);
      begun.failed(failed);
    }
    return begun;
  };
}

const keyOf = ({ key }: GridSource, { filters, text, sort }: PageRequest): string =>
  JSON.stringify([key, filters, text ?? '', sort]);
