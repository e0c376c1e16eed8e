import { relative } from 'node:path';
import { QuaysideError } from '../../base/errors.ts';
import type { Duck } from '../../duck/duck.ts';
import { ident, type Sql, sql } from '../../sql/sql.ts';
import type { DataFile } from '../manifest/types.ts';
import { currentSchema, defaultSpec } from '../metadata/lookup.ts';
import { leavesOf } from '../schema/leaves.ts';
import type { Table } from '../table.ts';
import { registerBucketFunctions } from '../transform/bucket.ts';
import { isComputable, type TypedPartitionField, typedFields } from '../transform/transform.ts';
import type { Partition } from '../value/partition.ts';
import { copyPartitioned, copyWhole, type PartitionColumn, partitionColumns } from './copy.sql.ts';
import { metricsOf } from './metrics.ts';
import { partitionValueOf } from './partition-text.ts';
import { type WrittenFile, writtenFile } from './written-file.ts';

export interface WriteOptions {
  /** Unique among all writes to the table; starts the files' names. */
  readonly uuid: string;
  /** The one partition that all rows are of, where the caller knows it: written faster, and split by size. */
  readonly partition?: Partition;
  /** Bytes after which a new file begins (with `partition` or without partition fields). */
  readonly fileBytes?: number;
  readonly signal?: AbortSignal | undefined;
}

const defaultFileBytes = 256 * 1024 ** 2;

/**
 * Writes rows as data files of the table's current schema and partition spec. `rows` stands after FROM and has a column for every
 * field, by name. Nothing is visible until the files are committed. Files without rows are removed again.
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
  };
  const whole = options.partition ?? (fields.length === 0 ? new Map() : undefined);
  if (whole === undefined) await prepare(duck, fields);
  const copy =
    whole === undefined
      ? copyPartitioned(rows, columns, partitions, target)
      : copyWhole(rows, columns, target);
  const written = await duck.rows(copy, writtenFile, options.signal);

  const leaves = leavesOf(columns);
  const described: DataFile[] = [];
  for (const file of written) {
    const name = relative(target.folder, file.filename).replaceAll('\\', '/');
    if (file.count === 0) {
      await files.delete(`${location}/${name}`);
      continue;
    }
    if (whole !== undefined) assertOnePartition(file, fields, whole);
    await files.sync(`${location}/${name}`);
    const metrics = metricsOf(file, leaves);
    const empty = leaves.find((leaf) => leaf.required && (metrics.nullCounts.get(leaf.id) ?? 0) > 0);
    if (empty !== undefined) {
      throw new QuaysideError(
        'INTERNAL',
        `required column ${empty.path.join('.')} has NULL in rows to be written`,
      );
    }
    described.push({
      content: 'data',
      location: `${location}/${name}`,
      format: 'parquet',
      specId: spec['spec-id'],
      partition: whole ?? partitionOf(file, partitions),
      records: file.count,
      bytes: file.file_size_bytes,
      ...metrics,
      keyMetadata: null,
      splitOffsets: null,
      equalityIds: null,
      sortOrderId: 0,
      referencedDataFile: null,
    });
  }
  return described;
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

const partitionOf = (file: WrittenFile, partitions: readonly PartitionColumn[]): Partition =>
  new Map(
    partitions.map(({ field, alias }) => [
      field['field-id'],
      partitionValueOf(field, file.partition_keys.get(alias) ?? null),
    ]),
  );

/** The caller's word for the partition is checked against the values that were written, as far as the file's statistics tell. */
function assertOnePartition(
  file: WrittenFile,
  fields: readonly TypedPartitionField[],
  partition: Partition,
): void {
  for (const field of fields.filter(({ transform }) => transform === 'identity')) {
    const found =
      file.column_statistics.get(ident(field.sourceName).text) ?? new Map<string, string | null>();
    const value = partition.get(field['field-id']) ?? null;
    for (const text of [found.get('min'), found.get('max')]) {
      if (text !== undefined && text !== null && partitionValueOf(field, text) !== value) {
        throw new QuaysideError(
          'INTERNAL',
          `rows of ${field.sourceName} ${text} in a write of ${String(value)} only`,
        );
      }
    }
  }
}
