import { z } from 'zod';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { Work } from '../base/progress.ts';
import { deskTables } from '../quarantine/desk-tables.ts';
import { sql } from '../sql/sql.ts';
import type { DecidedBefore } from './decided-before.ts';
import type { Host } from './host.ts';
import { applyOperation } from './quarantine-apply.ts';
import { Desk } from './quarantine-desk.ts';
import type { Workspace } from './run-workspace.ts';

const text = z.string().nullable();
const carriedRow = z.object({ assignee: text, waitsFor: text, note: text, rows: z.array(z.string()) });

/**
 * Rows that took the place of rows that somebody had taken on are that person's again, wait for the same and have the note. Recorded as
 * operations like any other: they can be looked up and undone. To be called once the run is published.
 */
export async function carryOver(
  {
    host,
    workspace,
    tenant,
  }: { readonly host: Host; readonly workspace: Workspace; readonly tenant: string },
  { takenOn }: DecidedBefore,
  work: Work = {},
): Promise<void> {
  if (takenOn.size === 0) return;
  const limits = { ...host.limits, memory: Math.floor(host.limits.memory / 4) };
  await using desk = await Desk.open({ ...host, limits }, { workspace: workspace.folder, tenant }, work);
  for (const [dataset, file] of takenOn) await carry(desk, dataset, file, work);
}

async function carry(desk: Desk, dataset: DatasetName, file: string, work: Work): Promise<void> {
  const groups = await desk.duck.rows(
    sql`
    SELECT c.assignee, c.waits_for AS "waitsFor", c.note, list(w.row_id ORDER BY w.row_id) AS rows
    FROM ${deskTables(dataset).now} AS w
    JOIN read_parquet(${file}) AS c ON c.row_id = w.replaces
    WHERE coalesce(w.assignee, w.waits_for, w.note) IS NULL
    GROUP BY ALL
    ORDER BY ALL`,
    carriedRow,
    work.signal,
  );
  for (const { assignee, waitsFor, note, rows } of groups) {
    const changes = [
      ...(assignee === null ? [] : [{ kind: 'assign' as const, to: assignee }]),
      ...(waitsFor === null ? [] : [{ kind: 'wait' as const, for: waitsFor }]),
      ...(note === null ? [] : [{ kind: 'note' as const, text: note }]),
    ];
    await applyOperation(desk, { dataset, selection: { rows }, changes }, { reason }, work);
  }
}

const reason = 'a later delivery brought the row again; it stays whose it was';
