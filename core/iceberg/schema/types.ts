/**
 * Schemas of the Iceberg specification (v2), in the shape and with the key names of the metadata file, so that both read alike.
 * Unknown keys of other engines stay on the objects at run time and are written back.
 */

/** `boolean`, `int`, `long`, `float`, `double`, `decimal(P, S)`, `date`, `time`, `timestamp`, `timestamptz`, `string`, `uuid`, `fixed[L]`, `binary`. */
export type PrimitiveType = string;

export type IcebergType = PrimitiveType | StructType | ListType | MapType;

export interface NestedField {
  readonly id: number;
  readonly name: string;
  readonly required: boolean;
  readonly type: IcebergType;
  readonly doc?: string | undefined;
}

interface StructType {
  readonly type: 'struct';
  readonly fields: readonly NestedField[];
}

interface ListType {
  readonly type: 'list';
  readonly 'element-id': number;
  readonly element: IcebergType;
  readonly 'element-required': boolean;
}

interface MapType {
  readonly type: 'map';
  readonly 'key-id': number;
  readonly key: IcebergType;
  readonly 'value-id': number;
  readonly value: IcebergType;
  readonly 'value-required': boolean;
}

export interface Schema extends StructType {
  readonly 'schema-id': number;
  readonly 'identifier-field-ids'?: readonly number[] | undefined;
}

export interface PartitionField {
  readonly 'source-id': number;
  /** Of the partition field itself, 1000 and up. */
  readonly 'field-id': number;
  readonly name: string;
  /** `identity`, `bucket[N]`, `truncate[W]`, `year`, `month`, `day`, `hour`, `void`. */
  readonly transform: string;
}

export interface PartitionSpec {
  readonly 'spec-id': number;
  readonly fields: readonly PartitionField[];
}

export interface SortOrder {
  readonly 'order-id': number;
  readonly fields: readonly unknown[];
}
