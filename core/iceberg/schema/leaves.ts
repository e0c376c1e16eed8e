import type { IcebergType, NestedField, PrimitiveType } from './types.ts';

export interface Leaf {
  readonly id: number;
  /** Names from the column down; `element`, `key` and `value` below lists and maps. */
  readonly path: readonly string[];
  readonly type: PrimitiveType;
  /** Below a list or map: no bounds are kept. */
  readonly repeated: boolean;
  readonly required: boolean;
}

/** All primitive fields, in order. */
export function leavesOf(fields: readonly NestedField[]): readonly Leaf[] {
  return fields.flatMap((field) => below(field.id, [field.name], field.type, false, field.required));
}

function below(
  id: number,
  path: readonly string[],
  type: IcebergType,
  repeated: boolean,
  required: boolean,
): readonly Leaf[] {
  if (typeof type === 'string') return [{ id, path, type, repeated, required }];
  switch (type.type) {
    case 'list':
      return below(type['element-id'], [...path, 'element'], type.element, true, false);
    case 'map':
      return [
        ...below(type['key-id'], [...path, 'key'], type.key, true, false),
        ...below(type['value-id'], [...path, 'value'], type.value, true, false),
      ];
    case 'struct':
      return type.fields.flatMap((field) =>
        below(field.id, [...path, field.name], field.type, repeated, required && field.required),
      );
    default:
      return type satisfies never;
  }
}

/** The highest id used anywhere in the fields; 0 where there are none. */
export function highestId(fields: readonly NestedField[]): number {
  return Math.max(0, ...fields.flatMap((field) => [field.id, ...idsBelow(field.type)]));
}

/** The ids of all fields, elements, keys and values inside a type. */
export function idsBelow(type: IcebergType): readonly number[] {
  if (typeof type === 'string') return [];
  switch (type.type) {
    case 'list':
      return [type['element-id'], ...idsBelow(type.element)];
    case 'map':
      return [type['key-id'], type['value-id'], ...idsBelow(type.key), ...idsBelow(type.value)];
    case 'struct':
      return type.fields.flatMap((field) => [field.id, ...idsBelow(field.type)]);
    default:
      return type satisfies never;
  }
}
