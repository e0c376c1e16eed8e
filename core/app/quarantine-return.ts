import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { Selection } from '../../contracts/quarantine/selection.ts';
import type { Work } from '../base/progress.ts';
import { countryCellsPath } from '../contract/code-lists.ts';
import { suggestionSql } from '../contract/suggestion.sql.ts';
import { scanRelation } from '../iceberg/scan/relation.sql.ts';
import { deskTables, rawOf } from '../quarantine/desk-tables.ts';
import { judge } from '../rules/judge.ts';
import { keptRows } from '../rules/judging.sql.ts';
import { type Holding, holdTenant } from '../silver/holding.ts';
import { pathFromJournal } from '../silver/places.ts';
import { recoverTenant } from '../silver/recover.ts';
import { publishRelease, type ReleaseCounts } from '../silver/release.ts';
import { type Sql, sql } from '../sql/sql.ts';
import { assertSeen, type By } from './quarantine-apply.ts';
import type { Desk, DeskDataset } from './quarantine-desk.ts';
import { personOf } from './quarantine-person.ts';
import { selectedRowsSql } from './quarantine-preview.ts';
import { releaseOf } from './quarantine-release.ts';
import { freeRowsSql, leavingSql, leavingTable, meetingsSql } from './quarantine-return.sql.ts';
import { type RereadRows, rereadWaiting } from './reread-waiting.ts';
import { keptOf } from './run-kept.ts';
import { takeLease } from './take-lease.ts';

/** Which of the rows that nothing keeps in quarantine go; without it all. Parts go with their suppliers. */
export interface ReturnChoice {
  readonly dataset: DatasetName;
  readonly selection: Selection;
}

/** A row that meets another version of itself in silver. */
export interface Meeting {
  readonly dataset: DatasetName;
  readonly rowId: string;
  readonly key: string | null;
  /** It replaces silver's; else silver has a newer one, and the row stays. */
  readonly wins: boolean;
  readonly rowTime: string | null;
  readonly silverTime: string | null;
  readonly differences: readonly {
    readonly field: string;
    readonly silver: string | null;
    readonly row: string | null;
  }[];
}

interface DatasetReturn {
  /** Rows that leave for silver, closed as `released`. */
  readonly released: number;
  /** Rows that are closed as `rejected`. */
  readonly rejected: number;
  /** Rows without errors that stay: silver has a newer row of their key. */
  readonly older: number;
  /** Rows that seemed free and did not pass after all, by now. */
  readonly stays: number;
}

export interface ReturnPreview {
  readonly datasets: Readonly<Partial<Record<DatasetName, DatasetReturn>>>;
  /** The first of the rows that meet silver's, those that lose before those that win. */
  readonly meetings: readonly Meeting[];
}

export interface ReturnResult extends ReturnPreview {
  /** Null: there was nothing to return. */
  readonly publicationId: string | null;
  readonly counts: Readonly<Partial<Record<DatasetName, ReleaseCounts>>>;
}

/** What a return would do; nothing is changed. */
export async function previewReturn(
  desk: Desk,
  choice: ReturnChoice | undefined,
  work: Work = {},
): Promise<ReturnPreview> {
  await desk.refresh(work);
  const { preview } = await planReturn(desk, choice, work);
  return preview;
}

/**
 * Rows that nothing keeps in quarantine go to silver, as a run would have brought them: judged once more, compared, written, audited, published;
 * rejected ones are closed. Silver and quarantine change in one transaction: a row leaves once. Under the tenant's lease: throws CONFLICT
 * (retryable) while a run of the tenant is on.
 */
export async function returnToSilver(
  desk: Desk,
  choice: ReturnChoice | undefined,
  by: By = {},
  work: Work = {},
): Promise<ReturnResult> {
  const { catalog, journal, folder, stamps } = desk.workspace;
  using kept = takeLease(desk.host, journal, desk.tenant);
  const { lease } = kept;
  await recoverTenant(catalog, journal, lease, folder);
  const signal = work.signal === undefined ? kept.signal : AbortSignal.any([work.signal, kept.signal]);
  const leased = { ...work, signal };
  try {
    await desk.refresh(leased);
    desk.writableStore();
    assertSeen(desk, by.basedOn);
    const plan = await planReturn(desk, choice, leased);
    const place = { catalog, journal, stamps, lease, workspace: folder };
    const closes = Object.values(plan.preview.datasets).some(
      ({ released, rejected }) => released + rejected > 0,
    );
    if (!closes) return { ...plan.preview, publicationId: null, counts: {} };
    const publicationId = randomUUID();
    const person = await personOf(desk.workspace, by.person);
    const release = releaseOf(desk, place, plan, publicationId, { ...by, person });
    const counts = await publishRelease(desk.duck, release, leased);
    return { ...plan.preview, publicationId, counts: Object.fromEntries(counts) };
  } catch (cause) {
    // A lost lease shows as a cancelled step.
    throw kept.signal.aborted ? kept.signal.reason : cause;
  }
}

interface PlannedDataset {
  readonly dataset: DeskDataset;
  readonly holding: Holding;
  readonly reread: RereadRows;
}

export interface ReturnPlan {
  readonly preview: ReturnPreview;
  readonly datasets: readonly PlannedDataset[];
}

const mostMeetings = 100;

async function planReturn(desk: Desk, choice: ReturnChoice | undefined, work: Work): Promise<ReturnPlan> {
  const { signal } = work;
  const asOf = desk.host.now();
  const planned: PlannedDataset[] = [];
  const datasets: Partial<Record<DatasetName, DatasetReturn>> = {};
  const meetings: Meeting[] = [];
  for (const dataset of desk.datasets) planned.push(await prepare(desk, dataset, choice, asOf, signal));
  for (const one of planned) {
    const { contract } = one.dataset;
    await judgeLeaving(desk, planned, one, asOf, work);
    datasets[contract.dataset] = await desk.duck.row(countsSql(one), returnCounts, signal);
    const silver = scanRelation(one.holding.silverPlan);
    const found = await desk.duck.rows(
      meetingsSql(contract, { ...one.reread, silver, limit: mostMeetings }),
      meetingRow,
      signal,
    );
    meetings.push(...found.map((meeting) => ({ dataset: contract.dataset, ...meeting })));
  }
  return { preview: { datasets, meetings }, datasets: planned };
}

async function prepare(
  desk: Desk,
  dataset: DeskDataset,
  choice: ReturnChoice | undefined,
  asOf: Date,
  signal: AbortSignal | undefined,
): Promise<PlannedDataset> {
  const { contract, tables, origins } = dataset;
  const { journal, folder } = desk.workspace;
  const seen = journal.seenFile(desk.tenant, contract.dataset);
  const seenPath = seen === undefined ? undefined : pathFromJournal(folder, seen.path);
  const request = { tenant: desk.tenant, batchId: undefined, seenPath };
  const holding = await holdTenant(desk.duck, contract, tables, request, signal);
  const runs = new Map(origins);
  const reread = await rereadWaiting(
    desk.duck,
    {
      contract,
      tenant: desk.tenant,
      rows: sql`(SELECT * FROM ${deskTables(contract.dataset).now} WHERE n IN (${chosenSql(desk, dataset, choice)}))`,
      originOf: (runId) => runs.get(runId) ?? desk.settings,
      codeLists: desk.codeLists,
      asOf,
    },
    signal,
  );
  return { dataset, holding, reread };
}

/** n of the rows that are to go. */
function chosenSql(desk: Desk, { contract }: DeskDataset, choice: ReturnChoice | undefined): Sql {
  const free = freeRowsSql(contract.dataset);
  if (choice === undefined) return free;
  const chosen = selectedRowsSql(desk, choice);
  if (choice.dataset === contract.dataset) return sql`${free} AND w.n IN (${chosen})`;
  const reference = contract.foreignKeys.find(({ references }) => references.dataset === choice.dataset);
  if (reference === undefined) return sql`${free} AND FALSE`;
  const keys = sql`SELECT key FROM ${deskTables(choice.dataset).verdict} WHERE n IN (${chosen})`;
  const { field } = reference;
  return sql`${free} AND trim(w.${rawOf(field)}) IN (${keys})`;
}

/** Judges the rows once more, by all rules, beside silver and what leaves for it now. */
async function judgeLeaving(
  desk: Desk,
  planned: readonly PlannedDataset[],
  { dataset: { contract }, holding, reread }: PlannedDataset,
  asOf: Date,
  { signal }: Work,
): Promise<void> {
  const keep = keptOf({ contract });
  const silver = Object.fromEntries(
    planned.map((one) => [one.dataset.contract.dataset, silverAfter(one, contract.dataset)]),
  );
  await judge(
    desk.duck,
    {
      tenant: desk.tenant,
      asOf,
      severities: desk.settings.severities,
      codeLists: desk.codeLists,
      suggest: suggestionSql,
      countryCells: sql`read_parquet(${countryCellsPath()})`,
      silver,
      datasets: [
        {
          contract,
          rows: reread.typed,
          only: reread.writtenOf,
          landed: reread.waiting,
          changeFeed: false,
          keep,
        },
      ],
    },
    { signal },
  );
  const rows = { waiting: reread.waiting, kept: keptRows(contract.dataset, keep), seen: holding.seen };
  await desk.duck.run(leavingSql(contract, rows), signal);
}

/** What silver has of a dataset, and for others that refer to it what it gets now. */
function silverAfter({ dataset: { contract }, holding }: PlannedDataset, judged: DatasetName): Sql {
  const refers = contract.dataset !== judged;
  if (!refers || contract.foreignKeys.length > 0) return holding.silver;
  return sql`(
    FROM ${holding.silver}
    UNION ALL
    SELECT row_key, NULL::VARCHAR, NULL::VARCHAR FROM ${leavingTable(contract.dataset)} WHERE fate = 'leaves')`;
}

const count = z.coerce.number().int();
const returnCounts = z.object({ released: count, rejected: count, older: count, stays: count });

const countsSql = ({ dataset: { contract }, reread }: PlannedDataset): Sql => sql`
  SELECT
    count(*) FILTER (fate = 'leaves') AS released,
    count(*) FILTER (fate = 'older') AS older,
    ${reread.rows} - count(*) AS stays,
    (SELECT count(*) FROM ${deskTables(contract.dataset).now} WHERE decision = 'rejected') AS rejected
  FROM ${leavingTable(contract.dataset)}`;

const text = z.string().nullable();
const meetingRow = z.object({
  rowId: z.string(),
  key: text,
  wins: z.boolean(),
  rowTime: text,
  silverTime: text,
  differences: z.array(z.object({ field: z.string(), silver: text, row: text })),
});
