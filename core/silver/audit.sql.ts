import type { DatasetContract } from '../../contracts/data/dataset.ts';
import { ident, type Sql, sql } from '../sql/sql.ts';
import type { SilverTables } from './working-tables.ts';

/** Of a silver table as it will be: rows, rows without a key, keys and codes that several rows share. */
export function silverAuditSql(rows: Sql, { primaryKey, businessKey }: DatasetContract): Sql {
  const [key, code] = [ident(primaryKey.field), ident(businessKey.field)];
  return sql`
    SELECT
      count(*) AS rows,
      count(*) FILTER (WHERE ${key} IS NULL) AS keyless,
      count(${key}) - count(DISTINCT ${key}) AS shared_keys,
      count(${code}) - count(DISTINCT ${code}) AS shared_codes
    FROM ${rows}`;
}

/** Rows that the run meant to write and that its files hold, with that content. */
export const arrivedSql = (written: Sql, { change }: SilverTables, { primaryKey }: DatasetContract): Sql => {
  const key = ident(primaryKey.field);
  return sql`
    SELECT count(*) AS rows
    FROM ${written} AS w
    JOIN ${change} AS c ON c.key = w.${key} AND c.content_hash = w.content_hash
    WHERE c.kind IN ('inserted', 'updated')`;
};

export const foreignersSql = (written: Sql, tenant: string): Sql =>
  sql`SELECT count(*) AS rows FROM ${written} WHERE tenant_id IS DISTINCT FROM ${tenant}`;

/** Written rows whose reference points at nothing. */
export const orphansSql = (written: Sql, field: string, targets: Sql, targetKey: string): Sql => sql`
  SELECT count(*) AS rows
  FROM ${written} AS w
  ANTI JOIN ${targets} AS t ON t.${ident(targetKey)} = w.${ident(field)}
  WHERE w.${ident(field)} IS NOT NULL`;

/** Of a quarantine table as it will be: rows that share a row_id, and rows of the run that are missing in it. */
export const quarantineAuditSql = (rows: Sql, { failing }: SilverTables): Sql => sql`
  SELECT
    count(*) AS rows,
    count(*) - count(DISTINCT row_id) AS shared_ids,
    (SELECT count(*) FROM (FROM ${failing} WHERE NOT overtaken) ANTI JOIN ${rows} AS r USING (row_id)) AS missing
  FROM ${rows}`;
