import { randomUUID } from 'node:crypto';
import type { TableUpkeep, UpkeepRecord } from '../../contracts/journal/table-upkeep.ts';
import type { Settings } from '../../contracts/settings.ts';
import { QuaysideError } from '../base/errors.ts';
import { stopIfCancelled, type Work } from '../base/progress.ts';
import type { Table } from '../iceberg/table.ts';
import { compactTable, isNothing } from '../silver/compact.ts';
import { expireTable } from '../silver/expire.ts';
import { loadIfThere } from '../silver/tables.ts';
import type { Host } from './host.ts';
import { codeOf } from './run-records.ts';
import type { Workspace } from './run-workspace.ts';
import { underLease } from './tenant-work.ts';
import { contractTables, dueIn, isDue, upkeepSettings } from './upkeep-due.ts';

/** The run that was published before. */
export interface AfterRun {
  readonly tenant: string;
  readonly runId: string;
}

/** As progress and `runs` name it. */
const upkeepStage = 'upkeep';

/**
 * Puts the tables in order after a run, where that is due: the tenant's own small files together, under the tenant's lease, and old
 * snapshots forgotten, under that of the tables. It is no part of the run: whatever goes wrong is recorded, and what somebody else is at
 * is left to them. Resolves to the record; undefined where nothing was due or nothing could be done now. Throws nothing.
 */
export async function upkeepAfterRun(
  host: Host,
  workspace: Workspace,
  { tenant, runId }: AfterRun,
  work: Work,
): Promise<UpkeepRecord | undefined> {
  const started = performance.now();
  const record = (tables: readonly TableUpkeep[], error?: string): UpkeepRecord => ({
    runId,
    seconds: Math.round(performance.now() - started) / 1000,
    tables,
    ...(error === undefined ? {} : { error }),
  });
  let body: UpkeepRecord | undefined;
  try {
    const tables = await tablesDue(host, workspace, tenant, work);
    body = tables.length === 0 ? undefined : record(tables);
  } catch (cause) {
    body = record([], codeOf(cause));
  }
  if (body === undefined) return undefined;
  try {
    workspace.journal.append([{ tenant, inputs: [], kind: 'upkeep', body }]);
  } catch {
    // The tables are as their own records say; this one only tells of them.
  }
  return body;
}

async function tablesDue(
  host: Host,
  workspace: Workspace,
  tenant: string,
  work: Work,
): Promise<readonly TableUpkeep[]> {
  const settings = await upkeepSettings(workspace.folder);
  const done: TableUpkeep[] = [];
  for (const name of contractTables) {
    const table = await loadIfThere(workspace.catalog, name);
    if (table === undefined || !isDue(await dueIn(table, settings, host.now(), tenant))) continue;
    const one = await putInOrder(host, workspace, { table, name, tenant, settings }, work);
    if (one !== undefined) done.push(one);
    if (one?.error === 'CANCELLED') break;
  }
  return done;
}

interface Order {
  readonly table: Table;
  readonly name: string;
  readonly tenant: string;
  readonly settings: Settings;
}

/** Both halves of one table; what the second does not get done the next run does. Undefined where others were at both. */
async function putInOrder(
  host: Host,
  workspace: Workspace,
  order: Order,
  work: Work,
): Promise<TableUpkeep | undefined> {
  let done: TableUpkeep = { table: order.name };
  try {
    stopIfCancelled(work.signal);
    const compacted = await unlessBusy(compactOwn(host, workspace, order, work));
    if (compacted !== undefined) done = { ...done, compacted };
    stopIfCancelled(work.signal);
    const expired = await unlessBusy(expireDue(host, workspace, order, work));
    if (expired !== undefined) done = { ...done, expired };
  } catch (cause) {
    done = { ...done, error: codeOf(cause) };
  }
  return Object.keys(done).length === 1 ? undefined : done;
}

/** Where somebody else has the lease, or changed what was planned on, it is due again the next time. */
async function unlessBusy<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (cause) {
    if (cause instanceof QuaysideError && cause.code === 'CONFLICT' && cause.retryable) return undefined;
    throw cause;
  }
}

async function compactOwn(
  host: Host,
  workspace: Workspace,
  { table: before, tenant, settings }: Order,
  work: Work,
): Promise<TableUpkeep['compacted']> {
  if (isNothing((await dueIn(before, settings, host.now(), tenant)).compaction)) return undefined;
  work.progress?.({ stage: upkeepStage });
  return underLease(
    host,
    workspace,
    tenant,
    async ({ place, duck, work: { signal } }) => {
      const now = await place.catalog.load(before.name);
      const { plan, compaction } = await dueIn(now, settings, host.now(), tenant);
      if (isNothing(compaction)) return undefined;
      const facts = { publicationId: randomUUID(), tenant };
      return compactTable(duck, place, plan, compaction, facts, signal);
    },
    work,
  );
}

async function expireDue(
  host: Host,
  workspace: Workspace,
  { table: before, tenant, settings }: Order,
  work: Work,
): Promise<TableUpkeep['expired']> {
  const at = host.now();
  if ((await dueIn(before, settings, at, tenant)).expiry.length === 0) return undefined;
  work.progress?.({ stage: upkeepStage });
  return underLease(
    host,
    workspace,
    null,
    async ({ place }) => {
      const now = await place.catalog.load(before.name);
      const { expiry: ids, olderThan } = await dueIn(now, settings, at, tenant);
      if (ids.length === 0) return undefined;
      const { snapshots, files, bytes } = await expireTable(place, now, { ids, olderThan, tenant: null });
      return { snapshots, files, bytes };
    },
    work,
  );
}
