import type { TableUpkeep } from '../../contracts/journal/table-upkeep.ts';
import type { Settings } from '../../contracts/settings.ts';
import { stopIfCancelled, type Work } from '../base/progress.ts';
import { type Table, tableText } from '../iceberg/table.ts';
import { dueCompactionOf, isNothing } from '../silver/compact.ts';
import { effectiveUpkeep } from '../settings/table-upkeep.ts';
import type { Host } from './host.ts';
import { codeOf } from './run-records.ts';
import { Workspace } from './run-workspace.ts';
import { compactBy, expireBy } from './table-upkeep.ts';
import { loadAll, loadNamed } from './table-views.ts';
import { contractTables, dueIn, isDue, type UpkeepView, upkeepSettings, viewOfDue } from './upkeep-due.ts';

export interface UpkeepCommand {
  readonly workspace: string;
  /** All that runs write without it. */
  readonly table?: string | undefined;
}

export interface UpkeepResult {
  /** `shown`: nothing was changed; `unchanged`: nothing was due. */
  readonly status: 'shown' | 'done' | 'unchanged';
  readonly tables: readonly (TableUpkeep & { readonly upkeep: UpkeepView })[];
}

/** What is due in a workspace's tables by its settings. Throws TABLE_NOT_FOUND, SETTINGS_INVALID. */
export async function showUpkeep(host: Host, command: UpkeepCommand): Promise<UpkeepResult> {
  await using open = await Workspace.open(host, command.workspace);
  const settings = await upkeepSettings(open.folder);
  const tables = [];
  for (const table of await tablesOf(open, command)) {
    const upkeep = viewOfDue(await dueIn(table, settings, host.now()), settings);
    tables.push({ table: tableText(table.name), upkeep });
  }
  return { status: 'shown', tables };
}

/**
 * Does what is due, for all tenants, and records it. Tenants with a run on are waited for by nobody: that table says CONFLICT and is due
 * still. Throws as `showUpkeep`; what a table's upkeep throws is told with the table.
 */
export async function runUpkeep(host: Host, command: UpkeepCommand, work: Work = {}): Promise<UpkeepResult> {
  const started = performance.now();
  await using open = await Workspace.open(host, command.workspace);
  const settings = await upkeepSettings(open.folder);
  const tables: { readonly done: TableUpkeep; readonly upkeep: UpkeepView }[] = [];
  for (const table of await tablesOf(open, command)) {
    stopIfCancelled(work.signal);
    const due = await dueIn(table, settings, host.now());
    const done = isDue(due)
      ? await putInOrder(host, open, table, settings, work)
      : { table: tableText(table.name) };
    tables.push({ done, upkeep: viewOfDue(due, settings) });
  }
  const touched = tables.filter(({ upkeep }) => upkeep.due);
  if (touched.length > 0) {
    const seconds = Math.round(performance.now() - started) / 1000;
    const body = { seconds, tables: touched.map(({ done }) => done) };
    open.journal.append([{ tenant: null, inputs: [], kind: 'upkeep', body }]);
  }
  const status = touched.length === 0 ? 'unchanged' : 'done';
  return { status, tables: tables.map(({ done, upkeep }) => ({ ...done, upkeep })) };
}

async function tablesOf(open: Workspace, { table }: UpkeepCommand): Promise<readonly Table[]> {
  if (table !== undefined) return [await loadNamed(open, table)];
  return (await loadAll(open)).filter(({ name }) => contractTables.includes(tableText(name)));
}

async function putInOrder(
  host: Host,
  open: Workspace,
  table: Table,
  settings: Settings,
  work: Work,
): Promise<TableUpkeep> {
  const name = tableText(table.name);
  const policy = effectiveUpkeep(settings, name);
  let done: TableUpkeep = { table: name };
  try {
    const { compaction } = await dueIn(table, settings, host.now());
    if (!isNothing(compaction)) {
      work.progress?.({ stage: `putting files of ${name} together` });
      const one = await compactBy(host, open, name, (plan) => dueCompactionOf(plan, policy), work);
      done = { ...done, compacted: { removed: one.filesRemoved, added: one.filesAdded } };
    }
    const { expiry, olderThan } = await dueIn(await loadNamed(open, name), settings, host.now());
    if (expiry.length > 0) {
      work.progress?.({ stage: `forgetting old snapshots of ${name}` });
      const { snapshots, files, bytes } = await expireBy(host, open, name, () => expiry, olderThan, work);
      done = { ...done, expired: { snapshots, files, bytes } };
    }
    return done;
  } catch (cause) {
    return { ...done, error: codeOf(cause) };
  }
}
