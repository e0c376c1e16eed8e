import { ident, join, type Sql, sql } from '../sql/sql.ts';
import type { FieldSource, ReadingPlan } from './plan-reading.ts';

/** A digest of source values, absent ones told apart from empty ones. Technical columns are no part of a raw relation. */
export const identityOf = (columns: readonly Sql[]): Sql =>
  sql`md5(to_json([${join(columns)}]::VARCHAR[])::VARCHAR)`;

/** Equal where the identity is, at a small part of its cost; different rows hardly ever share one. */
export const likenessOf = (columns: readonly Sql[]): Sql =>
  columns.length === 0 ? sql`0::UBIGINT` : sql`hash(${join(columns)})`;

/** The raw columns that a plan knows: those that fields read, and all. */
export function columnsOf({ fields, extras }: ReadingPlan): {
  readonly read: readonly Sql[];
  readonly all: readonly Sql[];
} {
  const read = fields.flatMap(({ source }) => namesOf(source)).map((column) => ident(column));
  return { read, all: [...read, ...extras.map(({ column }) => ident(column))] };
}

function namesOf(source: FieldSource): readonly string[] {
  switch (source.kind) {
    case 'column':
      return [source.column];
    case 'pair':
      return [source.lat, source.lon].filter((column) => column !== null);
    case 'run':
      return source.column === null ? [] : [source.column];
    case 'text':
    case 'sequence':
    case 'absent':
      return [];
  }
}
