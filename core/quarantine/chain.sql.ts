import type { CodeLists } from '../../contracts/data/code-lists.ts';
import type { DatasetContract } from '../../contracts/data/dataset.ts';
import type { Operation, Settled } from '../../contracts/quarantine/operation.ts';
import { ident, join, type Sql, sql } from '../sql/sql.ts';
import { type CellChanges, compileChange, fieldsOf, type Lookup, lookupOf } from './change.sql.ts';
import { rawOf, stateColumns } from './desk-tables.ts';
import { meansRejected, selectedSql } from './selection.sql.ts';

/** An operation in its chain; `number` is its place, larger than those of all before it. */
export interface Link {
  readonly number: number;
  readonly operation: Operation;
  readonly settled: Settled;
}

export interface ChainContext {
  readonly contract: DatasetContract;
  readonly codeLists: CodeLists;
}

const hit = ident('hit:');
const there = ident('looked:');
const found = ident('found:');
const was = (column: string): Sql => ident(`was:${column}`);

/** Rows of the operation, over a desk's columns, as a replay sees them: the same whenever it is done. */
export function hitSql(
  { operation, settled }: Pick<Link, 'operation' | 'settled'>,
  contract: DatasetContract,
): Sql {
  const { selection, changes } = operation;
  const inBatches = sql`batch_id IN (${oneOrMore(settled.batches)})`;
  // What was rejected is past all but who names the row.
  const alive = !meansRejected(selection) ? sql`decision IS DISTINCT FROM 'rejected'` : sql`TRUE`;
  const selected = sql`(${selectedSql(selection, contract, 'recorded')} AND ${alive})`;
  const also = settled.also.length === 0 ? sql`FALSE` : sql`row_id IN (${oneOrMore(settled.also)})`;
  const except = settled.except.length === 0 ? sql`FALSE` : sql`row_id IN (${oneOrMore(settled.except)})`;
  // Those that are to give way are not among the selected ones.
  const all = changes.some(({ kind }) => kind === 'keep') ? [...settled.kept, ...settled.dropped] : [];
  const decided = all.length === 0 ? sql`FALSE` : sql`row_id IN (${oneOrMore(all)})`;
  return sql`coalesce(${inBatches} AND (((${selected} OR ${also}) AND NOT ${except}) OR ${decided}), FALSE)`;
}

const oneOrMore = (texts: readonly string[]): readonly Sql[] =>
  texts.length === 0 ? [sql`NULL`] : texts.map((text) => sql`${text}`);

/** `rows` (a desk's columns, stands after FROM) after one operation. `hits` says which rows it is for. */
export function linkSql(rows: Sql, link: Link, hits: Sql, context: ChainContext): Sql {
  const { operation, settled, number } = link;
  const fields = [...new Set(operation.changes.flatMap(fieldsOf))];
  const kept = [...fields.map((field) => [`raw__${field}`, rawOf(field)] as const), ...states];
  const before = kept.map(([name, column]) => sql`${column} AS ${was(name)}`);
  let relation = sql`(SELECT *, ${hits} AS ${hit}, ${before} FROM ${rows})`;
  operation.changes.forEach((change, index) => {
    const table = change.kind === 'keep' ? decisions(settled) : (settled.tables[index] ?? []);
    const lookup = lookupOf(change, table, context.codeLists);
    const changes = compileChange(change, { ...context, looked: { there, text: found } });
    relation = changed(looking(relation, lookup), changes, lookup !== undefined);
  });
  const altered = kept.map(([name, column]) => sql`${column} IS DISTINCT FROM ${was(name)}`);
  const dropped = [hit, ...kept.map(([name]) => was(name))];
  return sql`(
  SELECT * EXCLUDE (${dropped}) REPLACE (
    CASE WHEN ${hit} AND (${join(altered, ' OR ')}) THEN coalesce(ops, ',') || ${`${number},`} ELSE ops END AS ops
  )
  FROM ${relation})`;
}

const states = stateColumns.map((name) => [name, ident(name)] as const);

const decisions = ({ kept, dropped }: Settled) => [
  ...kept.map((from) => ({ from, to: 'kept' })),
  ...dropped.map((from) => ({ from, to: 'rejected' })),
];

/** The rows with what their change looks up beside them. */
function looking(rows: Sql, lookup: Lookup | undefined): Sql {
  if (lookup === undefined) return rows;
  const { key, entries } = lookup;
  const filled = [...entries].flatMap(([from, to]) => (from === null ? [] : [sql`(${from}, ${to})`]));
  const blank = entries.has(null) ? sql`(${key} IS NULL)` : sql`FALSE`;
  if (filled.length === 0) {
    return sql`(SELECT *, ${blank} AS ${there}, ${entries.get(null) ?? null}::VARCHAR AS ${found} FROM ${rows})`;
  }
  return sql`(
    SELECT r.* EXCLUDE ("key:"), t.a IS NOT NULL OR ${blankOf(entries)} AS ${there},
      CASE WHEN t.a IS NOT NULL THEN t.b::VARCHAR ELSE ${entries.get(null) ?? null}::VARCHAR END AS ${found}
    FROM (SELECT *, ${key} AS "key:" FROM ${rows}) AS r
    LEFT JOIN (VALUES ${filled}) AS t(a, b) ON t.a = r."key:")`;
}

const blankOf = (entries: ReadonlyMap<string | null, string | null>): Sql =>
  entries.has(null) ? sql`r."key:" IS NULL` : sql`FALSE`;

function changed(rows: Sql, { texts, state }: CellChanges, looked: boolean): Sql {
  const made = [
    ...Object.entries(texts).map(([field, text]) => [rawOf(field), text] as const),
    ...stateColumns.flatMap((name) =>
      state[name] === undefined ? [] : [[ident(name), state[name]] as const],
    ),
  ];
  const replaced = made.map(
    ([column, value]) => sql`CASE WHEN ${hit} THEN ${value} ELSE ${column} END AS ${column}`,
  );
  const without = looked ? sql` EXCLUDE (${[there, found]})` : sql``;
  return sql`(SELECT *${without} REPLACE (${replaced}) FROM ${rows})`;
}

/** `rows` after a whole chain of operations, oldest first. */
export const chainSql = (rows: Sql, links: readonly Link[], context: ChainContext): Sql =>
  links.reduce((before, link) => linkSql(before, link, hitSql(link, context.contract), context), rows);
