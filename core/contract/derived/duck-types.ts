import type { LogicalType } from '../../../contracts/data/dataset.ts';
import { type Sql, sql } from '../../sql/sql.ts';

/** The DuckDB type that holds a logical type. */
export function duckType(type: LogicalType): Sql {
  switch (type.kind) {
    case 'string':
      return sql`VARCHAR`;
    case 'int':
      return sql`INTEGER`;
    case 'decimal':
      return sql`DECIMAL(${type.precision}, ${type.scale})`;
    case 'date':
      return sql`DATE`;
    case 'timestamp':
      return sql`TIMESTAMPTZ`;
    case 'strings':
      return sql`VARCHAR[]`;
    case 'geo':
      return sql`STRUCT(lat DOUBLE, lon DOUBLE)`;
    case 'map':
      return sql`MAP(VARCHAR, VARCHAR)`;
  }
}
