import type { DatasetContract } from '../../contracts/data/dataset.ts';
import type { Duck } from '../duck/duck.ts';
import { planScan, type ScanPlan } from '../iceberg/scan/plan-scan.ts';
import { scanRelation } from '../iceberg/scan/relation.sql.ts';
import { ident, type Sql, sql } from '../sql/sql.ts';
import { quarantineTenantId } from './quarantine-fields.ts';
import { type DatasetTables, fieldId } from './tables.ts';
import { silverTables } from './working-tables.ts';

/** What silver has of one tenant before a run; the relations read DuckDB tables of `duck`. */
export interface Holding {
  readonly contract: DatasetContract;
  readonly tenant: string;
  readonly silverPlan: ScanPlan;
  readonly quarantinePlan: ScanPlan;
  /** (key, business_key, data_source), as core/rules asks for it. */
  readonly silver: Sql;
  /**
   * (key, newest): the newest source_timestamp seen of each key, in silver or since in rows that changed nothing. What the batch itself
   * brought does not count: judged again, its rows get the verdicts they got before.
   */
  readonly seen: Sql;
  /** Local path of the file of newest times that holds now; undefined where there is none. */
  readonly seenPath: string | undefined;
  /** The tenant's rows in silver are in the very files in which the last audit found no key and no code twice. */
  readonly audited: boolean;
}

export interface HoldRequest {
  readonly tenant: string;
  /** The batch that is to be judged; undefined where the dataset is not delivered. */
  readonly batchId: string | undefined;
  readonly seenPath: string | undefined;
  /** The snapshot of silver that the last audit of the tenant's rows led to, where nothing else of the tenant was published since. */
  readonly auditedSnapshot?: string | undefined;
}

/** Reads the narrow columns of a tenant's rows once; other tenants' files are not opened. */
export async function holdTenant(
  duck: Duck,
  contract: DatasetContract,
  { silver, quarantine }: DatasetTables,
  { tenant, batchId, seenPath, auditedSnapshot }: HoldRequest,
  signal?: AbortSignal,
): Promise<Holding> {
  const filter = { fieldId: fieldId(contract, 'tenant_id'), value: tenant };
  const silverPlan = await planScan(silver, { filter });
  const quarantinePlan = await planScan(quarantine, {
    filter: { fieldId: quarantineTenantId, value: tenant },
  });
  const { held } = silverTables(contract.dataset);
  await duck.run(heldSql(held, contract, silverPlan, batchId ?? ''), signal);
  return {
    contract,
    tenant,
    silverPlan,
    quarantinePlan,
    silver: sql`(SELECT key, code AS business_key, data_source FROM ${held})`,
    seen: seenSql(held, seenPath, batchId ?? ''),
    seenPath,
    audited: auditedSnapshot !== undefined && (await hasFilesOf(silverPlan, auditedSnapshot)),
  };
}

/** Whether a plan reads what it would have read at an earlier snapshot: files and deletes of other tenants may differ. */
async function hasFilesOf(now: ScanPlan, snapshot: string): Promise<boolean> {
  const { table, filter } = now;
  if (String(now.snapshot?.['snapshot-id']) === snapshot) return true;
  const { snapshots } = table.metadata;
  if (!snapshots.some((one) => String(one['snapshot-id']) === snapshot)) return false;
  const at = { snapshotId: BigInt(snapshot) };
  const then = await planScan(table, filter === undefined ? { at } : { at, filter });
  return filesOf(now) === filesOf(then);
}

/** The same text for the same files with the same deletes. */
const filesOf = ({ files }: ScanPlan): string =>
  files
    .map(({ path, deletes }) => JSON.stringify([path, ...deletes.map((one) => one.path).toSorted()]))
    .toSorted()
    .join('\n');

const heldSql = (
  held: Sql,
  { primaryKey, businessKey }: DatasetContract,
  plan: ScanPlan,
  batchId: string,
): Sql => sql`
  CREATE OR REPLACE TABLE ${held} AS
  SELECT
    ${ident(primaryKey.field)} AS key,
    ${ident(businessKey.field)} AS code,
    data_source, source_timestamp, content_hash,
    coalesce(dq_violations, []) AS dq_violations,
    batch_id IS NOT DISTINCT FROM ${batchId} AS own,
    ${fileSql(plan)} AS _file, _pos
  FROM ${scanRelation(plan, { positions: true })}`;

/** The plan's _file as an ENUM: a byte instead of a text for each row. */
export function fileSql({ files }: ScanPlan): Sql {
  const paths = [...new Set(files.map(({ path }) => path))];
  return paths.length === 0 ? sql`_file` : sql`_file::ENUM(${paths.map((path) => sql`${path}`)})`;
}

function seenSql(held: Sql, path: string | undefined, batchId: string): Sql {
  const silver = sql`
      SELECT key, source_timestamp AS newest
      FROM ${held}
      WHERE NOT own`;
  if (path === undefined) return sql`(${silver})`;
  return sql`(
    SELECT key, max(newest) AS newest
    FROM (
      ${silver}
      UNION ALL
      SELECT key, newest FROM read_parquet(${path}) WHERE batch_id IS DISTINCT FROM ${batchId}
    )
    GROUP BY key
  )`;
}
