import { stopIfCancelled, type Work } from '../base/progress.ts';
import { QuaysideError } from '../base/errors.ts';
import type { Snapshot } from '../iceberg/metadata/types.ts';
import { planScan } from '../iceberg/scan/plan-scan.ts';
import { type Table, tableText } from '../iceberg/table.ts';
import { loadIfThere } from '../silver/tables.ts';
import { Bench, type Host } from './host.ts';
import { Workspace } from './run-workspace.ts';
import { TenantRows } from './tenant-rows.ts';
import { dueIn, type UpkeepView, upkeepSettings, viewOfDue } from './upkeep-due.ts';

/** A snapshot as people look at it. Ids are text: they exceed 2^53. */
export interface SnapshotView {
  readonly snapshotId: string;
  readonly parentSnapshotId: string | null;
  readonly at: string;
  readonly operation: string;
  readonly current: boolean;
  /** Counts and whatever the writer added: run, delivery, batch, journal head. */
  readonly summary: Readonly<Record<string, string>>;
}

export interface TableView {
  readonly table: string;
  readonly rows: number;
  /** Rows by tenant. */
  readonly tenants: Readonly<Record<string, number>>;
  readonly metadataLocation: string;
  /** What of its upkeep is due; missing where the settings cannot be read. */
  readonly upkeep?: UpkeepView;
  /** The oldest first. */
  readonly snapshots: readonly SnapshotView[];
}

/** All tables of a workspace, by name. */
export async function listTables(host: Host, folder: string, work: Work = {}): Promise<TableView[]> {
  await using workspace = await Workspace.open(host, folder);
  const views: TableView[] = [];
  for (const table of await loadAll(workspace)) views.push(await viewOf(host, table, work));
  return views;
}

/** One table, `namespace.name`. Throws TABLE_NOT_FOUND with the names that there are. */
export async function showTable(
  host: Host,
  folder: string,
  name: string,
  work: Work = {},
): Promise<TableView> {
  await using workspace = await Workspace.open(host, folder);
  const table = await loadNamed(workspace, name);
  const view = await viewOf(host, table, work);
  const settings = await upkeepSettings(workspace.folder).catch(() => undefined);
  if (settings === undefined) return view;
  return { ...view, upkeep: viewOfDue(await dueIn(table, settings, host.now()), settings) };
}

/** One table, `namespace.name`. Throws TABLE_NOT_FOUND with the names that there are. */
export async function loadNamed(workspace: Workspace, name: string): Promise<Table> {
  const table = await loadIfThere(workspace.catalog, name);
  if (table !== undefined) return table;
  const known = (await loadAll(workspace)).map((one) => tableText(one.name));
  throw new QuaysideError(
    'TABLE_NOT_FOUND',
    `No table ${name} in ${workspace.folder}; there ${known.length === 0 ? 'is none yet: `quayside run` makes them' : `are ${known.join(', ')}`}.`,
    { parameters: { table: name, known } },
  );
}

/** Every table that the catalog has. */
export async function loadAll({ catalog }: Workspace): Promise<Table[]> {
  const tables: Table[] = [];
  for (const namespace of await catalog.namespaces()) {
    for (const name of await catalog.list(namespace)) tables.push(await catalog.load(name));
  }
  return tables.toSorted((a, b) => tableText(a.name).localeCompare(tableText(b.name)));
}

async function viewOf(host: Host, table: Table, { signal }: Work): Promise<TableView> {
  stopIfCancelled(signal);
  await using bench = await Bench.open(host);
  const tenants = await new TenantRows().of(bench.duck, await planScan(table), signal);
  const { metadata, metadataLocation } = table;
  return {
    table: tableText(table.name),
    rows: tenants.reduce((sum, one) => sum + one.rows, 0),
    tenants: Object.fromEntries(tenants.map((one) => [one.tenant, one.rows])),
    metadataLocation,
    snapshots: metadata.snapshots.map((snapshot) => snapshotView(snapshot, metadata['current-snapshot-id'])),
  };
}

const snapshotView = (snapshot: Snapshot, current: bigint | null): SnapshotView => ({
  snapshotId: snapshot['snapshot-id'].toString(),
  parentSnapshotId: snapshot['parent-snapshot-id']?.toString() ?? null,
  at: new Date(snapshot['timestamp-ms']).toISOString(),
  operation: snapshot.summary?.['operation'] ?? '',
  current: snapshot['snapshot-id'] === current,
  summary: snapshot.summary ?? {},
});
