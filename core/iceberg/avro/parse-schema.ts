import { z } from 'zod';
import { parseJson } from '../metadata/json.ts';
import { type AvroSchema, isUnion } from './schema.ts';

const avroSchema: z.ZodType<AvroSchema> = z.lazy(() =>
  z.union([
    z.string(),
    z.array(avroSchema),
    z.looseObject({
      type: z.literal('record'),
      name: z.string(),
      fields: z.array(
        z.looseObject({
          name: z.string(),
          type: avroSchema,
          'field-id': z.int().optional(),
          default: z.unknown().transform(() => null),
        }),
      ),
    }),
    z.looseObject({
      type: z.literal('array'),
      items: avroSchema,
      'element-id': z.int().optional(),
      logicalType: z.string().optional(),
    }),
    z.looseObject({ type: z.literal('map'), values: avroSchema }),
    z.looseObject({
      type: z.string(),
      name: z.string().optional(),
      size: z.int().optional(),
      precision: z.int().optional(),
      scale: z.int().optional(),
      logicalType: z.string().optional(),
      'adjust-to-utc': z.boolean().optional(),
    }),
  ]),
);

/** A container's schema. Defaults are dropped: a decoder does not need them and they may not fit avsc's types. */
export function parseSchema(text: string): AvroSchema {
  return withoutDefaults(avroSchema.parse(parseJson(text)));
}

function withoutDefaults(schema: AvroSchema): AvroSchema {
  if (typeof schema === 'string') return schema;
  if (isUnion(schema)) return schema.map(withoutDefaults);
  if ('fields' in schema) {
    const fields = schema.fields.map(({ name, type, 'field-id': id }) => ({
      name,
      type: withoutDefaults(type),
      ...(id === undefined ? {} : { 'field-id': id }),
    }));
    return { type: 'record', name: schema.name, fields };
  }
  if ('items' in schema) return { ...schema, items: withoutDefaults(schema.items) };
  if ('values' in schema) return { ...schema, values: withoutDefaults(schema.values) };
  return schema;
}
