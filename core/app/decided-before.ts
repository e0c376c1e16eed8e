import { join } from 'node:path';
import { z } from 'zod';
import type { DatasetContract, DatasetName } from '../../contracts/data/dataset.ts';
import type { ChangeKind } from '../../contracts/quarantine/change.ts';
import type { Work } from '../base/progress.ts';
import type { Duck } from '../duck/duck.ts';
import { scanRelation } from '../iceberg/scan/relation.sql.ts';
import { chainSql } from '../quarantine/chain.sql.ts';
import { deskTables, stateColumns } from '../quarantine/desk-tables.ts';
import { operationsOf } from '../quarantine/operations.ts';
import type { PerDataset } from '../rules/judge-request.ts';
import type { Holding } from '../silver/holding.ts';
import { contentMatch } from '../silver/quarantine.sql.ts';
import { ident, type Sql, sql } from '../sql/sql.ts';
import type { Host } from './host.ts';
import type { ReadDataset, ReadDelivery } from './pipeline.ts';
import { Desk } from './quarantine-desk.ts';
import { linksAtOnce, linksOf } from './quarantine-replay.ts';
import type { Workspace } from './run-workspace.ts';

/** What stewards decided about rows that a delivery may bring again. */
export interface DecidedBefore {
  /** Rows of the delivery (file_no, row_no) that somebody rejected as they are: same texts, whatever their times. */
  readonly rejected: PerDataset<Sql>;
  /** By dataset a file of open rows that somebody took on: row_id, assignee, waits_for, note. */
  readonly takenOn: ReadonlyMap<DatasetName, string>;
}

export interface DecidedRequest {
  readonly host: Host;
  readonly workspace: Workspace;
  readonly tenant: string;
  /** Of the run: the rejected rows of the delivery are tables of it. */
  readonly duck: Duck;
  /** A folder of the run. */
  readonly scratch: string;
}

const rejecting: readonly ChangeKind[] = ['reject', 'keep'];
const taking: readonly ChangeKind[] = ['assign', 'wait', 'note'];
const nothing: DecidedBefore = { rejected: {}, takenOn: new Map() };

/**
 * Looks up what was decided, where anything was. A rejection holds until it is undone, also after its row was closed. Where the desk cannot be
 * opened, what is closed counts as it is closed.
 */
export async function decidedBefore(
  request: DecidedRequest,
  read: ReadDelivery,
  holdings: readonly Holding[],
  work: Work = {},
): Promise<DecidedBefore> {
  const { workspace, tenant } = request;
  const kinds = new Set<string>(
    operationsOf(workspace.journal.quarantineEntries(tenant)).flatMap(({ entry, counts }) =>
      counts ? entry.body.kinds : [],
    ),
  );
  const does = (some: readonly ChangeKind[]): boolean => some.some((kind) => kinds.has(kind));
  if (!does([...rejecting, ...taking])) return nothing;
  try {
    return await fromDesk(request, read, does, work);
  } catch (cause) {
    if (work.signal?.aborted === true) throw cause;
    return fromTables(request, read, holdings, work);
  }
}

async function fromDesk(
  { host, workspace, tenant, duck, scratch }: DecidedRequest,
  read: ReadDelivery,
  does: (some: readonly ChangeKind[]) => boolean,
  work: Work,
): Promise<DecidedBefore> {
  // Beside the run's own DuckDB.
  const limits = { ...host.limits, memory: Math.floor(host.limits.memory / 4) };
  await using desk = await Desk.open({ ...host, limits }, { workspace: workspace.folder, tenant }, work);
  const rejected: Partial<Record<DatasetName, Sql>> = {};
  const takenOn = new Map<DatasetName, string>();
  for (const one of read.datasets) {
    const { contract } = one;
    const { dataset } = contract;
    if (!desk.datasets.some((there) => there.contract.dataset === dataset)) continue;
    if (does(rejecting)) {
      const file = join(scratch, `rejected-${dataset}.parquet`);
      const rows = await copied(desk, await rejectedSql(desk, contract, work), file, work);
      if (rows > 0) rejected[dataset] = await again(duck, one, sql`read_parquet(${file})`, work);
    }
    if (!does(taking)) continue;
    const file = join(scratch, `taken-on-${dataset}.parquet`);
    if ((await copied(desk, takenOnSql(dataset), file, work)) > 0) takenOn.set(dataset, file);
  }
  return { rejected, takenOn };
}

/** The rows of a delivery (file_no, row_no) that have one of the contents, as a table. */
async function again(
  duck: Duck,
  { contract, batch, writtenOf }: ReadDataset,
  contents: Sql,
  { signal }: Work,
): Promise<Sql> {
  const table = ident(`rejected_before_${contract.dataset}`);
  const all = sql`(SELECT file_no, row_no FROM ${batch.relation})`;
  await duck.run(
    sql`CREATE OR REPLACE TABLE ${table} AS
      SELECT file_no, row_no FROM ${writtenOf(all)} WHERE ${contentMatch(contract)} IN (SELECT content FROM ${contents})`,
    signal,
  );
  return table;
}

async function fromTables(
  { duck }: DecidedRequest,
  read: ReadDelivery,
  holdings: readonly Holding[],
  work: Work,
): Promise<DecidedBefore> {
  const rejected: Partial<Record<DatasetName, Sql>> = {};
  for (const one of read.datasets) {
    const held = holdings.find(({ contract }) => contract === one.contract);
    if (held === undefined) continue;
    const closed = scanRelation(held.quarantinePlan);
    const contents = sql`(SELECT ${contentMatch(one.contract)} AS content FROM ${closed} WHERE state = 'rejected')`;
    rejected[one.contract.dataset] = await again(duck, one, contents, work);
  }
  return { rejected, takenOn: new Map() };
}

const counted = z.object({ rows: z.coerce.number() });

async function copied(desk: Desk, rows: Sql, file: string, { signal }: Work): Promise<number> {
  await desk.duck.run(sql`COPY (${rows}) TO ${file} (FORMAT parquet)`, signal);
  return (await desk.duck.row(sql`SELECT count(*) AS rows FROM read_parquet(${file})`, counted, signal)).rows;
}

const takenOnSql = (dataset: DatasetName): Sql => sql`
  SELECT row_id, assignee, waits_for, note FROM ${deskTables(dataset).now}
  WHERE decision IS DISTINCT FROM 'rejected' AND coalesce(assignee, waits_for, note) IS NOT NULL`;

/** `content` of every row that is rejected: on the desk, or closed so and not undone since. */
async function rejectedSql(desk: Desk, contract: DatasetContract, { signal }: Work): Promise<Sql> {
  const { dataset } = contract;
  const { original } = desk.dataset(dataset);
  const closed = ident(`desk_closed_${dataset}`);
  const columns = stateColumns.map((name) => sql`NULL::VARCHAR AS ${ident(name)}`);
  await desk.duck.run(
    sql`CREATE OR REPLACE TEMP TABLE ${closed} AS
      SELECT row_number() OVER () AS n, *, NULL::VARCHAR AS ops, ${columns} FROM ${original} WHERE state = 'rejected'`,
    signal,
  );
  // What nobody can read may be what rejected them.
  const someUndone = desk.unreadable.length === 0 && desk.operations.some(({ counts }) => !counts);
  if (someUndone) {
    const links = linksOf(desk, dataset);
    const context = { contract, codeLists: desk.codeLists };
    for (let first = 0; first < links.length; first += linksAtOnce) {
      const some = links.slice(first, first + linksAtOnce);
      await desk.duck.run(
        sql`CREATE OR REPLACE TEMP TABLE ${closed} AS FROM ${chainSql(sql`${closed}`, some, context)}`,
        signal,
      );
    }
  }
  const stands = someUndone ? sql`WHERE decision = 'rejected'` : sql``;
  // What was rejected is what came, whatever was made of it before.
  const open = sql`(SELECT * FROM ${original} WHERE row_id IN (SELECT row_id FROM ${deskTables(dataset).now} WHERE decision = 'rejected'))`;
  const came = sql`(SELECT * FROM ${original} WHERE row_id IN (SELECT row_id FROM ${closed} ${stands}))`;
  return sql`
    SELECT DISTINCT content FROM (
      SELECT ${contentMatch(contract)} AS content FROM ${open}
      UNION ALL
      SELECT ${contentMatch(contract)} FROM ${came})`;
}
