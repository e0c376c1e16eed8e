import { join } from 'node:path';
import { z } from 'zod';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { ChangeKind } from '../../contracts/quarantine/change.ts';
import type { Work } from '../base/progress.ts';
import { deskTables } from '../quarantine/desk-tables.ts';
import { operationsOf } from '../quarantine/operations.ts';
import { decidedState } from '../quarantine/state.sql.ts';
import { type Sql, sql, stringList } from '../sql/sql.ts';
import type { Host } from './host.ts';
import { Desk } from './quarantine-desk.ts';
import type { Workspace } from './run-workspace.ts';

/** What changes a row's state. */
const deciding: ReadonlySet<string> = new Set<ChangeKind>(['reject', 'keep', 'assign', 'wait', 'note']);

/** Whether a steward decided something about rows of the tenant that only a desk can tell. */
export const isDecided = ({ journal }: Workspace, tenant: string): boolean =>
  operationsOf(journal.quarantineEntries(tenant)).some(
    ({ entry, counts }) => counts && entry.body.kinds.some((kind) => deciding.has(kind)),
  );

/**
 * What desks know of open rows that their tables do not: files of row_id, state, assignee, waits_for, note, by dataset; in `folder`. Only of
 * rows that somebody has, rejected or noted something on.
 */
export async function writeStates(
  host: Host,
  workspace: Workspace,
  tenants: readonly string[],
  folder: string,
  work: Work = {},
): Promise<ReadonlyMap<DatasetName, readonly string[]>> {
  const files = new Map<DatasetName, string[]>();
  for (const tenant of tenants) {
    if (!isDecided(workspace, tenant)) continue;
    const limits = { ...host.limits, memory: Math.floor(host.limits.memory / 2) };
    await using desk = await Desk.open({ ...host, limits }, { workspace: workspace.folder, tenant }, work);
    for (const { contract } of desk.datasets) {
      const { dataset } = contract;
      const file = join(folder, `states-${tenant}-${dataset}.parquet`);
      const { Count } = await desk.duck.row(statesSql(dataset, file), copied, work.signal);
      if (Count > 0) files.set(dataset, [...(files.get(dataset) ?? []), file]);
    }
  }
  return files;
}

const copied = z.object({ Count: z.coerce.number() });

const statesSql = (dataset: DatasetName, file: string): Sql => sql`
  COPY (
    SELECT row_id, ${decidedState} AS state, assignee, waits_for, note
    FROM ${deskTables(dataset).now}
    WHERE decision = 'rejected' OR coalesce(assignee, waits_for, note) IS NOT NULL
  ) TO ${file} (FORMAT parquet)`;

/** Rows of a quarantine table with the state that they have on their desk, and assignee, waits_for, note. */
export function withStates(rows: Sql, files: readonly string[] = []): Sql {
  const open = sql`r.state IN ('open', 'assigned', 'waiting')`;
  return files.length === 0
    ? sql`(SELECT *, NULL::VARCHAR AS assignee, NULL::VARCHAR AS waits_for, NULL::VARCHAR AS note FROM ${rows})`
    : sql`(
    SELECT r.* REPLACE (CASE WHEN ${open} THEN coalesce(d.state, r.state) ELSE r.state END AS state),
      d.assignee, d.waits_for, d.note
    FROM ${rows} AS r
    LEFT JOIN read_parquet(${stringList(files)}) AS d ON d.row_id = r.row_id)`;
}
