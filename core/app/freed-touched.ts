import { z } from 'zod';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import { deskTables } from '../quarantine/desk-tables.ts';
import { operationsOf } from '../quarantine/operations.ts';
import { type Sql, sql, stringList } from '../sql/sql.ts';
import { Desk } from './quarantine-desk.ts';
import type { RunJob } from './run-job.ts';

const touchedRow = z.object({ row_id: z.string() });

/**
 * The rows of a quarantine table that no steward has begun to work on: what somebody changed, took on or decided is theirs to return.
 * Undefined where nobody can tell which those are.
 */
export async function untouchedRows(
  { host, workspace, request: { tenant } }: RunJob,
  dataset: DatasetName,
  rows: Sql,
  signal: AbortSignal | undefined,
): Promise<Sql | undefined> {
  const counting = operationsOf(workspace.journal.quarantineEntries(tenant)).some(({ counts }) => counts);
  if (!counting) return rows;
  // Beside the run's own DuckDB.
  const limits = { ...host.limits, memory: Math.floor(host.limits.memory / 4) };
  try {
    await using desk = await Desk.open(
      { ...host, limits },
      { workspace: workspace.folder, tenant },
      { signal },
    );
    if (desk.unreadable.some(({ counts }) => counts)) return undefined;
    const touched = await desk.duck.rows(
      sql`SELECT row_id FROM ${deskTables(dataset).now} WHERE ops IS NOT NULL`,
      touchedRow,
      signal,
    );
    const ids = stringList(touched.map(({ row_id }) => row_id));
    return sql`(FROM ${rows} ANTI JOIN (SELECT unnest(${ids}) AS row_id) AS touched USING (row_id))`;
  } catch (cause) {
    if (signal?.aborted === true) throw cause;
    return undefined;
  }
}
