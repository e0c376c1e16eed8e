import { type Sql, sql } from '../../sql/sql.ts';
import { plainNumber } from '../plain-number.sql.ts';

/**
 * A column of any DuckDB type as text, without loss: text as it is, bytes as UTF-8 (bytes that are none escaped as `\xNN`), times
 * in ISO 8601 (with `Z` where the source knew the instant, without offset where it did not), numbers in the shortest exact
 * form in plain digits, nested values as JSON.
 */
export function asText(column: Sql, type: string): Sql {
  if (type === 'VARCHAR') return column;
  if (type === 'BLOB') return sql`coalesce(try(decode(${column})), ${column}::VARCHAR)`;
  if (type.endsWith(']') || /^(STRUCT|MAP|UNION)\(/.test(type)) return sql`to_json(${column})::VARCHAR`;
  if (type === 'TIMESTAMP WITH TIME ZONE') {
    return sql`replace((${column} AT TIME ZONE 'UTC')::VARCHAR, ' ', 'T') || 'Z'`;
  }
  if (type.startsWith('TIMESTAMP')) return sql`replace(${column}::VARCHAR, ' ', 'T')`;
  if (type === 'DOUBLE' || type === 'FLOAT') return plainNumber(sql`${column}::VARCHAR`);
  return sql`${column}::VARCHAR`;
}

/** Bytes that are no UTF-8 text. */
export const isEscaped = (column: Sql): Sql => sql`${column} IS NOT NULL AND try(decode(${column})) IS NULL`;
