import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { PageRequest } from '../../contracts/api/page.ts';
import { QuaysideError } from '../base/errors.ts';
import type { Duck } from '../duck/duck.ts';
import { ident, join, type Sql, sql } from '../sql/sql.ts';
import type { GridSource } from './grid.ts';
import { cellsSql, orderSql, whereSql } from './grid.sql.ts';

type Rows = readonly (readonly unknown[])[];

interface Order {
  readonly table: Sql;
  readonly ready: Promise<void>;
}

/** Orders that are kept; the one that was asked for longest ago goes first. */
const mostOrders = 4;
/** Rows that are fetched at once: finding them costs the same for 200 and for 2,000, unless each is found by its place. */
const blockOf = ({ at }: GridSource): number => (at === undefined ? 2000 : 200);
/** Blocks that are kept. */
const mostBlocks = 24;

/**
 * The order of large relations, found once and kept as a table of where each row is: any page of it is then fetched by its rows' places,
 * without sorting again. A table lives in the DuckDB that it was made in.
 */
export class GridOrders {
  readonly #orders = new Map<string, Order>();
  readonly #blocks = new Map<string, Promise<Rows>>();

  /** Begins to find an order where nobody did yet; whoever waits for pages does not wait for it. */
  prepare(duck: Duck, source: GridSource, request: PageRequest): void {
    this.#order(duck, source, request).ready.catch(() => undefined);
  }

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
    const order = this.#order(duck, source, request);
    await order.ready;
    signal?.throwIfAborted();
    const { offset, limit } = request;
    const rows: (readonly unknown[])[] = [];
    const blockRows = blockOf(source);
    const before = Math.floor(offset / blockRows) - 1;
    const scrolls = before < 0 || this.#blocks.has(blockKey(source, request, before));
    for (let block = Math.floor(offset / blockRows); block * blockRows < offset + limit; block += 1) {
      const found = await this.#block(duck, source, request, order, block);
      const from = block * blockRows;
      rows.push(...found.slice(Math.max(0, offset - from), Math.max(0, offset + limit - from)));
    }
    // Whoever scrolls on finds the next one there; who jumps to somewhere else does not wait for it.
    const next = Math.floor((offset + limit + blockRows / 2) / blockRows);
    if (scrolls && next * blockRows >= offset + limit)
      this.#block(duck, source, request, order, next).catch(() => undefined);
    return rows;
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
    const gone = oldest !== undefined && this.#orders.size >= mostOrders ? oldest : undefined;
    if (gone !== undefined) this.#orders.delete(gone[0]);
    // On a connection of its own: the request that asked first may be cancelled, others wait for it too.
    const make = async (): Promise<void> => {
      await using own = await duck.fork();
      if (gone !== undefined) {
        await gone[1].ready.catch(() => undefined);
        await own.run(sql`DROP TABLE IF EXISTS ${gone[1].table}`);
      }
      await own.run(placesSql(table, source, request));
    };
    const ready = make();
    ready.catch(() => this.#orders.delete(key));
    return { table, ready };
  }

  #block(
    duck: Duck,
    source: GridSource,
    request: PageRequest,
    { table }: Order,
    block: number,
  ): Promise<Rows> {
    const key = blockKey(source, request, block);
    const known = this.#blocks.get(key);
    this.#blocks.delete(key);
    const found = known ?? fetchBlock(duck, table, source, request, block);
    this.#blocks.set(key, found);
    found.catch(() => this.#blocks.delete(key));
    const [oldest] = this.#blocks.keys();
    if (this.#blocks.size > mostBlocks && oldest !== undefined) this.#blocks.delete(oldest);
    return found;
  }
}

const keyOf = ({ key }: GridSource, { filters, text, sort }: PageRequest): string =>
  JSON.stringify([key, filters, text ?? '', sort]);

const blockKey = (source: GridSource, request: PageRequest, block: number): string =>
  JSON.stringify([keyOf(source, request), request.columns ?? null, block]);

const placesOf = ({ order, places = order }: GridSource): readonly Sql[] => places;
const placeName = (index: number): Sql => ident(`quayside_place_${index}`);

/** The places of the rows, in order: a row's number in the table is its place in the order. */
const placesSql = (table: Sql, source: GridSource, request: PageRequest): Sql => sql`
  CREATE TABLE ${table} AS
  SELECT ${placesOf(source).map((place, index) => sql`${place} AS ${placeName(index)}`)}
  FROM ${source.relation}
  WHERE ${whereSql(source, request)}
  ${orderSql(source, request)}`;

const ranked = (table: Sql, block: number, blockRows: number): Sql => {
  const from = block * blockRows;
  return sql`(SELECT *, rowid AS quayside_rank FROM ${table} WHERE rowid >= ${from} AND rowid < ${from + blockRows})`;
};

const place = z.object({ place: z.union([z.string(), z.number()]) });

/**
 * The cells of a block's rows. Their places go into the statement as literals: that is what DuckDB skips rows by before it reads their
 * columns. Measured on 3,000,000 rows of 27 columns: 1.1 s of processor time, by a join alone 5.8 s.
 */
async function fetchBlock(
  duck: Duck,
  table: Sql,
  source: GridSource,
  request: PageRequest,
  block: number,
): Promise<Rows> {
  await using own = await duck.fork();
  const places = placesOf(source);
  const last = places.length - 1;
  const blockRows = blockOf(source);
  const rank = ranked(table, block, blockRows);
  const wanted = await own.rows(sql`SELECT ${placeName(last)} AS place FROM ${rank}`, place);
  const cell = places[last];
  if (cell === undefined || wanted.length === 0) return [];
  const literals = wanted.map((one) => sql`${one.place}`);
  const rows = source.at?.(literals) ?? sql`(FROM ${source.relation} WHERE ${cell} IN (${literals}))`;
  const same = places.map((of, index) => sql`${of} = ${placeName(index)}`);
  const query = sql`
  SELECT ${cellsSql(source, request.columns)}
  FROM ${rows}
  JOIN ${rank} ON ${join(same, ' AND ')}
  ORDER BY quayside_rank`;
  return (await own.table(query.text, blockRows)).rows;
}
