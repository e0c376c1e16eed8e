import { z } from 'zod';
import type { DatasetContract, DatasetName } from '../../contracts/data/dataset.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Duck } from '../duck/duck.ts';
import { planScan, type ScanPlan } from '../iceberg/scan/plan-scan.ts';
import { scanRelation } from '../iceberg/scan/relation.sql.ts';
import { quarantineTenantId } from '../silver/quarantine-fields.ts';
import { fieldId, loadIfThere } from '../silver/tables.ts';
import { ident, type Sql, sql } from '../sql/sql.ts';

/** A row of a key as it is now, in silver or in quarantine. */
export interface KeyPlace {
  readonly dataset: DatasetName;
  readonly table: string;
  readonly tenant: string;
  /** The row's primary key, null where it is blank; and its business key, as it came where the row is in quarantine. */
  readonly key: string | null;
  readonly code: string | null;
  /** The snapshot that added the file the row is in. */
  readonly snapshotId: string | null;
  readonly batchId: string | null;
  /** The rest only of a row in quarantine. */
  readonly state?: string;
  readonly rowId?: string;
  readonly runId?: string | null;
  readonly sourcePath?: string | null;
  readonly sourceRow?: number | null;
  readonly codes?: readonly string[];
}

export interface KeyOf {
  /** A primary key, or a business key (supplier_code, part_number). */
  readonly key: string;
  /** All tenants' rows unless one is named. */
  readonly tenant?: string | undefined;
}

/**
 * Where the rows of a primary or business key are: silver's first. Of a business key also the rows in quarantine that have the primary
 * key of its row in silver. Nothing where the tables are not there yet.
 */
export async function placesOfKey(
  duck: Duck,
  catalog: Catalog,
  contract: DatasetContract,
  of: KeyOf,
  signal?: AbortSignal,
): Promise<KeyPlace[]> {
  const { dataset, silverTable, quarantineTable } = contract;
  const silver = await planOf(catalog, silverTable, fieldId(contract, 'tenant_id'), of);
  const quarantine = await planOf(catalog, quarantineTable, quarantineTenantId, of);
  const places: KeyPlace[] = [];
  if (silver !== undefined) {
    const rows = await duck.rows(
      silverSql(scanRelation(silver, { positions: true }), contract, of),
      silverRow,
      signal,
    );
    places.push(
      ...rows.map(({ file, ...row }) => ({
        dataset,
        table: silverTable,
        ...row,
        snapshotId: snapshotOf(silver, file),
      })),
    );
  }
  if (quarantine !== undefined) {
    const rows = await duck.rows(
      quarantineSql(
        scanRelation(quarantine, { positions: true }),
        contract,
        of,
        silver === undefined ? undefined : scanRelation(silver),
      ),
      quarantineRow,
      signal,
    );
    places.push(
      ...rows.map(({ file, ...row }) => ({
        dataset,
        table: quarantineTable,
        ...row,
        snapshotId: snapshotOf(quarantine, file),
      })),
    );
  }
  return places;
}

async function planOf(
  catalog: Catalog,
  name: string,
  tenantField: number,
  { tenant }: KeyOf,
): Promise<ScanPlan | undefined> {
  const table = await loadIfThere(catalog, name);
  if (table === undefined) return undefined;
  return planScan(table, tenant === undefined ? {} : { filter: { fieldId: tenantField, value: tenant } });
}

const snapshotOf = ({ files }: ScanPlan, path: string): string | null =>
  files.find((file) => file.path === path)?.snapshotId?.toString() ?? null;

const silverSql = (rows: Sql, { primaryKey, businessKey }: DatasetContract, { key }: KeyOf): Sql => sql`
  SELECT tenant_id AS tenant, ${ident(primaryKey.field)} AS key, ${ident(businessKey.field)} AS code,
    batch_id AS "batchId", _file AS file
  FROM ${rows}
  WHERE ${key} IN (${ident(primaryKey.field)}, ${ident(businessKey.field)})
  ORDER BY tenant_id, key`;

function quarantineSql(
  rows: Sql,
  { primaryKey, businessKey }: DatasetContract,
  { key }: KeyOf,
  silver: Sql | undefined,
): Sql {
  const code = ident(`raw__${businessKey.field}`);
  const same =
    silver === undefined
      ? sql`FALSE`
      : sql`(tenant_id, row_key) IN (SELECT (tenant_id, ${ident(primaryKey.field)}) FROM ${silver} WHERE ${ident(businessKey.field)} = ${key})`;
  return sql`
  SELECT tenant_id AS tenant, row_key AS key, ${code} AS code, batch_id AS "batchId", _file AS file,
    state, row_id AS "rowId", run_id AS "runId", source_path AS "sourcePath", source_row AS "sourceRow",
    list_distinct(list_transform(violations, lambda v: v.code)) AS codes
  FROM ${rows}
  WHERE ${key} IN (row_key, trim(${code})) OR ${same}
  ORDER BY tenant_id, opened_at, source_path, source_row`;
}

const text = z.string().nullable();
const silverRow = z.object({ tenant: z.string(), key: text, code: text, batchId: text, file: z.string() });

const quarantineRow = silverRow.extend({
  state: z.string(),
  rowId: z.string(),
  runId: text,
  sourcePath: text,
  sourceRow: z.coerce.number().nullable(),
  codes: z.array(z.string()),
});
