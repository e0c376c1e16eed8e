import { type AvroSchema, isArray, isRecord, isUnion } from './schema.ts';

type Converter = (value: unknown) => unknown;

/**
 * Turns decoded records into objects keyed by Iceberg field id, all the way down: the names in a foreign file are its writer's own.
 * Fields without an id are left out.
 */
export function byFieldId(schema: AvroSchema): Converter {
  return converter(schema, new Map());
}

function converter(schema: AvroSchema, named: Map<string, Converter>): Converter {
  if (typeof schema === 'string') return named.get(schema) ?? same;
  if (isUnion(schema)) return optional(schema, named);
  if (isRecord(schema)) {
    const fields: { id: number; name: string; convert: Converter }[] = [];
    const convert: Converter = (value) => {
      const record: Record<number, unknown> = {};
      const source = new Map(Object.entries(value ?? {}));
      for (const field of fields) record[field.id] = field.convert(source.get(field.name));
      return record;
    };
    named.set(schema.name, convert);
    for (const { name, type, 'field-id': id } of schema.fields) {
      const inner = converter(type, named);
      if (id !== undefined) fields.push({ id, name, convert: inner });
    }
    return convert;
  }
  if (isArray(schema)) {
    const item = converter(schema.items, named);
    return item === same ? same : (value) => (Array.isArray(value) ? value.map(item) : value);
  }
  return same;
}

const same: Converter = (value) => value;

function optional(branches: readonly AvroSchema[], named: Map<string, Converter>): Converter {
  const [only, ...others] = branches.filter((branch) => branch !== 'null');
  if (only === undefined || others.length > 0) return same;
  const convert = converter(only, named);
  return (value) => (value === null || value === undefined ? null : convert(value));
}
