import { hash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { Duck } from '../duck/duck.ts';
import { type Sql, sql } from '../sql/sql.ts';
import { syncFolder } from '../store/write-whole.ts';
import { type SilverTables, silverTables } from './working-tables.ts';
import { makeFolder } from '../base/make-folder.ts';

export interface WrittenSeen {
  readonly dataset: DatasetName;
  readonly path: string;
  readonly digest: string;
  readonly rows: number;
}

interface NewSeen {
  readonly dataset: DatasetName;
  /** How many rows of the run changed nothing. */
  readonly unchanged: number;
  readonly batchId: string;
  readonly before: string | undefined;
  readonly path: string;
}

const count = z.coerce.number().int();

/**
 * Writes the newest times that silver does not hold itself: those of rows that changed nothing. Undefined where they are the ones
 * that `before` holds already. The file holds once the publication's outcome names it.
 */
export async function writeSeen(
  duck: Duck,
  { dataset, unchanged, batchId, before, path }: NewSeen,
  signal?: AbortSignal,
): Promise<WrittenSeen | undefined> {
  if (unchanged === 0 && before === undefined) return undefined;
  const tables = silverTables(dataset);
  const old =
    before === undefined ? nothing : sql`(SELECT key, newest, batch_id FROM read_parquet(${before}))`;
  await duck.run(newestSql(tables, old, batchId), signal);
  const { rows, differ } = await duck.row(
    sql`
      SELECT
        (SELECT count(*) FROM ${tables.seen}) AS rows,
        (SELECT count(*) FROM ((FROM ${tables.seen} EXCEPT FROM ${old}) UNION ALL (FROM ${old} EXCEPT FROM ${tables.seen}))) AS differ`,
    z.object({ rows: count, differ: count }),
    signal,
  );
  if (differ === 0) return undefined;
  await makeFolder(dirname(path));
  await duck.run(sql`COPY ${tables.seen} TO ${path} (FORMAT parquet, COMPRESSION zstd)`, signal);
  await makeDurable(path);
  return { dataset, path, digest: hash('sha256', await readFile(path)), rows };
}

/** Before the outcome names it: the file's bytes, its name, and that of a tenant's folder that is new. */
async function makeDurable(path: string): Promise<void> {
  {
    await using file = await open(path, 'r+');
    await file.datasync();
  }
  await syncFolder(dirname(path));
  await syncFolder(dirname(dirname(path)));
}

const nothing = sql`(SELECT NULL::VARCHAR AS key, NULL::TIMESTAMPTZ AS newest, NULL::VARCHAR AS batch_id WHERE FALSE)`;

/**
 * Of several batches that brought the newest time the first stands. Rows that changed nothing know silver's time already; it is looked up only
 * for keys that were noted before.
 */
const newestSql = (
  { seen, change, held }: SilverTables,
  old: Sql,
  batchId: string,
): Sql => sql`CREATE OR REPLACE TABLE ${seen} AS
  WITH noted AS (
    SELECT key, newest, batch_id, 1 AS place FROM ${old}
  ),
  silver AS (
    SELECT key, source_timestamp FROM ${change} WHERE kind IN ('inserted', 'updated') AND key IN (SELECT key FROM noted)
    UNION ALL
    SELECT key, source_timestamp FROM (FROM ${held} SEMI JOIN noted USING (key))
    ANTI JOIN (SELECT key FROM ${change} WHERE kind IN ('updated', 'removed')) AS gone USING (key)
  ),
  later AS (
    SELECT noted.* FROM noted
    LEFT JOIN silver USING (key)
    WHERE silver.source_timestamp IS NULL OR newest > silver.source_timestamp
    UNION ALL
    SELECT key, source_timestamp, ${batchId}, 2
    FROM ${change}
    WHERE kind = 'unchanged' AND (held_timestamp IS NULL OR source_timestamp > held_timestamp)
  )
  SELECT key, newest, batch_id
  FROM later
  QUALIFY row_number() OVER (PARTITION BY key ORDER BY newest DESC NULLS LAST, place) = 1
  ORDER BY key`;
