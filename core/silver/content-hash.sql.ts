import type { Field, LogicalType } from '../../contracts/data/dataset.ts';
import { ident, join, type Sql, sql } from '../sql/sql.ts';

/** Fields that a re-export changes without anything having changed. */
const stamps: ReadonlySet<string> = new Set([
  'source_timestamp',
  'ingestion_timestamp',
  'data_source',
  'schema_version',
]);

/** Whether a field says when and whence a row came, not what it is. */
export const isStamp = (name: string): boolean => stamps.has(name);

/**
 * What tells two versions of a row apart: md5 hex over the canonical texts of the business fields, in the order of their ids. A field
 * of a later contract version changes no hash while it is NULL. `extras` (a map column) counts where it is not empty. Columns are
 * named as the fields; a blank text is NULL, as core/contract reads it. `usual`: the rows are usual (core/contract), so that no field holds the
 * separator, and dates and whole numbers are in raw__… as their canonical text.
 */
export function contentHash(
  fields: readonly Field[],
  extras: { readonly id: number; readonly column: Sql },
  usual = false,
): Sql {
  const business = fields.filter(({ name }) => !isStamp(name)).toSorted((a, b) => a.id - b.id);
  const isFirst = ({ since }: Field): boolean => since === undefined;
  const textOf = ({ name, type }: Field): Sql =>
    usual && (type.kind === 'int' || type.kind === 'date')
      ? ident(`raw__${name}`)
      : canonicalText(ident(name), type);
  const first = business.filter(isFirst).map(textOf);
  const later = business.filter((field) => !isFirst(field)).map((field) => named(field.id, textOf(field)));
  const own = sql`CASE WHEN cardinality(${extras.column}) > 0 THEN ${mapText(extras.column)} END`;
  const more = [...later, named(extras.id, own)];
  const free = [...(usual ? [] : business.flatMap(({ name, type }) => freeText(ident(name), type))), own];
  // Separated texts cost half of what quoted ones do; a text that holds the separator itself is rare.
  return sql`md5(CASE
    WHEN contains(concat(${join(free)}), ${separator}) THEN to_json([${join([...first, ...more])}]::VARCHAR[])::VARCHAR
    ELSE concat(${join(first, `, ${separator.text}, `)}, ${join(more)})
  END)`;
}

/** Cannot be in the quoted text. */
const separator = sql`chr(31)`;

/** NULL for NULL, which `concat` leaves out. */
const named = (id: number, text: Sql): Sql => sql`${separator} || ${`${id}=`} || ${text}`;

/** What of a value may be any text. */
function freeText(value: Sql, type: LogicalType): readonly Sql[] {
  if (type.kind === 'string') return [value];
  if (type.kind === 'strings') return [sql`array_to_string(${value}, '')`];
  return type.kind === 'map' ? [mapText(value)] : [];
}

/** Different for different values of the type; NULL for NULL. DuckDB's text of a list quotes what needs it. */
function canonicalText(value: Sql, type: LogicalType): Sql {
  switch (type.kind) {
    case 'string':
      return value;
    case 'int':
    case 'decimal':
    case 'date':
    case 'strings':
      return sql`${value}::VARCHAR`;
    case 'timestamp':
      return sql`epoch_us(${value})::VARCHAR`;
    case 'geo':
      return sql`CASE WHEN ${value} IS NOT NULL THEN ${degrees(sql`${value}.lat`)} || ',' || ${degrees(sql`${value}.lon`)} END`;
    case 'map':
      return mapText(value);
  }
}

/** Seven places are a centimetre. Adding zero turns -0.0 into 0.0. */
const degrees = (value: Sql): Sql => sql`coalesce((round(${value}, 7) + 0.0)::VARCHAR, '-')`;

/** Entries in the order of their keys, whatever their order in the map is. */
function mapText(map: Sql): Sql {
  const entry = sql`${prefixed(sql`e.key`)} || coalesce(${prefixed(sql`e.value`)}, '-')`;
  return sql`array_to_string(list_sort(list_transform(map_entries(${map}), lambda e: ${entry})), '')`;
}

const prefixed = (text: Sql): Sql => sql`strlen(${text}) || ':' || ${text}`;
