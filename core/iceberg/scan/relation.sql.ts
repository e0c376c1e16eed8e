import { ident, join, type Sql, sql, stringList } from '../../sql/sql.ts';
import { positionDeleteFields } from '../data/position-deletes.ts';
import { duckType } from '../schema/duck-types.ts';
import type { NestedField } from '../schema/types.ts';
import { literalPath } from './literal-path.ts';
import type { PlannedFile, ScanPlan } from './plan-scan.ts';

/**
 * The rows of a plan, to stand after FROM: the schema's columns by their names in it, NULL where a file does not have one, deleted
 * rows left out. With `positions` also `_file` (PlannedFile.path) and `_pos` (row in the file, from 0).
 */
export function scanRelation(
  plan: ScanPlan,
  { positions = false }: { readonly positions?: boolean } = {},
): Sql {
  const { schema, files, filter } = plan;
  const columns = schema.fields.map((field) => ident(field.name));
  const place = positions ? [sql`_file`, sql`file_row_number AS _pos`] : [];
  const [clean, deleted] = [files.filter(isClean), files.filter((file) => !isClean(file))];
  const parts = [
    ...(clean.length === 0
      ? []
      : [sql`SELECT ${[...columns, ...place]} FROM ${parquet(clean, schema.fields)}`]),
    ...(deleted.length === 0 ? [] : [withoutDeleted(deleted, schema.fields, [...columns, ...place])]),
  ];
  if (parts.length === 0) return noRows(schema.fields, positions);
  const rows = parts.length === 1 ? sql`(${parts})` : sql`(${join(parts, ' UNION ALL ')})`;
  const column = schema.fields.find((field) => field.id === filter?.fieldId);
  if (filter === undefined || column === undefined) return rows;
  return sql`(FROM ${rows} WHERE ${ident(column.name)} = ${filter.value})`;
}

const isClean = (file: PlannedFile): boolean => file.deletes.length === 0;

function withoutDeleted(
  files: readonly PlannedFile[],
  fields: readonly NestedField[],
  columns: readonly Sql[],
): Sql {
  return sql`
    SELECT ${columns}
    FROM ${parquet(files, fields)} AS kept
    ANTI JOIN ${skippedPositions(files)} AS gone
      ON kept._file = gone.data_path AND kept.file_row_number = gone.pos`;
}

/** (data_path, pos) of every row of the files that their delete files name. One may name other data files too, to which it need not apply. */
export function skippedPositions(files: readonly PlannedFile[]): Sql {
  const pairs = files.flatMap(({ file, path, deletes }) =>
    deletes.map((one) => sql`(${one.path}, ${file.location}, ${path})`),
  );
  const deletes = files.flatMap((file) => file.deletes.map((one) => one.path));
  return sql`(
    SELECT data_path, pos
    FROM ${readParquet([...new Set(deletes)], positionDeleteFields)} AS deletes
    JOIN (VALUES ${pairs}) AS applies(delete_path, location, data_path)
      ON deletes._file = applies.delete_path AND deletes.file_path = applies.location
  )`;
}

const parquet = (files: readonly PlannedFile[], fields: readonly NestedField[]): Sql =>
  readParquet(
    files.map(({ path }) => path),
    fields,
  );

/** Columns by field id, wherever they stand in a file and whatever they are called in it. */
function readParquet(paths: readonly string[], fields: readonly NestedField[]): Sql {
  const columns = fields.map(
    (field) =>
      sql`${field.id}: {name: ${field.name}, type: ${duckType(field.type).text}, default_value: NULL}`,
  );
  return sql`
    read_parquet(
      ${stringList(paths.map(literalPath))},
      schema = MAP {${columns}},
      filename = '_file',
      file_row_number = TRUE,
      hive_partitioning = FALSE
    )`;
}

function noRows(fields: readonly NestedField[], positions: boolean): Sql {
  const columns = fields.map((field) => sql`NULL::${duckType(field.type)} AS ${ident(field.name)}`);
  const place = positions ? [sql`NULL::VARCHAR AS _file`, sql`NULL::BIGINT AS _pos`] : [];
  return sql`(SELECT ${[...columns, ...place]} WHERE FALSE)`;
}
