import type { DatasetContract, DatasetName } from '../../contracts/data/dataset.ts';
import { ident, join, type Sql, sql } from '../sql/sql.ts';
import { type ChainContext, type Link, linkSql } from './chain.sql.ts';
import { fieldsOf } from './change.sql.ts';
import { deskTables, stateColumns } from './desk-tables.ts';

/** Rows of a desk that operations change: a table (n, and the columns that change). */
export interface Delta {
  readonly table: Sql;
  /** Fields whose texts may be others. */
  readonly fields: readonly string[];
}

export const deltaTable = (dataset: DatasetName): Sql => ident(`desk_delta_${dataset}`);

export const fieldsOfLinks = (links: readonly Pick<Link, 'operation'>[]): readonly string[] => [
  ...new Set(links.flatMap(({ operation }) => operation.changes.flatMap(fieldsOf))),
];

const columnsOf = (fields: readonly string[]): readonly Sql[] =>
  [...fields.map((field) => `raw__${field}`), ...stateColumns, 'ops'].map((name) => ident(name));

/** The rows of `from` (a desk's columns) that the links change, as they are then. `hits` says which rows a link is for. */
export function deltaSql(
  table: Sql,
  from: Sql,
  links: readonly Link[],
  hits: (link: Link) => Sql,
  context: ChainContext,
): Sql {
  const columns = columnsOf(fieldsOfLinks(links));
  const before = sql`(SELECT *, ops AS "ops before" FROM ${from})`;
  const after = links.reduce((rows, link) => linkSql(rows, link, hits(link), context), before);
  return sql`CREATE OR REPLACE TABLE ${table} AS
    SELECT n, ${columns} FROM ${after} WHERE ops IS DISTINCT FROM "ops before"`;
}

/** The rows of `after` (a desk's columns) that are others than the desk's, as they are then. */
export function replayedSql(
  table: Sql,
  { dataset }: DatasetContract,
  after: Sql,
  fields: readonly string[],
): Sql {
  const columns = columnsOf(fields);
  const differ = columns.map((column) => sql`a.${column} IS DISTINCT FROM w.${column}`);
  return sql`CREATE OR REPLACE TABLE ${table} AS
    SELECT a.n, ${columns.map((column) => sql`a.${column}`)}
    FROM ${after} AS a
    JOIN ${deskTables(dataset).now} AS w ON w.n = a.n
    WHERE ${join(differ, ' OR ')}`;
}

/** Writes a delta into the desk's rows. */
export const writeDeltaSql = ({ dataset }: DatasetContract, { table, fields }: Delta): Sql => sql`
  UPDATE ${deskTables(dataset).now} AS w
  SET ${join(columnsOf(fields).map((column) => sql`${column} = d.${column}`))}
  FROM ${table} AS d
  WHERE w.n = d.n`;

/** A desk's rows as a delta makes them, those of `chosen` (n); without a delta as they are. */
export function futureSql({ dataset }: DatasetContract, delta: Delta | undefined, chosen?: Sql): Sql {
  const { now } = deskTables(dataset);
  const semi = chosen === undefined ? sql`` : sql` SEMI JOIN ${chosen} AS chosen ON chosen.n = w.n`;
  if (delta === undefined) return sql`(SELECT w.* FROM ${now} AS w${semi})`;
  const replaced = columnsOf(delta.fields).map(
    (column) => sql`CASE WHEN d.n IS NOT NULL THEN d.${column} ELSE w.${column} END AS ${column}`,
  );
  return sql`(
    SELECT w.* REPLACE (${replaced})
    FROM ${now} AS w
    LEFT JOIN ${delta.table} AS d ON d.n = w.n${semi})`;
}
