import type { ScanPlan } from '../iceberg/scan/plan-scan.ts';
import { scanRelation } from '../iceberg/scan/relation.sql.ts';
import { ident, type Sql, sql } from '../sql/sql.ts';

const differing = ident('table_difference');

/** Makes `table_difference` (tenant, key, difference) of two plans' rows; whole rows are compared by their hash. */
export function compareSql(a: ScanPlan, b: ScanPlan, key: string): Sql {
  const rows = (plan: ScanPlan): Sql =>
    sql`(SELECT tenant_id AS tenant, ${ident(key)} AS key, hash(r) AS content FROM ${scanRelation(plan)} AS r)`;
  return sql`
    CREATE TEMP TABLE ${differing} AS
    SELECT tenant, key,
      CASE WHEN b.content IS NULL THEN 'only-in-a' WHEN a.content IS NULL THEN 'only-in-b' ELSE 'changed' END AS difference
    FROM ${rows(a)} AS a
    FULL JOIN ${rows(b)} AS b USING (tenant, key)
    WHERE a.content IS DISTINCT FROM b.content`;
}

/** One row of counts. */
export const countsSql: Sql = sql`
  SELECT
    count(*) FILTER (WHERE difference = 'only-in-a') AS only_in_a,
    count(*) FILTER (WHERE difference = 'only-in-b') AS only_in_b,
    count(*) FILTER (WHERE difference = 'changed') AS changed
  FROM ${differing}`;

/** Some of every kind, with both rows as JSON documents. */
export function examplesSql(a: ScanPlan, b: ScanPlan, key: string, most: number): Sql {
  const rows = (plan: ScanPlan): Sql =>
    sql`(
      SELECT tenant_id AS tenant, ${ident(key)} AS key, to_json(r)::VARCHAR AS document
      FROM ${scanRelation(plan)} AS r
      WHERE (tenant_id, ${ident(key)}) IN (SELECT (tenant, key) FROM chosen)
    )`;
  return sql`
    WITH chosen AS MATERIALIZED (
      FROM ${differing}
      ORDER BY row_number() OVER (PARTITION BY difference ORDER BY tenant, key), difference
      LIMIT ${most}
    )
    SELECT difference, tenant, key, a.document AS a, b.document AS b
    FROM chosen
    LEFT JOIN ${rows(a)} AS a USING (tenant, key)
    LEFT JOIN ${rows(b)} AS b USING (tenant, key)
    ORDER BY difference, tenant, key`;
}
