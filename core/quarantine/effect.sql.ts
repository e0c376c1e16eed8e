import type { DatasetContract, DatasetName } from '../../contracts/data/dataset.ts';
import { join, type Sql, sql } from '../sql/sql.ts';
import type { Delta } from './delta.sql.ts';
import { deskTables, rawOf } from './desk-tables.ts';

/** Of the rows that change (`d`) beside what they are (`w`). */
export function changeCountsSql(contract: DatasetContract, { table, fields }: Delta): Sql {
  const { dataset, primaryKey, businessKey } = contract;
  const keys = [primaryKey.field, businessKey.field].filter((field) => fields.includes(field));
  const other = keys.map((field) => sql`w.${rawOf(field)} IS DISTINCT FROM d.${rawOf(field)}`);
  return sql`
    SELECT
      count(*) AS changed,
      count(*) FILTER (${other.length === 0 ? sql`FALSE` : join(other, ' OR ')}) AS keys,
      count(*) FILTER (d.decision IS NOT DISTINCT FROM 'rejected' AND w.decision IS DISTINCT FROM 'rejected') AS rejects
    FROM ${table} AS d
    JOIN ${deskTables(dataset).now} AS w USING (n)`;
}

/** Cells before and after. */
export function cellExamplesSql(
  { dataset, primaryKey }: DatasetContract,
  { table, fields }: Delta,
  limit: number,
): Sql {
  const cells = fields.map(
    (field) => sql`
      SELECT w.n, w.row_id, w.${rawOf(primaryKey.field)} AS key, ${field} AS field, w.${rawOf(field)} AS before, d.${rawOf(field)} AS after
      FROM ${table} AS d JOIN ${deskTables(dataset).now} AS w USING (n)
      WHERE w.${rawOf(field)} IS DISTINCT FROM d.${rawOf(field)}`,
  );
  if (cells.length === 0)
    return sql`SELECT '' AS "rowId", NULL::VARCHAR AS key, '' AS field, NULL::VARCHAR AS before, NULL::VARCHAR AS after WHERE FALSE`;
  return sql`
    SELECT row_id AS "rowId", key, field, before, after
    FROM (${join(cells, ' UNION ALL ')})
    ORDER BY n, field
    LIMIT ${limit}`;
}

/** Reasons that go and that come: what, n, code, severity, field, raw_value. */
const differenceSql = (dataset: DatasetName, fresh: Sql): Sql => {
  const { verdict } = deskTables(dataset);
  const reasons = (rows: Sql): Sql =>
    sql`(SELECT n, v.code AS code, v.severity AS severity, v.field AS field, v.raw_value AS raw_value FROM (SELECT n, unnest(violations) AS v FROM ${rows}))`;
  const before = reasons(sql`(SELECT n, violations FROM ${verdict} SEMI JOIN ${fresh} USING (n))`);
  const after = reasons(sql`(SELECT n, violations FROM ${fresh})`);
  const key = sql`a.n = b.n AND a.code = b.code AND a.field = b.field`;
  return sql`(
    SELECT 'clears' AS what, a.* FROM ${before} AS a ANTI JOIN ${after} AS b ON ${key}
    UNION ALL
    SELECT 'creates', a.* FROM ${after} AS a ANTI JOIN ${before} AS b ON ${key})`;
};

export const reasonCountsSql = (dataset: DatasetName, fresh: Sql): Sql => sql`
  SELECT
    count(*) FILTER (what = 'clears') AS cleared,
    count(*) FILTER (what = 'clears' AND severity = 'error') AS "clearedErrors",
    count(*) FILTER (what = 'creates') AS created,
    count(*) FILTER (what = 'creates' AND severity = 'error') AS "createdErrors"
  FROM ${differenceSql(dataset, fresh)}`;

export const createdExamplesSql = (dataset: DatasetName, fresh: Sql, limit: number): Sql => sql`
  SELECT w.row_id AS "rowId", c.code, c.field, c.raw_value AS value
  FROM ${differenceSql(dataset, fresh)} AS c
  JOIN ${deskTables(dataset).now} AS w USING (n)
  WHERE what = 'creates'
  ORDER BY c.severity, c.n, c.code, c.field
  LIMIT ${limit}`;

/** Rows that become free, and rows that are no more. `rejected`: of the fresh verdict. */
export const freedCountsSql = (dataset: DatasetName, fresh: Sql): Sql => {
  const { now, verdict } = deskTables(dataset);
  const before = sql`(old.errors = 0 AND w.decision IS DISTINCT FROM 'rejected')`;
  const after = sql`(f.errors = 0 AND NOT f.rejected)`;
  return sql`
  SELECT
    count(*) FILTER (${after} AND NOT ${before}) AS freed,
    count(*) FILTER (${before} AND NOT ${after}) AS held
  FROM ${fresh} AS f
  JOIN ${verdict} AS old USING (n)
  JOIN ${now} AS w USING (n)`;
};

/** In how many of the changed rows earlier operations, by their numbers, changed a row whose cells change now; to be told apart by fields. */
export const earlierSql = ({ dataset }: DatasetContract, { table }: Delta): Sql => sql`
  SELECT number, count(*) AS rows
  FROM (
    SELECT unnest(string_split(trim(w.ops, ','), ','))::INTEGER AS number
    FROM ${table} AS d
    JOIN ${deskTables(dataset).now} AS w USING (n)
    WHERE w.ops IS NOT NULL
  )
  GROUP BY number
  ORDER BY number`;
