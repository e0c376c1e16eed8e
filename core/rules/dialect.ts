import { join, type Sql, sql } from '../sql/sql.ts';

/**
 * What the rules need of DuckDB and what another engine (Spark) spells otherwise. Everything else in this folder is plain SQL:
 * joins, windows, CASE.
 */

/** TRUE where the whole text has the pattern (RE2). */
export const matches = (text: Sql, pattern: string): Sql => sql`regexp_full_match(${text}, ${pattern})`;

/**
 * The elements of the list that are not among `known`, in their order. IN over the elements as one vector: ten times faster than
 * list_has_all, which builds a set for every row.
 */
export const elementsBeyond = (list: Sql, known: readonly string[]): Sql =>
  known.length === 0
    ? list
    : sql`list_filter(${list}, lambda element: element NOT IN (${known.map((one) => sql`${one}`)}))`;

/** TRUE where the list has an element that is not among `known`. */
export const hasBeyond = (list: Sql, known: readonly string[]): Sql =>
  sql`len(${elementsBeyond(list, known)}) > 0`;

export const contains = (list: Sql, element: Sql): Sql => sql`list_contains(${list}, ${element})`;

/** The lists one after another, NULL where all of them are NULL. */
export const concatenated = (lists: readonly Sql[]): Sql =>
  lists.length === 0 ? sql`NULL` : sql`list_concat(${lists})`;

/** The value that a small constant table has for the text, NULL where it has none. */
export function lookUp(text: Sql, table: Readonly<Record<string, string>>): Sql {
  const entries = Object.entries(table).map(([key, value]) => sql`${key}: ${value}`);
  return entries.length === 0 ? sql`NULL::VARCHAR` : sql`(MAP {${entries}})[${text}]`;
}

/** An expression that stands in several places of another is planned and computed once. */
export const once = (value: Sql, use: (it: Sql) => Sql): Sql =>
  sql`list_transform([${value}], lambda it: ${use(sql`it`)})[1]`;

/** A JSON object as text. */
export function jsonObject(members: Readonly<Record<string, Sql>>): Sql {
  return sql`json_object(${join(Object.entries(members).map(([name, value]) => sql`${name}, ${value}`))})::VARCHAR`;
}

/** A JSON object that is the same for all rows, as a literal. */
export const jsonLiteral = (value: Readonly<Record<string, unknown>>): Sql => sql`${JSON.stringify(value)}`;

/** A 64 bit number that is equal where the values are; different values may share one. */
export const fingerprint = (values: readonly Sql[]): Sql => sql`hash(${values})`;
