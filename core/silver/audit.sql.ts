import type { DatasetContract } from '../../contracts/data/dataset.ts';
import { ident, type Sql, sql } from '../sql/sql.ts';
import type { RowsAfter } from './after.ts';
import type { SilverTables } from './working-tables.ts';

/**
 * Of (key, code) of silver as it will be: rows, rows without a key, keys and codes that several rows share. By `hash` texts are told apart by
 * their hashes, in a fraction of the memory: nothing shared is proven then, something shared may be chance.
 */
export function silverAuditSql(rows: Sql, by: 'hash' | 'text'): Sql {
  const shared = (column: Sql): Sql => {
    const distinct = by === 'hash' ? sql`hash(${column})` : column;
    return sql`count(${column}) - count(DISTINCT ${distinct}) FILTER (${column} IS NOT NULL)`;
  };
  return sql`
    SELECT
      count(*) AS rows,
      count(*) FILTER (WHERE key IS NULL) AS keyless,
      ${shared(sql`key`)} AS shared_keys,
      ${shared(sql`code`)} AS shared_codes
    FROM ${rows}`;
}

/** The same where the rows that stay share nothing among themselves, which an earlier audit has found: only what is added is looked for. */
export const silverAuditOfAddedSql = ({ stays, added }: RowsAfter): Sql => sql`
    WITH fresh AS MATERIALIZED (FROM ${added}),
    own AS (
      SELECT count(*) AS rows,
        count(*) FILTER (WHERE key IS NULL) AS keyless,
        count(key) - count(DISTINCT key) AS shared_keys,
        count(code) - count(DISTINCT code) AS shared_codes
      FROM fresh
    ),
    others AS (
      SELECT count(*) AS rows, count(k.key) AS shared_keys, count(c.code) AS shared_codes
      FROM ${stays} AS s
      LEFT JOIN (SELECT DISTINCT key FROM fresh) AS k ON k.key = s.key
      LEFT JOIN (SELECT DISTINCT code FROM fresh) AS c ON c.code = s.code
    )
    SELECT own.rows + others.rows AS rows,
      keyless,
      own.shared_keys + others.shared_keys AS shared_keys,
      own.shared_codes + others.shared_codes AS shared_codes
    FROM own CROSS JOIN others`;

/**
 * Whether the files hold the rows that the run meant to write, with that content and no others: by number and by a sum of hashes, which takes no
 * memory however many there are.
 */
export function arrivedSql(written: Sql, { change }: SilverTables, { primaryKey }: DatasetContract): Sql {
  const summed = (rows: Sql): Sql =>
    sql`(SELECT count(*) AS rows, sum(hash(key, content_hash)::HUGEINT) AS sum FROM ${rows})`;
  return sql`
    SELECT w.rows, w.rows = c.rows AND w.sum IS NOT DISTINCT FROM c.sum AS same
    FROM ${summed(sql`(SELECT ${ident(primaryKey.field)} AS key, content_hash FROM ${written})`)} AS w
    CROSS JOIN ${summed(sql`(FROM ${change} WHERE kind IN ('inserted', 'updated'))`)} AS c`;
}

/** The same row by row, where the sums differ: how many rows are as they were meant to be. */
export const matchedSql = (written: Sql, { change }: SilverTables, { primaryKey }: DatasetContract): Sql => {
  const key = ident(primaryKey.field);
  return sql`
    SELECT count(*) AS rows
    FROM ${written} AS w
    JOIN ${change} AS c ON c.key = w.${key} AND c.content_hash = w.content_hash
    WHERE c.kind IN ('inserted', 'updated')`;
};

export const foreignersSql = (written: Sql, tenant: string): Sql =>
  sql`SELECT count(*) AS rows FROM ${written} WHERE tenant_id IS DISTINCT FROM ${tenant}`;

/** Written rows whose reference points at no key of `targets`. */
export const orphansSql = (written: Sql, field: string, targets: Sql): Sql => sql`
  SELECT count(*) AS rows
  FROM ${written} AS w
  ANTI JOIN ${targets} AS t ON t.key = w.${ident(field)}
  WHERE w.${ident(field)} IS NOT NULL`;

/** Of a quarantine table as it will be: rows that share a row_id, and rows of the run that are missing in it. */
export const quarantineAuditSql = (rows: Sql, { failing }: SilverTables): Sql => sql`
  SELECT
    count(*) AS rows,
    count(*) - count(DISTINCT row_id) AS shared_ids,
    (SELECT count(*) FROM (FROM ${failing} WHERE NOT overtaken) ANTI JOIN ${rows} AS r USING (row_id)) AS missing
  FROM ${rows}`;
