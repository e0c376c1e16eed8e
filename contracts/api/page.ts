import { z } from 'zod';
import { count, list } from '../journal/values.ts';

/** The most rows that cross at once. */
export const maxPageRows = 1000;

const columnName = z.string().min(1).max(300);
const operand = z.string().max(4000);

/**
 * What a column must be. Operands are text as a person types it; they are compared as the column's type (numbers as numbers, times as
 * times). `in` with null asks for blanks too.
 */
export const columnFilter = z.discriminatedUnion('op', [
  z.strictObject({
    column: columnName,
    op: z.enum(['equals', 'notEquals', 'less', 'atMost', 'more', 'atLeast']),
    value: operand,
  }),
  z.strictObject({
    column: columnName,
    op: z.enum(['contains', 'notContains', 'startsWith', 'endsWith']),
    value: operand,
  }),
  z.strictObject({ column: columnName, op: z.literal('between'), from: operand, to: operand }),
  z.strictObject({
    column: columnName,
    op: z.literal('in'),
    values: z.array(operand.nullable()).max(1000).readonly(),
  }),
  z.strictObject({ column: columnName, op: z.enum(['blank', 'filled']) }),
]);
export type ColumnFilter = z.infer<typeof columnFilter>;

const sortBy = z.strictObject({ column: columnName, descending: z.boolean().default(false) });

/** Rows `offset` to `offset + limit` of a relation that is filtered and sorted; the order of equal rows is always the same. */
export const pageRequest = z.strictObject({
  offset: count.default(0),
  limit: z.int().min(1).max(maxPageRows).default(200),
  sort: z.array(sortBy).max(8).readonly().default([]),
  filters: z.array(columnFilter).max(50).readonly().default([]),
  /** Rows that have this text in any column, in upper or lower case. */
  text: operand.optional(),
  /** Only these columns, in this order. */
  columns: z.array(columnName).max(500).readonly().optional(),
});
export type PageRequest = z.output<typeof pageRequest>;

/** What a grid needs of a column: its name, DuckDB's type, and which filter and alignment fit. */
export const gridColumn = z.strictObject({
  name: columnName,
  type: z.string(),
  kind: z.enum(['text', 'number', 'boolean', 'date', 'timestamp', 'other']),
  /** The value names or locates a person. */
  personal: z.boolean(),
});
export type GridColumn = z.infer<typeof gridColumn>;

/**
 * Rows as an Arrow IPC stream. Numbers up to 53 bits are numbers, booleans booleans; everything else is text: larger integers and
 * decimals as digits, times as ISO 8601 in UTC, lists and structs as JSON.
 */
export const page = z.strictObject({
  arrow: z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'expected bytes'),
  offset: count,
  rows: count,
  /** Of all pages, after the filters. */
  total: count,
  columns: list(gridColumn),
});
export type Page = z.infer<typeof page>;

/** For the set filter of a column: its values, the most frequent first, under all other filters. */
export const valuesRequest = z.strictObject({
  column: columnName,
  /** Only values that have this text in them. */
  search: operand.optional(),
  filters: z.array(columnFilter).max(50).readonly().default([]),
  text: operand.optional(),
  limit: z.int().min(1).max(maxPageRows).default(200),
});

export const values = z.strictObject({
  values: list(z.strictObject({ value: z.string().nullable(), rows: count })),
  /** There are more. */
  cut: z.boolean(),
});
