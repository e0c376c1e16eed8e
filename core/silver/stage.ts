import { z } from 'zod';
import { type DatasetContract, type DatasetName, trailingColumns } from '../../contracts/data/dataset.ts';
import type { Duck } from '../duck/duck.ts';
import { writeDataFiles } from '../iceberg/data/write-data-files.ts';
import type { DataFile } from '../iceberg/manifest/types.ts';
import { currentSchema } from '../iceberg/metadata/lookup.ts';
import { removeRows } from '../iceberg/rows/remove-rows.ts';
import type { ScanPlan } from '../iceberg/scan/plan-scan.ts';
import { scanRelation } from '../iceberg/scan/relation.sql.ts';
import type { Stamps } from '../iceberg/table.ts';
import type { Sql } from '../sql/sql.ts';
import { compareDataset, type Full } from './compare.ts';
import type { FullCounts } from './full.ts';
import { fileSql, type Holding } from './holding.ts';
import { quarantineTenantId } from './quarantine-fields.ts';
import {
  failingSteps,
  failingStretchesSql,
  fateSql,
  fixedSql,
  putAsideSql,
  type QuarantineFacts,
  quarantineCountsSql,
  quarantinedSql,
  sameRowsSql,
  waitingSql,
} from './quarantine.sql.ts';
import { cutSlices, planSlices, rowsAtOnce } from './slices.ts';
import { type StagedChange, tenantPartition } from './staged.ts';
import { fieldId } from './tables.ts';
import { type JudgedRows, replacedSql, writtenSql } from './upsert.sql.ts';
import { type SilverTables, silverTables } from './working-tables.ts';

/** What a run brings to one dataset, counted from the rows themselves. */
export interface ChangeCounts {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Failing rows of the run, those that were in quarantine before too. */
  readonly quarantined: number;
  /** Of a full delivery. */
  readonly full?: FullCounts;
}

/** One dataset of a run, in files that nobody sees yet. */
export interface StagedDataset {
  readonly dataset: DatasetName;
  readonly holding: Holding;
  readonly counts: ChangeCounts;
  readonly silver: StagedChange;
  readonly quarantine: StagedChange;
  /** Data files of the run's own rows, without rewritten ones. */
  readonly written: { readonly silver: readonly DataFile[]; readonly quarantine: readonly DataFile[] };
}

export interface StageOptions {
  readonly stamps: Stamps;
  /** Of a full delivery: what becomes of keys that are gone, and where keys are referred to. */
  readonly full?: Full | undefined;
  readonly signal?: AbortSignal | undefined;
}

const count = z.coerce.number().int();
const quarantineCounts = z.object({ failing: count, opened: count, fixed: count, aside: count });
const sameRows = z.object({ same: count });
const stretch = z.object({ fileNo: count, upTo: count, rows: count });

/**
 * Compares the judged rows of a dataset with what its tenant has and writes what differs. Unchanged rows are not written. Every file's
 * name begins with a uuid of `options.stamps`, so that the caller can discard them whatever happens.
 */
export async function stageDataset(
  duck: Duck,
  holding: Holding,
  rows: JudgedRows,
  facts: QuarantineFacts,
  options: StageOptions,
): Promise<StagedDataset> {
  const { contract, tenant, silverPlan, quarantinePlan } = holding;
  const tables = silverTables(contract.dataset);
  const { signal, full: declared } = options;
  const { full, ...changes } = await compareDataset(duck, contract.dataset, rows, declared, signal);
  const stage = (plan: ScanPlan, work: Replacement): Promise<Staging> =>
    stageChange(duck, plan, work, options);
  const kept = {
    held: scanRelation(silverPlan, { positions: true }),
    theirs: columnsOfOthers(silverPlan, contract),
  };
  const silver = await stage(silverPlan, {
    tenantField: fieldId(contract, 'tenant_id'),
    tenant,
    rows: writtenSlices(duck, tables, contract, rows, changes, kept),
    count: changes.inserted + changes.updated,
    replaced: changes.updated + (full?.removed ?? 0) === 0 ? undefined : replacedSql(tables),
  });

  const waits = await planQuarantine(duck, holding, rows, facts, tables, signal);
  const { failing, opened, fixed, aside } = waits;
  const closedOf = fixed === 0 ? undefined : waitingRows(quarantinePlan);
  const quarantine = await stage(quarantinePlan, {
    tenantField: quarantineTenantId,
    tenant,
    rows: opened + fixed === 0 ? [] : [quarantinedSql(tables, facts, closedOf)],
    count: opened + fixed,
    replaced: aside === 0 ? undefined : putAsideSql(tables),
  });
  return {
    dataset: contract.dataset,
    holding,
    counts: { ...changes, quarantined: failing, ...(full === undefined ? {} : { full }) },
    silver: silver.staged,
    quarantine: quarantine.staged,
    written: { silver: silver.written, quarantine: quarantine.written },
  };
}

/** The rows that are written, in slices of which each fits into memory with what it is joined with. */
export function writtenSlices(
  { memory }: Duck,
  tables: SilverTables,
  contract: DatasetContract,
  rows: JudgedRows,
  { inserted, updated }: Pick<ChangeCounts, 'inserted' | 'updated'>,
  kept: Parameters<typeof writtenSql>[3],
): readonly Sql[] {
  if (inserted + updated === 0) return [];
  const most = rowsAtOnce(memory);
  // Few of many: what they are joined with is small.
  const slices = inserted + updated <= most ? planSlices([], most) : planSlices(rows.files ?? [], most);
  return slices.map((slice) => writtenSql(tables, contract, rows, kept, slice));
}

/** Columns of a silver table that are neither the contract's nor Quayside's own. */
export function columnsOfOthers({ table }: ScanPlan, { fields }: DatasetContract): readonly string[] {
  const own = new Set([...fields.map(({ id }) => id), ...trailingColumns.map(({ id }) => id)]);
  return currentSchema(table.metadata)
    .fields.filter(({ id }) => !own.has(id))
    .map(({ name }) => name);
}

async function planQuarantine(
  duck: Duck,
  { contract, tenant, quarantinePlan }: Holding,
  rows: JudgedRows,
  facts: QuarantineFacts,
  tables: SilverTables,
  signal: AbortSignal | undefined,
): Promise<z.infer<typeof quarantineCounts>> {
  const waiting = waitingRows(quarantinePlan);
  const relation = { rows: waiting, file: fileSql(quarantinePlan) };
  await duck.run(waitingSql(tables, contract, rows, relation), signal);
  const slices = await failingSlices(duck, rows, signal);
  for (const step of failingSteps(tables, contract, rows, facts, slices)) await duck.run(step, signal);
  const { same } = await duck.row(sameRowsSql(tables), sameRows, signal);
  await duck.run(fateSql(tables, tenant, same === 0 ? undefined : waiting), signal);
  await duck.run(fixedSql(tables), signal);
  return duck.row(quarantineCountsSql(tables), quarantineCounts, signal);
}

/** Rows that fail are handled with all their texts and all that is said of them: so many fewer at once. */
async function failingSlices(
  duck: Duck,
  { files = [], verdicts }: JudgedRows,
  signal: AbortSignal | undefined,
): Promise<readonly Sql[]> {
  const most = rowsAtOnce(duck.memory / 8);
  if (files.reduce((sum, { rows }) => sum + rows, 0) <= most) return cutSlices([], most);
  return cutSlices(await duck.rows(failingStretchesSql(verdicts), stretch, signal), most);
}

const waitingRows = (plan: ScanPlan): Sql => scanRelation(plan, { positions: true });

/** Rows of one tenant to write and places of rows that give way; empty and undefined where there are none. */
interface Replacement {
  readonly tenantField: number;
  readonly tenant: string;
  /** One relation after the other. */
  readonly rows: readonly Sql[];
  /** How many of `rows` there are together. */
  readonly count: number;
  readonly replaced: Sql | undefined;
}

interface Staging {
  readonly staged: StagedChange;
  readonly written: readonly DataFile[];
}

/** Writes the rows of one tenant that a table gets, and takes away those that give way. */
export async function stageChange(
  duck: Duck,
  plan: ScanPlan,
  { tenantField, tenant, rows, count: records, replaced }: Replacement,
  options: StageOptions,
): Promise<Staging> {
  const { table } = plan;
  const { stamps, signal } = options;
  const written: DataFile[] = [];
  for (const part of rows) {
    const files = await writeDataFiles(duck, table, part, {
      uuid: stamps.uuid(),
      rows: Math.ceil(records / rows.length),
      signal,
      ...tenantPartition(table, tenantField, tenant),
    });
    written.push(...files);
  }
  const removed =
    replaced === undefined
      ? { add: [], remove: [], rows: 0 }
      : await removeRows(duck, plan, replaced, options);
  const add = [...written.map((file) => ({ file })), ...removed.add];
  return { staged: { table, plan, change: { ...removed, add } }, written };
}
