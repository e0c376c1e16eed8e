import { QuaysideError } from '../../base/errors.ts';
import { ident, join, type Sql, sql } from '../../sql/sql.ts';
import type { IcebergType, NestedField, PrimitiveType } from './types.ts';

const plain: Readonly<Record<string, Sql>> = {
  boolean: sql`BOOLEAN`,
  int: sql`INTEGER`,
  long: sql`BIGINT`,
  float: sql`FLOAT`,
  double: sql`DOUBLE`,
  date: sql`DATE`,
  time: sql`TIME`,
  timestamp: sql`TIMESTAMP`,
  timestamptz: sql`TIMESTAMPTZ`,
  string: sql`VARCHAR`,
  uuid: sql`UUID`,
  binary: sql`BLOB`,
};

/** Precision and scale of `decimal(P, S)`, or undefined for every other type. */
export function decimalOf(
  type: IcebergType,
): { readonly precision: number; readonly scale: number } | undefined {
  const match = typeof type === 'string' ? /^decimal\(\s*(\d+)\s*,\s*(\d+)\s*\)$/.exec(type) : null;
  return match === null ? undefined : { precision: Number(match[1]), scale: Number(match[2]) };
}

/** The DuckDB type that holds an Iceberg type. Throws TABLE_NOT_SUPPORTED for types of later format versions. */
export function duckType(type: IcebergType): Sql {
  if (typeof type === 'string') return primitive(type);
  switch (type.type) {
    case 'list':
      return sql`${duckType(type.element)}[]`;
    case 'map':
      return sql`MAP(${duckType(type.key)}, ${duckType(type.value)})`;
    case 'struct':
      return sql`STRUCT(${type.fields.map((field) => sql`${ident(field.name)} ${duckType(field.type)}`)})`;
    default:
      return type satisfies never;
  }
}

function primitive(type: PrimitiveType): Sql {
  const decimal = decimalOf(type);
  if (decimal !== undefined) return sql`DECIMAL(${decimal.precision}, ${decimal.scale})`;
  if (/^fixed\[\d+\]$/.test(type)) return sql`BLOB`;
  const found = plain[type];
  if (found !== undefined) return found;
  throw new QuaysideError(
    'TABLE_NOT_SUPPORTED',
    `The column type ${type} is not one of Iceberg's format version 2.`,
    {
      parameters: { type },
    },
  );
}

/** The value of COPY's FIELD_IDS: every column's id, nested ones too. */
export function fieldIds(fields: readonly NestedField[]): Sql {
  return sql`{${fields.map((field) => sql`${ident(field.name)}: ${idsOf(field.id, field.type)}`)}}`;
}

function idsOf(id: number, type: IcebergType): Sql {
  const children = childIds(type);
  return children.length === 0 ? sql`${id}` : sql`{__duckdb_field_id: ${id}, ${join(children)}}`;
}

function childIds(type: IcebergType): readonly Sql[] {
  if (typeof type === 'string') return [];
  switch (type.type) {
    case 'list':
      return [sql`element: ${idsOf(type['element-id'], type.element)}`];
    case 'map':
      return [
        sql`key: ${idsOf(type['key-id'], type.key)}`,
        sql`value: ${idsOf(type['value-id'], type.value)}`,
      ];
    case 'struct':
      return type.fields.map((field) => sql`${ident(field.name)}: ${idsOf(field.id, field.type)}`);
    default:
      return type satisfies never;
  }
}
