import { z } from 'zod';
import { contracts, datasetNames } from '../../contracts/data/contracts.ts';
import type { DatasetContract, DatasetName } from '../../contracts/data/dataset.ts';
import { stopIfCancelled, type Work } from '../base/progress.ts';
import { planScan } from '../iceberg/scan/plan-scan.ts';
import { scanRelation } from '../iceberg/scan/relation.sql.ts';
import { quarantineTenantId } from '../silver/quarantine-fields.ts';
import { loadIfThere } from '../silver/tables.ts';
import { type Sql, sql } from '../sql/sql.ts';
import { Bench, type Host } from './host.ts';
import { groupsSql, type QuarantineFilter, rowsSql, shownSql } from './quarantine.sql.ts';
import { withStates, writeStates } from './quarantine-states.ts';
import { Workspace } from './run-workspace.ts';

export interface QuarantineRequest extends QuarantineFilter {
  /** Absolute path. */
  readonly workspace: string;
  readonly tenant?: string | undefined;
  readonly dataset?: DatasetName | undefined;
  readonly showPersonalData: boolean;
  /** Only rows that this person has, or that wait for them. */
  readonly assigned?: string | undefined;
}

/** All rows that have one reason on one field, with up to three different values as they came. */
export interface QuarantineGroup {
  readonly dataset: DatasetName;
  readonly code: string;
  readonly severity: string;
  readonly field: string;
  readonly rows: number;
  /** Rows that are here only because of another row that is. */
  readonly knockOns: number;
  readonly examples: readonly { readonly value: string | null; readonly rows: number }[];
}

/** The reasons of the rows that are asked for, errors first, the most rows first. A row with several reasons is in several groups. */
export async function listQuarantine(
  host: Host,
  request: QuarantineRequest,
  { signal }: Work = {},
): Promise<QuarantineGroup[]> {
  await using bench = await Bench.open(host);
  const groups: QuarantineGroup[] = [];
  for (const { contract, rows } of await decidedTables(host, bench, request)) {
    stopIfCancelled(signal);
    const found = await bench.duck.rows(
      groupsSql(rows, contract, request, request.showPersonalData),
      groupRow,
      signal,
    );
    groups.push(...found.map((group) => ({ dataset: contract.dataset, ...group })));
  }
  return groups;
}

/** A row in quarantine as people look at it. Times are ISO 8601 in UTC. */
export type QuarantinedRow = z.infer<typeof shownRow> & { readonly dataset: DatasetName };

export interface QuarantinedRows {
  readonly rows: readonly QuarantinedRow[];
  /** There are more. */
  readonly cut: boolean;
}

/** The first `limit` rows, suppliers before parts, in the order of their files. */
export async function showQuarantine(
  host: Host,
  { limit, ...request }: QuarantineRequest & { readonly limit: number },
  { signal }: Work = {},
): Promise<QuarantinedRows> {
  await using bench = await Bench.open(host);
  const all: QuarantinedRow[] = [];
  for (const { contract, rows } of await decidedTables(host, bench, request)) {
    stopIfCancelled(signal);
    const shown = shownSql(rows, contract, request, request.showPersonalData);
    const found = await bench.duck.rows(rowsSql(shown, contract, limit + 1 - all.length), shownRow, signal);
    all.push(...found.map((row) => ({ dataset: contract.dataset, ...row })));
  }
  return { rows: all.slice(0, limit), cut: all.length > limit };
}

export interface QuarantineTable {
  readonly contract: DatasetContract;
  /** The rows of the tenant that is asked for, else all. */
  readonly rows: Sql;
  /** Of the table: another one means other rows. */
  readonly version: string;
}

/** The quarantine tables with what only desks know of their rows; see `withStates`. Of every tenant who decided something a desk is opened. */
export async function decidedTables(
  host: Host,
  { scratch }: Bench,
  request: QuarantineRequest,
): Promise<QuarantineTable[]> {
  const tables = await quarantineTables(host, request);
  if (tables.length === 0) return tables;
  await using workspace = await Workspace.open(host, request.workspace);
  const tenants = request.tenant === undefined ? workspace.journal.tenants() : [request.tenant];
  const states = await writeStates(host, workspace, tenants, scratch);
  const { assigned } = request;
  return tables.map((table) => {
    const rows = withStates(table.rows, states.get(table.contract.dataset));
    return {
      ...table,
      rows: assigned === undefined ? rows : sql`(FROM ${rows} WHERE ${assigned} IN (assignee, waits_for))`,
    };
  });
}

/** The quarantine tables that there are, suppliers before parts; states as the tables know them. */
export async function quarantineTables(
  host: Host,
  { workspace: folder, tenant, dataset }: Pick<QuarantineRequest, 'workspace' | 'tenant' | 'dataset'>,
): Promise<QuarantineTable[]> {
  await using workspace = await Workspace.open(host, folder);
  const tables: QuarantineTable[] = [];
  for (const name of datasetNames) {
    if (dataset !== undefined && name !== dataset) continue;
    const table = await loadIfThere(workspace.catalog, contracts[name].quarantineTable);
    if (table === undefined) continue;
    const plan = await planScan(
      table,
      tenant === undefined ? {} : { filter: { fieldId: quarantineTenantId, value: tenant } },
    );
    tables.push({ contract: contracts[name], rows: scanRelation(plan), version: table.metadataLocation });
  }
  return tables;
}

const count = z.coerce.number();

const groupRow = z.object({
  code: z.string(),
  severity: z.string(),
  field: z.string(),
  rows: count,
  knockOns: count,
  examples: z.array(z.object({ value: z.string().nullable(), rows: count })),
});

const text = z.string().nullable();

const shownRow = z.object({
  rowId: z.string(),
  tenant: z.string(),
  key: text,
  state: z.string(),
  /** Whose it is, whom it waits for, and what somebody noted. */
  assignee: text,
  waitsFor: text,
  note: text,
  reasons: z.array(
    z.object({ code: z.string(), severity: z.string(), field: text, value: text, causedBy: text }),
  ),
  causedBy: text,
  sourcePath: text,
  sourceDigest: text,
  sourceRow: count.nullable(),
  batchId: text,
  runId: text,
  openedAt: text,
  closedAt: text,
  /** Every field as it came. */
  values: z.record(z.string(), text),
});
