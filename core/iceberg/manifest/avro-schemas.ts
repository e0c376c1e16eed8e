import type { AvroArray, AvroField, AvroRecord, AvroSchema } from '../avro/schema.ts';
import { decimalOf } from '../schema/duck-types.ts';
import type { PrimitiveType } from '../schema/types.ts';
import type { TypedPartitionField } from '../transform/transform.ts';

/** The Avro schemas of manifests and manifest lists, format version 2 (specification, "Manifests" and "Manifest Lists"). */

const required = (id: number, name: string, type: AvroSchema): AvroField => ({ name, type, 'field-id': id });

const optional = (id: number, name: string, type: AvroSchema): AvroField => ({
  name,
  type: ['null', type],
  default: null,
  'field-id': id,
});

/** A map with int keys: Avro's own maps have text keys, so it is an array of pairs. */
const intMap = (keyId: number, valueId: number, value: AvroSchema): AvroArray => ({
  type: 'array',
  logicalType: 'map',
  items: {
    type: 'record',
    name: `k${keyId}_v${valueId}`,
    fields: [required(keyId, 'key', 'int'), required(valueId, 'value', value)],
  },
});

const list = (elementId: number, items: AvroSchema): AvroArray => ({
  type: 'array',
  items,
  'element-id': elementId,
});

const plain: Readonly<Record<string, AvroSchema>> = {
  boolean: 'boolean',
  int: 'int',
  long: 'long',
  float: 'float',
  double: 'double',
  string: 'string',
  binary: 'bytes',
  date: { type: 'int', logicalType: 'date' },
  time: { type: 'long', logicalType: 'time-micros' },
  timestamp: { type: 'long', logicalType: 'timestamp-micros', 'adjust-to-utc': false },
  timestamptz: { type: 'long', logicalType: 'timestamp-micros', 'adjust-to-utc': true },
  uuid: { type: 'fixed', name: 'uuid_fixed', size: 16, logicalType: 'uuid' },
};

function partitionType(type: PrimitiveType): AvroSchema {
  const decimal = decimalOf(type);
  if (decimal !== undefined) {
    const { precision, scale } = decimal;
    const size = decimalBytes(precision);
    return {
      type: 'fixed',
      name: `decimal_${precision}_${scale}`,
      size,
      logicalType: 'decimal',
      precision,
      scale,
    };
  }
  const fixed = /^fixed\[(\d+)\]$/.exec(type);
  if (fixed !== null) return { type: 'fixed', name: `fixed_${fixed[1]}`, size: Number(fixed[1]) };
  return plain[type] ?? 'bytes';
}

/** The bytes that hold every decimal of the precision. */
function decimalBytes(precision: number): number {
  let size = 1;
  while (10n ** BigInt(precision) > 1n << BigInt(8 * size - 1)) size += 1;
  return size;
}

/** A partition field's name in Avro, where only letters, digits and `_` may stand. */
export const avroName = (name: string): string =>
  name
    .replace(/[^A-Za-z0-9_]/g, (letter) => `_x${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase()}`)
    .replace(/^(?=\d)/, '_');

function partitionRecord(fields: readonly TypedPartitionField[]): AvroRecord {
  const seen = new Set<string>();
  return {
    type: 'record',
    name: 'r102',
    fields: fields.map((field) => {
      const type = partitionType(field.resultType);
      return optional(field['field-id'], avroName(field.name), once(type, seen));
    }),
  };
}

/** A named type is defined where it first stands and referred to by name afterwards. */
function once(type: AvroSchema, seen: Set<string>): AvroSchema {
  if (typeof type !== 'object' || !('name' in type) || type.name === undefined) return type;
  if (seen.has(type.name)) return type.name;
  seen.add(type.name);
  return type;
}

export function manifestEntrySchema(fields: readonly TypedPartitionField[]): AvroRecord {
  const dataFile: AvroRecord = {
    type: 'record',
    name: 'r2',
    fields: [
      required(134, 'content', 'int'),
      required(100, 'file_path', 'string'),
      required(101, 'file_format', 'string'),
      required(102, 'partition', partitionRecord(fields)),
      required(103, 'record_count', 'long'),
      required(104, 'file_size_in_bytes', 'long'),
      optional(108, 'column_sizes', intMap(117, 118, 'long')),
      optional(109, 'value_counts', intMap(119, 120, 'long')),
      optional(110, 'null_value_counts', intMap(121, 122, 'long')),
      optional(137, 'nan_value_counts', intMap(138, 139, 'long')),
      optional(125, 'lower_bounds', intMap(126, 127, 'bytes')),
      optional(128, 'upper_bounds', intMap(129, 130, 'bytes')),
      optional(131, 'key_metadata', 'bytes'),
      optional(132, 'split_offsets', list(133, 'long')),
      optional(135, 'equality_ids', list(136, 'int')),
      optional(140, 'sort_order_id', 'int'),
      optional(143, 'referenced_data_file', 'string'),
    ],
  };
  return {
    type: 'record',
    name: 'manifest_entry',
    fields: [
      required(0, 'status', 'int'),
      optional(1, 'snapshot_id', 'long'),
      optional(3, 'sequence_number', 'long'),
      optional(4, 'file_sequence_number', 'long'),
      required(2, 'data_file', dataFile),
    ],
  };
}

const fieldSummary: AvroRecord = {
  type: 'record',
  name: 'r508',
  fields: [
    required(509, 'contains_null', 'boolean'),
    optional(518, 'contains_nan', 'boolean'),
    optional(510, 'lower_bound', 'bytes'),
    optional(511, 'upper_bound', 'bytes'),
  ],
};

export const manifestFileSchema: AvroRecord = {
  type: 'record',
  name: 'manifest_file',
  fields: [
    required(500, 'manifest_path', 'string'),
    required(501, 'manifest_length', 'long'),
    required(502, 'partition_spec_id', 'int'),
    required(517, 'content', 'int'),
    required(515, 'sequence_number', 'long'),
    required(516, 'min_sequence_number', 'long'),
    required(503, 'added_snapshot_id', 'long'),
    required(504, 'added_files_count', 'int'),
    required(505, 'existing_files_count', 'int'),
    required(506, 'deleted_files_count', 'int'),
    required(512, 'added_rows_count', 'long'),
    required(513, 'existing_rows_count', 'long'),
    required(514, 'deleted_rows_count', 'long'),
    optional(507, 'partitions', list(508, fieldSummary)),
    optional(519, 'key_metadata', 'bytes'),
  ],
};
