import { z } from 'zod';
import type { Page, PageRequest } from '../../contracts/api/page.ts';
import type { Duck } from '../duck/duck.ts';
import { arrowOf } from './arrow-page.ts';
import type { GridSource } from './grid.ts';
import { sql } from '../sql/sql.ts';
import { GridOrders } from './grid-orders.ts';
import { cellsSql, countSql, pageSql, type RowChoice, shownColumns, valuesSql } from './grid.sql.ts';

/** What is remembered of relations that were asked last: how many rows filters let through, and the order of the large ones. */
export class GridMemory {
  readonly orders = new GridOrders();
  readonly #known = new Map<string, number>();

  async count(duck: Duck, source: GridSource, choice: RowChoice, signal?: AbortSignal): Promise<number> {
    const key = JSON.stringify([source.key, choice.filters, choice.text ?? '']);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const { rows } = await duck.row(countSql(source, choice), counted, signal);
    this.#known.set(key, rows);
    const [oldest] = this.#known.keys();
    if (this.#known.size > 500 && oldest !== undefined) this.#known.delete(oldest);
    return rows;
  }
}

const counted = z.object({ rows: z.coerce.number() });

/** One page of a grid. Throws USAGE for columns that are not there and operands that do not fit. */
export async function readPage(
  duck: Duck,
  source: GridSource,
  request: PageRequest,
  memory: GridMemory,
  signal?: AbortSignal,
): Promise<Page> {
  const columns = shownColumns(source, request.columns);
  const total = await memory.count(duck, source, request, signal);
  const rows = request.offset >= total ? [] : await rowsOf(duck, source, request, total, memory, signal);
  return { arrow: arrowOf(columns, rows), offset: request.offset, rows: rows.length, total, columns };
}

/** Up to so many rows are sorted anew for each page: it takes no time that anybody notices. */
const smallRows = 100_000;
/** As few are sorted as a whole, where sorting them all by place and finding each by it is the faster way. */
const fewRows = 2000;
/** The first rows in the relation's own order are found without all of it. */
const firstRows = 1000;

async function rowsOf(
  duck: Duck,
  source: GridSource,
  request: PageRequest,
  total: number,
  { orders }: GridMemory,
  signal: AbortSignal | undefined,
): Promise<readonly (readonly unknown[])[]> {
  const { offset, limit, sort, filters, text } = request;
  const isOwnOrder = sort.length === 0 && source.isOrdered === true;
  const isAll = filters.length === 0 && (text === undefined || text === '');
  if (isOwnOrder && isAll && source.slice !== undefined) {
    const rows = sql`SELECT ${cellsSql(source, request.columns)} FROM ${source.slice(offset, limit)}`;
    return (await duck.table(rows.text, limit, signal)).rows;
  }
  if (source.at !== undefined && total > fewRows) return orders.page(duck, source, request, signal);
  if (total > smallRows && !(isOwnOrder && offset + limit <= firstRows))
    return orders.page(duck, source, request, signal);
  return (await duck.table(pageSql(source, request).text, limit, signal)).rows;
}

export interface ValuesRequest extends RowChoice {
  readonly column: string;
  readonly search?: string | undefined;
  readonly limit: number;
}

const valueRow = z.object({ value: z.string().nullable(), rows: z.coerce.number() });

/** A column's values with their rows, the most frequent first. */
export async function readValues(
  duck: Duck,
  source: GridSource,
  { column, search, limit, ...choice }: ValuesRequest,
  signal?: AbortSignal,
): Promise<{ readonly values: readonly z.infer<typeof valueRow>[]; readonly cut: boolean }> {
  const found = await duck.rows(valuesSql(source, column, choice, search, limit + 1), valueRow, signal);
  return { values: found.slice(0, limit), cut: found.length > limit };
}
