import { relative } from 'node:path';
import { z } from 'zod';
import { QuaysideError } from '../../base/errors.ts';
import type { Duck } from '../../duck/duck.ts';
import { ident, type Sql, sql } from '../../sql/sql.ts';
import type { DataFile } from '../manifest/types.ts';
import { currentSchema, defaultSpec } from '../metadata/lookup.ts';
import type { TableMetadata } from '../metadata/types.ts';
import { duckType } from '../schema/duck-types.ts';
import { leavesOf } from '../schema/leaves.ts';
import type { TableFiles } from '../storage/table-files.ts';
import type { Table } from '../table.ts';
import { registerBucketFunctions } from '../transform/bucket.ts';
import { isComputable, type TypedPartitionField, typedFields } from '../transform/transform.ts';
import type { Partition } from '../value/partition.ts';
import { copyPartitioned, copyWhole, partitionColumns } from './copy.sql.ts';
import { describeFile } from './describe-file.ts';
import { writtenFile } from './written-file.ts';

export interface WriteOptions {
  /** Unique among all writes to the table; starts the files' names. */
  readonly uuid: string;
  /** The one partition that all rows are of, where the caller knows it: written faster, and split by size. */
  readonly partition?: Partition;
  /** Bytes after which a new file begins (with `partition` or without partition fields). */
  readonly fileBytes?: number;
  /** About how many rows there are: a write of few of them gets smaller row groups, so that all threads have work. */
  readonly rows?: number;
  readonly signal?: AbortSignal | undefined;
}

const defaultFileBytes = 256 * 1024 ** 2;

/**
 * Writes rows as data files of the table's current schema and partition spec. `rows` stands after FROM and has the fields' columns by
 * name; an optional one that `rows` lacks is NULL where the table's columns were ever changed. Nothing is visible until the files are committed. Files without rows are removed again.
 * Throws TABLE_NOT_SUPPORTED for partition transforms other than identity and bucket.
 */
export async function writeDataFiles(
  duck: Duck,
  table: Table,
  rows: Sql,
  options: WriteOptions,
): Promise<readonly DataFile[]> {
  const { metadata, files } = table;
  const columns = currentSchema(metadata).fields;
  const spec = defaultSpec(metadata);
  const fields = typedFields(spec, metadata.schemas);
  const partitions = partitionColumns(fields);
  const location = `${metadata.location.replace(/\/+$/, '')}/data`;
  const target = {
    folder: await files.makeFolder(location),
    name: options.uuid,
    fileBytes: options.fileBytes ?? defaultFileBytes,
    rows: options.rows,
  };
  const whole = options.partition ?? (fields.length === 0 ? new Map() : undefined);
  if (whole === undefined) await prepare(duck, fields);
  const complete = await withLaterColumns(duck, metadata, rows, options.signal);
  const copy =
    whole === undefined
      ? copyPartitioned(complete, columns, partitions, target)
      : copyWhole(complete, columns, target);
  const kind = { specId: spec['spec-id'], leaves: leavesOf(columns), partitions, whole };
  try {
    const described: DataFile[] = [];
    for (const file of await duck.rows(copy, writtenFile, options.signal)) {
      const written = `${location}/${relative(target.folder, file.filename).replaceAll('\\', '/')}`;
      if (file.count === 0) {
        await files.delete(written);
        continue;
      }
      described.push(describeFile(file, written, kind));
      await files.sync(written);
    }
    return described;
  } catch (cause) {
    await removeWritten(files, location, options.uuid);
    throw cause;
  }
}

const describedColumn = z.object({ column_name: z.string() });

/** The columns of a table as it was made are the writer's; asking what `rows` has costs the planning of a long statement. */
async function withLaterColumns(
  duck: Duck,
  metadata: TableMetadata,
  rows: Sql,
  signal: AbortSignal | undefined,
): Promise<Sql> {
  if (metadata['current-schema-id'] === 0 && metadata.schemas.length === 1) return rows;
  const described = await duck.rows(sql`DESCRIBE SELECT * FROM ${rows}`, describedColumn, signal);
  const given = new Set(described.map((column) => column.column_name.toLowerCase()));
  const { fields } = currentSchema(metadata);
  const later = fields.filter(({ name, required }) => !required && !given.has(name.toLowerCase()));
  if (later.length === 0) return rows;
  const empty = later.map(({ name, type }) => sql`NULL::${duckType(type)} AS ${ident(name)}`);
  return sql`(SELECT *, ${empty} FROM ${rows})`;
}

/** An interrupted COPY leaves its files, which may be what fills the disk. Best effort: else they are orphans for the upkeep. */
async function removeWritten(files: TableFiles, folder: string, uuid: string): Promise<void> {
  const listed = await files.list(folder).catch(() => []);
  const own = listed.filter(({ location }) => location.includes(`/${uuid}-`));
  await Promise.allSettled(own.map(({ location }) => files.delete(location)));
}

async function prepare(duck: Duck, fields: readonly TypedPartitionField[]): Promise<void> {
  const foreign = fields.find((field) => !isComputable(field));
  if (foreign !== undefined) {
    throw new QuaysideError(
      'TABLE_NOT_SUPPORTED',
      `The table is partitioned by ${foreign.transform} of ${foreign.sourceName} (${foreign.sourceType}); Quayside writes identity and bucket partitions of text, whole numbers and times.`,
      { parameters: { transform: foreign.transform, field: foreign.sourceName } },
    );
  }
  if (fields.some((field) => field.transform !== 'identity')) registerBucketFunctions(duck);
  // Fewer open files than partitions would multiply the files.
  await duck.run(sql`SET partitioned_write_max_open_files = 1000`);
}
