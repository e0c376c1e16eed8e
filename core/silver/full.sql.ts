import type { DatasetContract } from '../../contracts/data/dataset.ts';
import { ident, join, type Sql, sql } from '../sql/sql.ts';
import type { SilverTables } from './working-tables.ts';

/** Where keys of a dataset are referred to: a column of a relation, a list or a single key. */
export interface Use {
  readonly rows: Sql;
  readonly field: string;
  readonly isList: boolean;
}

/** Rows of silver whose key is in no row of a full delivery; `free`: no row refers to them. `delivered`: row_key of all its rows. */
export function goneSql({ gone, held }: SilverTables, delivered: Sql, uses: readonly Use[]): Sql {
  const used = uses.map(
    ({ rows, field, isList }) =>
      sql`SELECT ${isList ? sql`unnest(${ident(field)})` : ident(field)} AS key FROM ${rows}`,
  );
  const references = used.length === 0 ? sql`SELECT NULL::VARCHAR AS key` : join(used, ' UNION ALL ');
  return sql`CREATE OR REPLACE TABLE ${gone} AS
    SELECT h.key, h.source_timestamp, h._file::VARCHAR AS _file, h._pos, u.key IS NULL AS free
    FROM ${held} AS h
    ANTI JOIN (SELECT row_key AS key FROM ${delivered}) AS delivered ON delivered.key = h.key
    LEFT JOIN (SELECT DISTINCT key FROM (${references})) AS u ON u.key = h.key`;
}

export const goneCountsSql = ({ gone, held }: SilverTables): Sql => sql`
  SELECT
    (SELECT count(*) FROM ${held}) AS held,
    count(*) AS gone,
    count(*) FILTER (WHERE free) AS free,
    coalesce(list(key ORDER BY key)[:${mostExamples}], []) AS examples
  FROM ${gone}`;

export const removeGoneSql = ({ gone, change }: SilverTables): Sql => sql`
  INSERT INTO ${change} BY NAME
  SELECT key, source_timestamp, 'removed' AS kind, _file, _pos FROM ${gone} WHERE free`;

const mostExamples = 20;

/** The first keys of silver's rows that are none of a full delivery's. */
export const goneKeysSql = (
  silver: Sql,
  delivered: Sql,
  { primaryKey: { field } }: Pick<DatasetContract, 'primaryKey'>,
): Sql => sql`
  SELECT s.${ident(field)} AS key
  FROM ${silver} AS s
  ANTI JOIN ${delivered} AS delivered USING (${ident(field)})
  ORDER BY key
  LIMIT ${mostExamples}`;
