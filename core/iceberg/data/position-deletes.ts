import type { Duck } from '../../duck/duck.ts';
import { type Sql, sql } from '../../sql/sql.ts';
import type { DataFile } from '../manifest/types.ts';
import { fieldIds } from '../schema/duck-types.ts';
import { leavesOf } from '../schema/leaves.ts';
import type { NestedField } from '../schema/types.ts';
import type { Table } from '../table.ts';
import { metricsOf } from './metrics.ts';
import { writtenFile } from './written-file.ts';

/** The columns of a position-delete file, with the ids the specification reserves for them. */
export const positionDeleteFields = [
  { id: 2147483546, name: 'file_path', required: true, type: 'string' },
  { id: 2147483545, name: 'pos', required: true, type: 'long' },
] as const satisfies readonly NestedField[];

const pathId = 2147483546;

/**
 * Writes one position-delete file for one data file. `positions` stands after FROM and has the column `pos`: row numbers in the
 * file, from 0. The bounds of file_path are whole, by which readers see that it concerns this file only.
 */
export async function writePositionDeletes(
  duck: Duck,
  table: Table,
  target: DataFile,
  positions: Sql,
  uuid: string,
  signal?: AbortSignal,
): Promise<DataFile> {
  const folder = `${table.metadata.location.replace(/\/+$/, '')}/data`;
  const location = `${folder}/${uuid}-deletes.parquet`;
  await table.files.makeFolder(folder);
  const written = await duck.row(
    sql`
      COPY (
        SELECT ${target.location} AS file_path, pos::BIGINT AS pos
        FROM ${positions}
        ORDER BY pos
      ) TO ${table.files.pathOf(location)} (
        FORMAT parquet, COMPRESSION zstd, FIELD_IDS ${fieldIds(positionDeleteFields)}, RETURN_STATS
      )`,
    writtenFile,
    signal,
  );
  await table.files.sync(location);
  const metrics = metricsOf(written, leavesOf(positionDeleteFields), new Set([pathId]));
  const path = Buffer.from(target.location);
  return {
    content: 'position-deletes',
    location,
    format: 'parquet',
    specId: target.specId,
    partition: target.partition,
    records: written.count,
    bytes: written.file_size_bytes,
    ...metrics,
    // COPY keeps no statistics of long texts, and there is only one.
    lowerBounds: new Map([...metrics.lowerBounds, [pathId, path]]),
    upperBounds: new Map([...metrics.upperBounds, [pathId, path]]),
    keyMetadata: null,
    splitOffsets: null,
    equalityIds: null,
    sortOrderId: null,
    referencedDataFile: target.location,
  };
}
