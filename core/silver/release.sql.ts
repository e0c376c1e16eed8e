import { type Sql, sql } from '../sql/sql.ts';
import type { SilverTables } from './working-tables.ts';

/** Rows of quarantine that are closed, all else as it was. `rows` is the scan with positions, `closing` (row_id, state). */
export const closedSql = (
  { failing }: SilverTables,
  rows: Sql,
  closing: Sql,
  by: { readonly now: Date; readonly publicationId: string },
): Sql => sql`
  CREATE OR REPLACE TABLE ${failing} AS
  SELECT w.* REPLACE (c.state AS state, ${by.now} AS closed_at, ${by.publicationId} AS closed_by),
    FALSE AS overtaken
  FROM ${rows} AS w
  JOIN ${closing} AS c USING (row_id)
  WHERE w.state IN ('open', 'assigned', 'waiting')`;

export const closedRowsSql = ({ failing }: SilverTables): Sql =>
  sql`(SELECT * EXCLUDE (_file, _pos, overtaken) FROM ${failing})`;

export const closedPlacesSql = ({ failing }: SilverTables): Sql => sql`(SELECT _file, _pos FROM ${failing})`;
