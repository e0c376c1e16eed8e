import { QuaysideError } from '../../base/errors.ts';
import type { TypedPartitionField } from '../transform/transform.ts';
import type { PartitionValue } from '../value/partition.ts';
import { daysOf, microsecondsOf } from '../value/time-text.ts';

/** A partition value from DuckDB's text of it. */
export function partitionValueOf(field: TypedPartitionField, text: string | null): PartitionValue {
  if (text === null) return null;
  switch (field.resultType) {
    case 'string':
      return text;
    case 'boolean':
      return text === 'true' || text === '1';
    case 'int':
    case 'float':
    case 'double':
      return Number(text);
    case 'long':
      return BigInt(text);
    case 'date':
      return daysOf(text) ?? unreadable(field, text);
    case 'timestamp':
    case 'timestamptz':
      return microsecondsOf(text) ?? unreadable(field, text);
    case 'uuid':
      return Buffer.from(text.replaceAll('-', ''), 'hex');
    default:
      return unreadable(field, text);
  }
}

function unreadable(field: TypedPartitionField, text: string): never {
  throw new QuaysideError(
    'TABLE_NOT_SUPPORTED',
    `${JSON.stringify(text)} cannot be a partition value of ${field.name} (${field.resultType}); use another partition field.`,
    { parameters: { field: field.name, value: text } },
  );
}
