import type { DatasetContract, Field, LogicalType } from '../../../contracts/data/dataset.ts';
import { ident, join, type Sql, sql } from '../../sql/sql.ts';

/**
 * CREATE TABLE of a contract's landing table in PostgreSQL: the contract's fields, key (tenant_id, primary key), arrays and points
 * as JSONB. Statement without a semicolon; the table is named for the dataset, in the search path's schema.
 */
export function postgresDdl({ dataset, fields, primaryKey }: DatasetContract): Sql {
  const columns = fields.map(columnOf);
  return sql`CREATE TABLE IF NOT EXISTS ${ident(dataset)} (
  ${join(columns, ',\n  ')},
  PRIMARY KEY (${ident('tenant_id')}, ${ident(primaryKey.field)})
)`;
}

const columnOf = ({ name, type, required }: Field): Sql =>
  sql`${ident(name)} ${postgresType(type)}${required ? sql` NOT NULL` : sql``}`;

function postgresType(type: LogicalType): Sql {
  switch (type.kind) {
    case 'string':
      return sql`TEXT`;
    case 'int':
      return sql`INTEGER`;
    case 'decimal':
      return sql`NUMERIC(${type.precision}, ${type.scale})`;
    case 'date':
      return sql`DATE`;
    case 'timestamp':
      return sql`TIMESTAMPTZ`;
    case 'strings':
    case 'geo':
    case 'map':
      return sql`JSONB`;
  }
}
