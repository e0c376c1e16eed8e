import { ident, join, type Sql, sql } from '../../sql/sql.ts';
import { duckType, fieldIds } from '../schema/duck-types.ts';
import type { NestedField } from '../schema/types.ts';
import { bucketExpression } from '../transform/bucket.ts';
import { bucketsOf, type TypedPartitionField } from '../transform/transform.ts';

export interface CopyTarget {
  /** A local folder. */
  readonly folder: string;
  /** Unique start of the files' names. */
  readonly name: string;
  /** A new file begins once one has grown beyond this; whole-partition writes only. */
  readonly fileBytes: number;
  /** About how many rows there are, where that is known. */
  readonly rows?: number | undefined;
}

/** How a partition field's value stands in the rows that are copied. */
export interface PartitionColumn {
  readonly field: TypedPartitionField;
  readonly alias: string;
}

/** Identity fields are columns of the file as they are; others are extra columns, so all go by aliases then. */
export function partitionColumns(fields: readonly TypedPartitionField[]): readonly PartitionColumn[] {
  const asTheyAre = fields.every((field) => field.transform === 'identity');
  return fields.map((field, index) => ({ field, alias: asTheyAre ? field.sourceName : `__p${index}` }));
}

/** Rows of one partition (or of a table without partitions) into files of about the same size. */
export function copyWhole(rows: Sql, columns: readonly NestedField[], target: CopyTarget): Sql {
  return sql`
    COPY (SELECT ${typed(columns)} FROM ${rows}) TO ${target.folder} (
      ${options(columns, target, 49_152)},
      FILE_SIZE_BYTES ${target.fileBytes}
    )`;
}

/** Rows of any partitions, each into its own folder. */
export function copyPartitioned(
  rows: Sql,
  columns: readonly NestedField[],
  partitions: readonly PartitionColumn[],
  target: CopyTarget,
): Sql {
  const extra = partitions.filter(({ field, alias }) => alias !== field.sourceName);
  const computed = extra.map(({ field, alias }) => sql`${partitionExpression(field)} AS ${ident(alias)}`);
  return sql`
    COPY (SELECT ${[...typed(columns), ...computed]} FROM ${rows}) TO ${target.folder} (
      ${options(columns, target, 16_384)},
      PARTITION_BY (${partitions.map(({ alias }) => ident(alias))}),
      WRITE_PARTITION_COLUMNS ${extra.length === 0}
    )`;
}

/** Beyond this many rows groups of the usual size have work for all threads. */
const fewRows = 400_000;

/**
 * A thread compresses row groups of its own where it has half of one; what is less is put together and compressed by one thread alone.
 * So a write of few rows has smaller row groups than others.
 */
function options(columns: readonly NestedField[], target: CopyTarget, smallGroup: number): Sql {
  const few = target.rows !== undefined && target.rows <= fewRows;
  return join([
    sql`FORMAT parquet`,
    sql`COMPRESSION zstd`,
    // 2 % more bytes than level 3 in half of the time.
    sql`COMPRESSION_LEVEL 1`,
    ...(few ? [sql`ROW_GROUP_SIZE ${smallGroup}`] : []),
    sql`FIELD_IDS ${fieldIds(columns)}`,
    sql`RETURN_STATS`,
    sql`OVERWRITE_OR_IGNORE`,
    // NULL and the text that stands for it in folder names share a folder: only {uuid} keeps their files apart.
    sql`FILENAME_PATTERN ${`${target.name}-{uuid}`}`,
  ]);
}

const typed = (columns: readonly NestedField[]): readonly Sql[] =>
  columns.map((column) => sql`${ident(column.name)}::${duckType(column.type)} AS ${ident(column.name)}`);

function partitionExpression(field: TypedPartitionField): Sql {
  const buckets = bucketsOf(field.transform);
  return buckets === undefined ? ident(field.sourceName) : bucketExpression(field, buckets);
}
