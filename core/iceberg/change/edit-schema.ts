import { QuaysideError } from '../../base/errors.ts';
import { decimalOf } from '../schema/duck-types.ts';
import { highestId, idsBelow } from '../schema/leaves.ts';
import type { IcebergType, NestedField, PrimitiveType, Schema } from '../schema/types.ts';
import type { SchemaEdit } from './types.ts';

/** Folds edits into a schema; `lastColumnId` is the highest id the table ever used. Throws USAGE for an edit that is not possible. */
export function editSchema(
  schema: Schema,
  edits: readonly SchemaEdit[],
  lastColumnId: number,
): { readonly schema: Schema; readonly lastColumnId: number } {
  let fields = schema.fields;
  let last = lastColumnId;
  for (const edit of edits) {
    fields = editFields(fields, edit, last);
    last = Math.max(last, highestId(fields));
  }
  return { schema: { ...schema, fields }, lastColumnId: last };
}

function editFields(fields: readonly NestedField[], edit: SchemaEdit, last: number): readonly NestedField[] {
  switch (edit.kind) {
    case 'add':
      return [...fields, newField(fields, edit, last)];
    case 'widen':
      return replaced(fields, edit.id, (field) => ({ ...field, type: widened(field, edit.type) }));
    case 'rename':
      assertFree(
        fields.filter((field) => field.id !== edit.id),
        edit.name,
      );
      return replaced(fields, edit.id, (field) => ({ ...field, name: edit.name }));
    default:
      return edit satisfies never;
  }
}

function newField(
  fields: readonly NestedField[],
  edit: Extract<SchemaEdit, { kind: 'add' }>,
  last: number,
): NestedField {
  assertFree(fields, edit.name);
  const id = edit.id ?? last + 1;
  const taken = new Set(fields.flatMap((field) => [field.id, ...idsBelow(field.type)]));
  const clash = [id, ...idsBelow(edit.type)].find((wanted) => taken.has(wanted));
  if (clash !== undefined)
    throw impossible(`Column ${edit.name} needs the field id ${clash}, which another column has.`);
  return {
    id,
    name: edit.name,
    required: false,
    type: edit.type,
    ...(edit.doc === undefined ? {} : { doc: edit.doc }),
  };
}

function replaced(
  fields: readonly NestedField[],
  id: number,
  change: (field: NestedField) => NestedField,
): readonly NestedField[] {
  if (!fields.some((field) => field.id === id))
    throw impossible(`The table has no column with the field id ${id}.`);
  return fields.map((field) => (field.id === id ? change(field) : field));
}

function assertFree(fields: readonly NestedField[], name: string): void {
  const same = fields.find((field) => field.name.toLowerCase() === name.toLowerCase());
  if (same !== undefined) throw impossible(`The table already has a column ${same.name}.`);
}

const wider: Readonly<Record<string, string>> = { int: 'long', float: 'double' };

/** Whether every value of one type is one of another, and files of the first can be read as the other. */
export function widens(type: IcebergType, into: PrimitiveType): boolean {
  const from = decimalOf(type);
  const to = decimalOf(into);
  return from !== undefined && to !== undefined
    ? to.scale === from.scale && to.precision >= from.precision && to.precision <= 38
    : typeof type === 'string' && wider[type] === into;
}

function widened(field: NestedField, type: PrimitiveType): IcebergType {
  if (widens(field.type, type)) return type;
  throw impossible(
    `Column ${field.name} cannot become ${type}: only int to long, float to double and decimals to more digits are possible.`,
  );
}

const impossible = (message: string): QuaysideError => new QuaysideError('USAGE', message);
