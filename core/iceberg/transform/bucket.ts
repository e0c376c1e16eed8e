import type { Duck } from '../../duck/duck.ts';
import { ident, type Sql, sql } from '../../sql/sql.ts';
import { murmur3 } from './murmur3.ts';
import type { TypedPartitionField } from './transform.ts';

const textHash = 'iceberg_hash_text';
const longHash = 'iceberg_hash_long';

/** Makes the hash functions known to a DuckDB; needed before rows of a bucketed table are written. NULL stays NULL. */
export function registerBucketFunctions(duck: Duck): void {
  const scratch = new Uint8Array(64 * 1024);
  const encoder = new TextEncoder();
  duck.registerScalar({
    name: textHash,
    parameter: 'VARCHAR',
    apply: (text) => {
      if (text.length * 3 > scratch.length) return murmur3(encoder.encode(text));
      return murmur3(scratch, encoder.encodeInto(text, scratch).written);
    },
  });
  const eight = new DataView(scratch.buffer, 0, 8);
  duck.registerScalar({
    name: longHash,
    parameter: 'BIGINT',
    apply: (value) => {
      eight.setBigInt64(0, value, true);
      return murmur3(scratch, 8);
    },
  });
}

/** `bucket[N]` of a column, as the specification defines it: (hash & INT_MAX) % N. */
export function bucketExpression(field: TypedPartitionField, buckets: number): Sql {
  return sql`(${hashOf(ident(field.sourceName), field.sourceType)} & 2147483647) % ${buckets}`;
}

function hashOf(column: Sql, type: string): Sql {
  switch (type) {
    case 'string':
      return sql`${ident(textHash)}(${column})`;
    case 'date':
      return sql`${ident(longHash)}((${column} - DATE '1970-01-01')::BIGINT)`;
    case 'timestamp':
    case 'timestamptz':
      return sql`${ident(longHash)}(epoch_us(${column}))`;
    default:
      return sql`${ident(longHash)}(${column}::BIGINT)`;
  }
}
