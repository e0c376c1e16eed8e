import { z } from 'zod';
import type { DatasetContract, DatasetName } from '../../contracts/data/dataset.ts';
import { QuaysideError } from '../base/errors.ts';
import type { Work } from '../base/progress.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Duck } from '../duck/duck.ts';
import { manifestReader } from '../iceberg/manifest/manifest-reader.ts';
import { removeFiltered } from '../iceberg/rows/remove-filtered.ts';
import { planScan } from '../iceberg/scan/plan-scan.ts';
import { scanRelation } from '../iceberg/scan/relation.sql.ts';
import type { ListedFile } from '../iceberg/storage/table-files.ts';
import { type Table, tableText } from '../iceberg/table.ts';
import { sql } from '../sql/sql.ts';
import { amend } from './amend.ts';
import { type ExpiryOutcome, expireTable } from './expire.ts';
import type { PublishPlace } from './transaction.ts';
import { forgetSeen, keepSeen } from './rewrite-seen.ts';
import type { WrittenSeen } from './seen.ts';
import { type TenantTable, tenantTables } from './tenant-tables.ts';

/** What a table has of a tenant. */
interface TenantRows extends TenantTable {
  readonly rows: number;
  /** Snapshots, but the last, that hold rows of the tenant. */
  readonly snapshots: readonly bigint[];
}

export interface CleanPlan {
  readonly tenant: string;
  readonly tables: readonly TenantRows[];
  readonly datasets: readonly DatasetName[];
}

const counted = z.object({ rows: z.coerce.number() });

/**
 * What the tables have of a tenant; nothing is written. Throws TABLE_NOT_SUPPORTED where a branch or tag keeps the tenant's rows: no
 * snapshot that one points to can be forgotten.
 */
export async function planClean(
  duck: Duck,
  { catalog }: { readonly catalog: Catalog },
  contracts: readonly DatasetContract[],
  tenant: string,
  { signal }: Work = {},
): Promise<CleanPlan> {
  const tables: TenantRows[] = [];
  for (const one of await tenantTables(catalog, contracts, tenant)) {
    const rows = scanRelation(await planScan(one.table, { filter: one.filter }));
    const count = await duck.row(sql`SELECT count(*) AS rows FROM ${rows}`, counted, signal);
    const snapshots = await holding(catalog, one);
    assertUnnamed(one.table, snapshots, tenant);
    tables.push({ ...one, ...count, snapshots });
  }
  return { tenant, tables, datasets: contracts.map(({ dataset }) => dataset) };
}

/** All but the head of `main` whose files may hold rows of the filter. Those that others forget meanwhile hold nothing any more. */
async function holding(catalog: Catalog, { table, filter }: TenantTable): Promise<readonly bigint[]> {
  const head = table.metadata.refs['main']?.['snapshot-id'];
  const read = manifestReader(table.files);
  const found: bigint[] = [];
  for (const { 'snapshot-id': snapshotId } of table.metadata.snapshots) {
    if (snapshotId === head) continue;
    try {
      const { files } = await planScan(table, { at: { snapshotId }, filter, read });
      if (files.length > 0) found.push(snapshotId);
    } catch (cause) {
      const { metadata } = await catalog.load(table.name);
      if (metadata.snapshots.some((snapshot) => snapshot['snapshot-id'] === snapshotId)) throw cause;
    }
  }
  return found;
}

function assertUnnamed({ name, metadata }: Table, snapshots: readonly bigint[], tenant: string): void {
  const named = Object.entries(metadata.refs)
    .filter(([ref, { 'snapshot-id': id }]) => ref !== 'main' && snapshots.includes(id))
    .map(([ref]) => ref);
  if (named.length === 0) return;
  throw new QuaysideError(
    'TABLE_NOT_SUPPORTED',
    `${tableText(name)} has branches or tags that keep rows of ${tenant}: ${named.join(', ')}. Remove them with the program that made them, and clean again; nothing was changed.`,
    { parameters: { table: tableText(name), refs: named } },
  );
}

/**
 * Removes all rows of a tenant in one transaction, then forgets the snapshots that still hold them, and the files; also the newest times
 * seen of the tenant's keys. Other tenants' rows stay as they are; times that they travel to go with the forgotten snapshots. Killed in
 * between, the next call goes on. To be called under the tenant's lease, under which it was planned. Throws as `amend`.
 */
export async function clean(
  duck: Duck,
  place: PublishPlace,
  { tenant, tables, datasets }: CleanPlan,
  publicationId: string,
  signal?: AbortSignal,
): Promise<readonly ExpiryOutcome[]> {
  const { catalog, stamps } = place;
  const seen: WrittenSeen[] = [];
  for (const dataset of datasets) {
    const none = await keepSeen(duck, place, tenant, dataset, publicationId, []);
    if (none !== undefined) seen.push(none);
  }
  const full = tables.filter(({ rows }) => rows > 0);
  if (full.length + seen.length > 0) {
    const amended = [];
    for (const { table, filter } of full) {
      const change = await removeFiltered(duck, await planScan(table, { filter }), { stamps, signal });
      const operation = change.add.some(({ file }) => file.content === 'data') ? 'overwrite' : 'delete';
      amended.push({ table, change, operation, tenantField: filter.fieldId } as const);
    }
    const body = {
      publicationId,
      tables: full.map(({ table, rows }) => ({ table: tableText(table.name), rows })),
    };
    const beside = [{ tenant, inputs: [], kind: 'clean', body } as const];
    await amend(place, { publicationId, purpose: 'clean', tenant, tables: amended, seen, beside }, signal);
  }
  await forgetSeen(place, tenant, datasets);
  const outcomes: ExpiryOutcome[] = [];
  for (const { table, filter, dataset } of tables) {
    const now = { dataset, filter, table: await catalog.load(table.name) };
    const ids = await holding(catalog, now);
    assertUnnamed(now.table, ids, tenant);
    const abandoned = (file: ListedFile) => isTenants(duck, now.table, file, tenant);
    outcomes.push(await expireTable(place, now.table, { ids, olderThan: null, tenant, abandoned }));
  }
  return outcomes;
}

/** Under the tenant's lease nobody writes such a file. One that cannot be read may be another tenant's, still being written. */
async function isTenants(
  duck: Duck,
  { files }: Table,
  { location }: ListedFile,
  tenant: string,
): Promise<boolean> {
  if (!location.endsWith('.parquet')) return false;
  try {
    const { rows } = await duck.row(
      sql`SELECT count(*) FILTER (WHERE tenant_id = ${tenant}) AS rows FROM read_parquet(${files.pathOf(location)}, hive_partitioning = false)`,
      counted,
    );
    return rows > 0;
  } catch {
    return false;
  }
}
