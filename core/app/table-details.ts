import type { Snapshot as SnapshotView, TableDetail, TableSummary } from '../../contracts/api/tables.ts';
import { contracts } from '../../contracts/data/contracts.ts';
import type { DatasetContract } from '../../contracts/data/dataset.ts';
import type { Duck } from '../duck/duck.ts';
import { currentSchema, defaultSpec } from '../iceberg/metadata/lookup.ts';
import type { Snapshot } from '../iceberg/metadata/types.ts';
import { planScan } from '../iceberg/scan/plan-scan.ts';
import type { IcebergType } from '../iceberg/schema/types.ts';
import { type Table, tableText } from '../iceberg/table.ts';
import type { Host } from './host.ts';
import { Workspace } from './run-workspace.ts';
import { loadAll, loadNamed } from './table-views.ts';
import type { TenantRows } from './tenant-rows.ts';

/** All tables of a workspace, by name. */
export async function summariseTables(
  host: Host,
  duck: Duck,
  folder: string,
  rows: TenantRows,
  signal?: AbortSignal,
): Promise<readonly TableSummary[]> {
  await using workspace = await Workspace.open(host, folder);
  const all: TableSummary[] = [];
  for (const table of await loadAll(workspace)) all.push(await summaryOf(duck, table, rows, signal));
  return all;
}

/** One table with its schema. Throws TABLE_NOT_FOUND. */
export async function describeTable(
  host: Host,
  duck: Duck,
  folder: string,
  name: string,
  rows: TenantRows,
  signal?: AbortSignal,
): Promise<TableDetail> {
  await using workspace = await Workspace.open(host, folder);
  const table = await loadNamed(workspace, name);
  const { metadata } = table;
  const spec = defaultSpec(metadata);
  const schema = currentSchema(metadata);
  const contract = contractOf(name)?.contract;
  const named = (id: number): string => schema.fields.find((field) => field.id === id)?.name ?? String(id);
  return {
    ...(await summaryOf(duck, table, rows, signal)),
    schema: schema.fields.map(({ id, name: field, type, required, doc }) => {
      const own = contract?.fields.find((one) => one.name === field.replace(/^raw__/, ''));
      return {
        id,
        name: field,
        type: typeText(type),
        required,
        personal: own?.pii ?? false,
        doc: own?.doc ?? doc ?? null,
      };
    }),
    partitionBy: spec.fields.map((field) => ({
      name: field.name,
      transform: field.transform,
      source: named(field['source-id']),
    })),
    formatVersion: metadata['format-version'],
    location: metadata.location,
    metadataLocation: table.metadataLocation,
    properties: metadata.properties,
  };
}

/** Snapshots of a table, the newest first. Throws TABLE_NOT_FOUND. */
export async function listSnapshots(
  host: Host,
  folder: string,
  name: string,
): Promise<readonly SnapshotView[]> {
  await using workspace = await Workspace.open(host, folder);
  const { metadata } = await loadNamed(workspace, name);
  return metadata.snapshots
    .map((snapshot) => snapshotView(workspace, snapshot, metadata['current-snapshot-id']))
    .toReversed();
}

async function summaryOf(
  duck: Duck,
  table: Table,
  rows: TenantRows,
  signal: AbortSignal | undefined,
): Promise<TableSummary> {
  const plan = await planScan(table);
  const tenants = await rows.of(duck, plan, signal);
  const name = tableText(table.name);
  const known = contractOf(name);
  const { metadata } = table;
  const head = metadata.snapshots.find((one) => one['snapshot-id'] === metadata['current-snapshot-id']);
  return {
    table: name,
    layer: known?.layer ?? 'other',
    dataset: known?.contract.dataset ?? null,
    rows: tenants.reduce((sum, one) => sum + one.rows, 0),
    bytes: plan.files.reduce((sum, { file }) => sum + file.bytes, 0),
    files: plan.files.length,
    tenants,
    snapshots: metadata.snapshots.length,
    last: head === undefined ? null : snapshotView(undefined, head, metadata['current-snapshot-id']),
  };
}

/** The product's own table of that name. */
export function contractOf(
  name: string,
): { readonly contract: DatasetContract; readonly layer: 'silver' | 'quarantine' } | undefined {
  for (const contract of Object.values(contracts)) {
    if (contract.silverTable === name) return { contract, layer: 'silver' };
    if (contract.quarantineTable === name) return { contract, layer: 'quarantine' };
  }
  return undefined;
}

function snapshotView(
  workspace: Workspace | undefined,
  snapshot: Snapshot,
  current: bigint | null,
): SnapshotView {
  const summary = snapshot.summary ?? {};
  const number = (key: string): number => Number(summary[key] ?? 0);
  const id = snapshot['snapshot-id'].toString();
  return {
    snapshotId: id,
    parentSnapshotId: snapshot['parent-snapshot-id']?.toString() ?? null,
    at: new Date(snapshot['timestamp-ms']).toISOString(),
    operation: summary['operation'] ?? '',
    current: snapshot['snapshot-id'] === current,
    rows: Math.max(0, number('total-records') - number('total-position-deletes')),
    addedRows: number('added-records'),
    deletedRows: number('deleted-records') + number('added-position-deletes'),
    tenant: summary['quayside.tenant'] ?? null,
    runId: summary['quayside.run-id'] ?? null,
    purpose: workspace?.journal.lineageOfSnapshot(id)?.publication.body.purpose ?? null,
    summary,
  };
}

/** Iceberg's type as text. */
export function typeText(type: IcebergType): string {
  if (typeof type === 'string') return type;
  if (type.type === 'list') return `list<${typeText(type.element)}>`;
  if (type.type === 'map') return `map<${typeText(type.key)}, ${typeText(type.value)}>`;
  return `struct<${type.fields.map(({ name, type: of }) => `${name}: ${typeText(of)}`).join(', ')}>`;
}
