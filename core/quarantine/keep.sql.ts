import type { DatasetContract } from '../../contracts/data/dataset.ts';
import { deskTables, rawOf } from './desk-tables.ts';
import { type Sql, sql } from '../sql/sql.ts';

/**
 * Of rows that share their key (or, where that is what is wrong, their code): who is kept and who gives way; row_id, kept. `hits` (n) are the
 * selected rows. `these`: they are kept, the others of their group give way. `latest`, `earliest`: among the selected rows and silver's (`held`:
 * key, source_timestamp) one is, by its time; silver's own rows are not touched.
 */
export function keepSql(
  { dataset, businessKey }: DatasetContract,
  which: 'these' | 'latest' | 'earliest',
  hits: Sql,
  held: Sql,
): Sql {
  const { now, verdict } = deskTables(dataset);
  const grouped = sql`(
    SELECT w.n, w.row_id, w.source_timestamp AS at, v.key,
      CASE
        WHEN len(list_filter(v.violations, lambda r: r.code = ${businessKey.duplicate})) > 0 THEN 'code ' || trim(w.${rawOf(businessKey.field)})
        ELSE 'key ' || v.key
      END AS shared
    FROM ${now} AS w JOIN ${verdict} AS v ON v.n = w.n
    WHERE w.decision IS DISTINCT FROM 'rejected')`;
  if (which === 'these') {
    return sql`
      SELECT g.row_id, g.n IN (SELECT n FROM ${hits}) AS kept
      FROM ${grouped} AS g
      WHERE g.shared IN (SELECT shared FROM ${grouped} WHERE n IN (SELECT n FROM ${hits}))
      ORDER BY g.row_id`;
  }
  const order = which === 'latest' ? sql`at DESC NULLS LAST` : sql`at NULLS LAST`;
  return sql`
    WITH rivals AS (
      SELECT row_id, shared, at FROM ${grouped} WHERE n IN (SELECT n FROM ${hits}) AND shared IS NOT NULL
      UNION ALL
      SELECT NULL, 'key ' || key, source_timestamp FROM ${held}
      WHERE 'key ' || key IN (SELECT shared FROM ${grouped} WHERE n IN (SELECT n FROM ${hits}))
    )
    SELECT row_id, place = 1 AS kept
    FROM (SELECT *, row_number() OVER (PARTITION BY shared ORDER BY ${order}, row_id NULLS FIRST) AS place FROM rivals)
    WHERE row_id IS NOT NULL
    ORDER BY row_id`;
}
