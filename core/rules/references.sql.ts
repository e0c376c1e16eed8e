import { type Sql, sql } from '../sql/sql.ts';
import { latestFirst } from './aside.sql.ts';
import { jsonObject } from './dialect.ts';
import { referenceColumn } from './judging.sql.ts';
import { failingRows, soundRows } from './marks.sql.ts';
import type { PlannedReference } from './plan-dataset.ts';
import type { WorkingTables } from './working-tables.ts';

/** What references of a dataset may point at. */
export interface ReferenceTarget {
  /** Its tables, where it is part of this delivery and already judged. */
  readonly tables: WorkingTables | undefined;
  /** A row_id from file_no and row_no, for rows of which its judging has none. */
  readonly rowId: Sql | undefined;
  readonly silver: Sql | undefined;
}

/**
 * Rows with ids that neither pass in this delivery nor are in silver: the missing ids in their order, and, where a row of the
 * delivery has the first of them but is in quarantine, that row (the tenant's own before another's, the latest of several).
 */
export function orphansSql(
  { judging, aside }: WorkingTables,
  { references, isList }: PlannedReference,
  index: number,
  target: ReferenceTarget,
  tenant: string,
): Sql {
  const column = referenceColumn(index);
  const id = isList ? sql`unnest(${column})` : column;
  const place = isList ? sql`generate_subscripts(${column}, 1)` : sql`1`;
  return sql`
    WITH missing AS (
      SELECT file_no, row_no, id, min(place) AS place
      FROM (SELECT file_no, row_no, ${id} AS id, ${place} AS place FROM ${judging} WHERE ${column} IS NOT NULL)
      ANTI JOIN (${presentSql(target)}) AS present ON present.key = id
      ANTI JOIN ${aside} USING (file_no, row_no)
      GROUP BY file_no, row_no, id
    ),
    cause AS (${causesSql(target, tenant)})
    SELECT file_no, row_no,
      ${jsonObject({ references: sql`${references.dataset}`, missing: sql`list_transform(found, lambda f: f.id)` })} AS expected,
      found[1].cause AS caused_by
    FROM (
      -- An aggregate with an order of its own sorts each group by itself, ten times as long.
      SELECT file_no, row_no, list_sort(list({place: place, id: id, cause: cause.row_id})) AS found
      FROM missing
      LEFT JOIN cause ON cause.key = missing.id
      GROUP BY file_no, row_no
    )`;
}

function presentSql({ tables, silver }: ReferenceTarget): Sql {
  const passing = tables === undefined ? sql`` : sql`UNION ALL SELECT key FROM ${soundRows(tables)}`;
  const held = silver === undefined ? sql`` : sql`UNION ALL SELECT key FROM ${silver}`;
  return sql`SELECT NULL::VARCHAR AS key WHERE FALSE ${passing} ${held}`;
}

function causesSql({ tables, rowId }: ReferenceTarget, tenant: string): Sql {
  if (tables === undefined) return sql`SELECT NULL::VARCHAR AS key, NULL::VARCHAR AS row_id WHERE FALSE`;
  return sql`
      SELECT key, ${rowId === undefined ? sql`row_id` : sql`coalesce(row_id, ${rowId})`} AS row_id
      FROM ${failingRows(tables)}
      WHERE key IN (SELECT id FROM missing)
      QUALIFY row_number() OVER (PARTITION BY key ORDER BY (tenant IS NOT DISTINCT FROM ${tenant}) DESC, ${latestFirst}) = 1`;
}
