import { QuaysideError } from '../../base/errors.ts';
import { highestId } from '../schema/leaves.ts';
import type { PartitionField, Schema } from '../schema/types.ts';
import type { TableMetadata } from './types.ts';

export interface NewTable {
  /** Fields with the ids they keep for ever. */
  readonly fields: Schema['fields'];
  /** Field ids from 1000 are given in order. */
  readonly partitionBy: readonly Omit<PartitionField, 'field-id'>[];
  /** Columns that identify a row, all required. */
  readonly identifierIds?: readonly number[];
  readonly properties?: Readonly<Record<string, string>>;
}

/** The first metadata of a table: no snapshot, schema 0, spec 0, unsorted. `now` in milliseconds. */
export function newTableMetadata(
  table: NewTable,
  location: string,
  uuid: string,
  now: number,
): TableMetadata {
  const ids = new Set(table.fields.map((field) => field.id));
  for (const field of table.partitionBy) {
    if (!ids.has(field['source-id'])) {
      throw new QuaysideError(
        'INTERNAL',
        `partition field ${field.name}: no column has id ${field['source-id']}`,
      );
    }
  }
  const identifiers = table.identifierIds ?? [];
  return {
    'format-version': 2,
    'table-uuid': uuid,
    location,
    'last-sequence-number': 0,
    'last-updated-ms': now,
    'last-column-id': highestId(table.fields),
    'current-schema-id': 0,
    schemas: [
      {
        type: 'struct',
        'schema-id': 0,
        ...(identifiers.length === 0 ? {} : { 'identifier-field-ids': identifiers }),
        fields: table.fields,
      },
    ],
    'default-spec-id': 0,
    'partition-specs': [
      {
        'spec-id': 0,
        fields: table.partitionBy.map((field, index) => ({ ...field, 'field-id': 1000 + index })),
      },
    ],
    'last-partition-id': 999 + table.partitionBy.length,
    'default-sort-order-id': 0,
    'sort-orders': [{ 'order-id': 0, fields: [] }],
    properties: { 'write.parquet.compression-codec': 'zstd', ...table.properties },
    'current-snapshot-id': null,
    refs: {},
    snapshots: [],
    'snapshot-log': [],
    'metadata-log': [],
  };
}
