import { z } from 'zod';
import type { Duck } from '../../duck/duck.ts';
import { join, type Sql, sql } from '../../sql/sql.ts';
import { metricsOf } from '../data/metrics.ts';
import { positionDeleteFields } from '../data/position-deletes.ts';
import { writtenFile } from '../data/written-file.ts';
import type { DataFile } from '../manifest/types.ts';
import { literalPath } from '../scan/literal-path.ts';
import { fieldIds } from '../schema/duck-types.ts';
import { leavesOf } from '../schema/leaves.ts';
import type { TableFiles } from '../storage/table-files.ts';

const pathId = positionDeleteFields[0].id;

/** A file that itself stays as it is, by its new name. The bounds of paths go with a position-delete file that was taken out. */
export function named(file: DataFile, location: string, place: (location: string) => string): DataFile {
  const { content, referencedDataFile, lowerBounds, upperBounds } = file;
  const without = (bounds: DataFile['lowerBounds']): DataFile['lowerBounds'] =>
    content === 'position-deletes' ? new Map([...bounds].filter(([id]) => id !== pathId)) : bounds;
  return {
    ...file,
    location,
    lowerBounds: without(lowerBounds),
    upperBounds: without(upperBounds),
    referencedDataFile: referencedDataFile === null ? null : place(referencedDataFile),
  };
}

/**
 * Writes a position-delete file anew at `location`, with the paths in it as `place` gives them. Resolves to the file as manifests are
 * to describe it.
 */
export async function relocateDeletes(
  duck: Duck,
  files: TableFiles,
  { file, from, to }: { readonly file: DataFile; readonly from: string; readonly to: string },
  place: (location: string) => string,
): Promise<DataFile> {
  const source = sql`read_parquet(${literalPath(files.pathOf(from))}, hive_partitioning = FALSE)`;
  const found = await duck.rows(
    sql`SELECT DISTINCT file_path FROM ${source}`,
    z.object({ file_path: z.string() }),
  );
  const moves = found.map(({ file_path: path }) => ({ path, now: place(path) }));
  const written = await duck.row(
    sql`
      COPY (
        SELECT now AS file_path, pos::BIGINT AS pos
        FROM ${source}
        JOIN ${movesSql(moves)} ON path = file_path
        ORDER BY now, pos
      ) TO ${files.pathOf(to)} (
        FORMAT parquet, COMPRESSION zstd, FIELD_IDS ${fieldIds(positionDeleteFields)}, RETURN_STATS
      )`,
    writtenFile,
  );
  await files.sync(to);
  const metrics = metricsOf(written, leavesOf(positionDeleteFields), new Set([pathId]));
  const paths = moves.map(({ now }) => Buffer.from(now)).toSorted((a, b) => Buffer.compare(a, b));
  const [lowest, highest] = [paths[0], paths.at(-1)];
  const bounds = (of: ReadonlyMap<number, Uint8Array>, path: Buffer | undefined) =>
    new Map([...of, ...(path === undefined ? [] : [[pathId, path] as const])]);
  return {
    ...file,
    location: to,
    bytes: written.file_size_bytes,
    ...metrics,
    // Whole, by which readers see whether it concerns one file only.
    lowerBounds: bounds(metrics.lowerBounds, lowest),
    upperBounds: bounds(metrics.upperBounds, highest),
    splitOffsets: null,
    referencedDataFile: file.referencedDataFile === null ? null : place(file.referencedDataFile),
  };
}

/** A delete file without a row names no path. */
const movesSql = (moves: readonly { readonly path: string; readonly now: string }[]): Sql =>
  moves.length === 0
    ? sql`(SELECT NULL::VARCHAR AS path, NULL::VARCHAR AS now WHERE FALSE)`
    : sql`(VALUES ${join(moves.map(({ path, now }) => sql`(${path}, ${now})`))}) AS moves(path, now)`;
