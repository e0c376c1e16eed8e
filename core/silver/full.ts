import { z } from 'zod';
import type { DatasetContract } from '../../contracts/data/dataset.ts';
import type { Duck } from '../duck/duck.ts';
import { planScan } from '../iceberg/scan/plan-scan.ts';
import { scanRelation } from '../iceberg/scan/relation.sql.ts';
import type { Table } from '../iceberg/table.ts';
import type { Sql } from '../sql/sql.ts';
import { goneCountsSql, goneKeysSql, goneSql, removeGoneSql, type Use } from './full.sql.ts';
import { fieldId } from './tables.ts';
import type { SilverTables } from './working-tables.ts';

/** What a tenant's settings say about keys that a full delivery no longer has. */
export interface FullPolicy {
  readonly removes: boolean;
  /** Above this share (0 to 1) of the tenant's rows nothing is removed. */
  readonly maxShare: number;
}

export interface FullCounts {
  /** Rows of silver whose key the delivery no longer has. */
  readonly gone: number;
  /** Those of them that are removed. */
  readonly removed: number;
  /** The first of their keys; values of rows, never for the journal. */
  readonly examples: readonly string[];
}

const count = z.coerce.number().int();
const counts = z.object({ held: count, gone: count, free: count, examples: z.array(z.string()) });

/**
 * Finds the keys that a full delivery no longer has and adds them to the run's changes where they may be removed: the tenant wants
 * it, they are not more than its share, and no row refers to them.
 */
export async function planFull(
  duck: Duck,
  tables: SilverTables,
  delivered: Sql,
  uses: readonly Use[],
  { removes, maxShare }: FullPolicy,
  signal: AbortSignal | undefined,
): Promise<FullCounts> {
  await duck.run(goneSql(tables, delivered, uses), signal);
  const { held, gone, free, examples } = await duck.row(goneCountsSql(tables), counts, signal);
  const allowed = removes && gone <= held * maxShare;
  if (!allowed || free === 0) return { gone, removed: 0, examples };
  await duck.run(removeGoneSql(tables), signal);
  return { gone, removed: free, examples };
}

/** The first keys that a full delivery no longer has, told once more from a silver table. `delivered`: its rows with the key's column. */
export async function goneKeys(
  duck: Duck,
  contract: DatasetContract,
  table: Table,
  { tenant, delivered }: { readonly tenant: string; readonly delivered: Sql },
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const plan = await planScan(table, {
    filter: { fieldId: fieldId(contract, 'tenant_id'), value: tenant },
  });
  const rows = await duck.rows(
    goneKeysSql(scanRelation(plan), delivered, contract),
    z.object({ key: z.string() }),
    signal,
  );
  return rows.map(({ key }) => key);
}
