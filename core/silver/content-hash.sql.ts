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
 * What tells two versions of a row apart: md5 hex over (field id, canonical text) of the non-null business fields. Every piece is
 * prefixed with its length in bytes, so that no two contents give the same text. A field that is added later changes no hash while
 * it is NULL. `extras` (a map column) counts where it is not empty. Columns are named as the fields.
 */
export function contentHash(
  fields: readonly Field[],
  extras: { readonly id: number; readonly column: Sql },
): Sql {
  const pieces = fields
    .filter(({ name }) => !isStamp(name))
    .toSorted((a, b) => a.id - b.id)
    .flatMap(({ id, name, type }) => piece(id, canonicalText(ident(name), type)));
  const own = sql`CASE WHEN cardinality(${extras.column}) > 0 THEN ${mapText(extras.column)} END`;
  return sql`md5(concat(${join([...pieces, ...piece(extras.id, own)], ',\n    ')}))`;
}

/** Both NULL where the text is: `concat` leaves them out. Two, so that only `concat` copies the text. */
const piece = (id: number, text: Sql): readonly Sql[] => [
  sql`${`${id}=`} || strlen(${text})::VARCHAR || ':'`,
  text,
];

const prefixed = (text: Sql): Sql => sql`strlen(${text}) || ':' || ${text}`;

/** Equal exactly where two values of the type are; NULL for NULL. */
function canonicalText(value: Sql, type: LogicalType): Sql {
  switch (type.kind) {
    case 'string':
      return value;
    case 'int':
    case 'decimal':
    case 'date':
      return sql`${value}::VARCHAR`;
    case 'timestamp':
      return sql`epoch_us(${value})::VARCHAR`;
    case 'strings':
      return sql`array_to_string(list_transform(${value}, lambda e: coalesce(${prefixed(sql`e`)}, '-')), ',')`;
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
