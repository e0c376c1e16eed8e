/** The part of Avro's schema language that Iceberg's files use, with Iceberg's extra keys (`field-id`, `element-id`, `logicalType`). */
export type AvroSchema = string | AvroRecord | AvroArray | AvroMap | AvroNamed | readonly AvroSchema[];

export interface AvroField {
  readonly name: string;
  readonly type: AvroSchema;
  readonly 'field-id'?: number | undefined;
  readonly default?: null | undefined;
}

export interface AvroRecord {
  readonly type: 'record';
  readonly name: string;
  readonly fields: readonly AvroField[];
}

export interface AvroArray {
  readonly type: 'array';
  readonly items: AvroSchema;
  readonly 'element-id'?: number | undefined;
  /** `map`: the items are records of a key and a value. */
  readonly logicalType?: string | undefined;
}

interface AvroMap {
  readonly type: 'map';
  readonly values: AvroSchema;
}

/** A primitive or fixed type written as an object. */
interface AvroNamed {
  readonly type: string;
  readonly name?: string | undefined;
  readonly size?: number | undefined;
  readonly precision?: number | undefined;
  readonly scale?: number | undefined;
  readonly logicalType?: string | undefined;
  readonly 'adjust-to-utc'?: boolean | undefined;
}

export const isRecord = (schema: AvroSchema): schema is AvroRecord =>
  typeof schema === 'object' && 'type' in schema && schema.type === 'record' && 'fields' in schema;

export const isArray = (schema: AvroSchema): schema is AvroArray =>
  typeof schema === 'object' && 'type' in schema && schema.type === 'array' && 'items' in schema;

export const isUnion = (schema: AvroSchema): schema is readonly AvroSchema[] => Array.isArray(schema);
