import { z } from 'zod';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { Work } from '../base/progress.ts';
import type { Duck } from '../duck/duck.ts';
import { scanRelation } from '../iceberg/scan/relation.sql.ts';
import type { Judgement } from '../rules/judge.ts';
import { keptRows } from '../rules/judging.sql.ts';
import { verdictTable } from '../rules/working-tables.ts';
import type { Holding } from '../silver/holding.ts';
import type { CountsByDataset, PublishRun } from '../silver/publish-run.ts';
import { silverTables } from '../silver/working-tables.ts';
import { ident, type Sql, sql } from '../sql/sql.ts';
import { judgeBeside, together } from './freed-beside.ts';
import { freeable, type PassingAgain, planFreed } from './freed-parts.ts';
import { untouchedRows } from './freed-touched.ts';
import type { ReadDataset, ReadDelivery } from './pipeline.ts';
import { rereadFile } from './reread-waiting.ts';
import type { RunJob } from './run-job.ts';
import { judgedRows, keptOf } from './run-kept.ts';

type RunDataset = PublishRun['datasets'][number];

/** What a run publishes: the delivered datasets, and rows that waited only for what it brings. */
export interface WithFreed {
  readonly datasets: readonly RunDataset[];
  /** Those of which rows are freed. */
  readonly freed: readonly DatasetName[];
}

/**
 * Adds to a delivery's datasets the rows in quarantine that waited only for what it brings: rows of datasets that it does not have, and
 * rows of a delivered one whose key it does not have. A full delivery of a dataset says all there is of it: none of its rows are freed.
 */
export async function withFreed(
  job: RunJob,
  read: ReadDelivery,
  usual: Judgement['usual'],
  holdings: readonly Holding[],
  { signal }: Work,
): Promise<WithFreed> {
  const datasets: RunDataset[] = [];
  const freed: DatasetName[] = [];
  for (const holding of holdings) {
    const { contract, quarantinePlan } = holding;
    const own = read.datasets.find((one) => one.contract === contract);
    const delivered: RunDataset | undefined = own && {
      holding,
      rows: judgedRows(own, usual),
      objects: own.batch.objects,
    };
    const bringer = contract.foreignKeys
      .map(({ references }) => read.datasets.find((one) => one.contract.dataset === references.dataset))
      .find((one) => one !== undefined);
    const frees =
      bringer !== undefined &&
      quarantinePlan.files.length > 0 &&
      !(own !== undefined && read.delivery.kind === 'full');
    const plan = frees
      ? await freedOf(job, read, { holding, holdings, own, delivered, bringer }, signal)
      : undefined;
    if (plan !== undefined) freed.push(contract.dataset);
    if (delivered !== undefined)
      datasets.push(
        plan === undefined
          ? delivered
          : { ...delivered, rows: together(contract, delivered.rows, plan.judged) },
      );
    else if (plan !== undefined && bringer !== undefined)
      datasets.push({ holding, rows: plan.judged, objects: bringer.batch.objects });
  }
  return { datasets, freed };
}

interface Freeing {
  readonly holding: Holding;
  readonly holdings: readonly Holding[];
  /** The dataset as it was delivered, where it was. */
  readonly own: ReadDataset | undefined;
  readonly delivered: RunDataset | undefined;
  /** What brings what the rows waited for. */
  readonly bringer: ReadDataset;
}

async function freedOf(
  job: RunJob,
  read: ReadDelivery,
  { holding: { contract, quarantinePlan, seen }, holdings, own, delivered, bringer }: Freeing,
  signal: AbortSignal | undefined,
): Promise<PassingAgain | undefined> {
  const { duck, request, workspace, asOf } = job;
  const { tenant, severities } = request;
  const { dataset } = contract;
  const silver = Object.fromEntries(holdings.map((held) => [held.contract.dataset, silverAfter(held, read)]));
  const waiting = scanRelation(quarantinePlan);
  const others =
    own === undefined
      ? waiting
      : sql`(FROM ${waiting} ANTI JOIN ${keptRows(dataset, keptOf(own))} AS kept USING (row_key))`;
  // First of all that wait: which of them have a key of the delivery takes longer.
  if ((await freeable(duck, contract, waiting, silver, signal)) === 0) return undefined;
  if (own !== undefined && (await freeable(duck, contract, others, silver, signal)) === 0) return undefined;
  const rows = await untouchedRows(job, dataset, others, signal);
  if (rows === undefined) return undefined;
  if (delivered !== undefined) {
    await duck.run(sql`CREATE OR REPLACE TABLE ${candidates(dataset)} AS FROM ${rows}`, signal);
    await keepSilverAfter(duck, contract, delivered, signal);
  }
  const plan = (): Promise<PassingAgain | undefined> =>
    planFreed(
      duck,
      {
        contract,
        tenant,
        rows: delivered === undefined ? rows : candidates(dataset),
        originOf: (runId) => workspace.journal.run(runId)?.request ?? request,
        codeLists: read.codeLists,
        asOf,
        severities,
        silver: delivered === undefined ? silver : { ...silver, [dataset]: silverKept(dataset) },
        seen: { [dataset]: seen },
        batchId: bringer.batch.batchId,
      },
      signal,
    );
  return delivered === undefined ? plan() : judgeBeside(duck, dataset, plan);
}

/** What references find in a dataset after the run; of a full delivery nothing else stays for sure. */
function silverAfter({ contract: { dataset }, silver }: Holding, { delivery, datasets }: ReadDelivery): Sql {
  const own = datasets.find(({ contract }) => contract.dataset === dataset);
  if (own === undefined) return silver;
  const passed = sql`
    SELECT row_key AS key, NULL::VARCHAR AS business_key, NULL::VARCHAR AS data_source
    FROM ${keptRows(dataset, keptOf(own))}
    SEMI JOIN (FROM ${verdictTable(dataset)} WHERE disposition = 'passed') AS passing USING (file_no, row_no)`;
  return delivery.kind === 'full' ? sql`(${passed})` : sql`(${passed} UNION ALL FROM ${silver})`;
}

/** They are found by what was judged, which stands aside while they are. */
const candidates = (dataset: DatasetName): Sql => ident(`freed_candidates_${dataset}`);

const silverKept = (dataset: DatasetName): Sql => ident(`freed_silver_${dataset}`);

/** Keys and codes of a delivered dataset as silver will have them: codes must not be there twice. Its passing rows are read once more. */
const keepSilverAfter = (
  duck: Duck,
  { dataset, primaryKey, businessKey }: Holding['contract'],
  { holding: { silver }, rows: { typedOf, verdicts } }: RunDataset,
  signal: AbortSignal | undefined,
): Promise<void> =>
  duck.run(
    sql`CREATE OR REPLACE TABLE ${silverKept(dataset)} AS
    WITH passing AS (
      SELECT ${ident(primaryKey.field)} AS key, ${ident(businessKey.field)} AS business_key, data_source
      FROM ${typedOf(sql`(FROM ${verdicts} WHERE disposition = 'passed')`)}
    )
    FROM passing
    UNION ALL BY NAME
    FROM ${silver} ANTI JOIN passing USING (key)`,
    signal,
  );

interface Freed {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
}

const count = z.coerce.number().int();
const freedRow = z.object({ inserted: count, updated: count, unchanged: count });

/** What became of the freed rows, once the datasets are staged. */
export async function countFreed(
  duck: Duck,
  { freed }: WithFreed,
  signal?: AbortSignal,
): Promise<ReadonlyMap<DatasetName, Freed>> {
  const found = new Map<DatasetName, Freed>();
  for (const dataset of freed) {
    const row = await duck.row(
      sql`
      SELECT
        count(*) FILTER (WHERE kind = 'inserted') AS inserted,
        count(*) FILTER (WHERE kind = 'updated') AS updated,
        count(*) FILTER (WHERE kind = 'unchanged') AS unchanged
      FROM ${silverTables(dataset).change}
      WHERE file_no = ${rereadFile}`,
      freedRow,
      signal,
    );
    found.set(dataset, row);
  }
  return found;
}

/** The counts of the delivered rows alone. */
export const withoutFreed = (
  counts: CountsByDataset,
  freed: ReadonlyMap<DatasetName, Freed>,
): CountsByDataset =>
  new Map(
    [...counts].map(([dataset, all]) => {
      const { inserted, updated, unchanged } = freed.get(dataset) ?? {
        inserted: 0,
        updated: 0,
        unchanged: 0,
      };
      const own = {
        inserted: all.inserted - inserted,
        updated: all.updated - updated,
        unchanged: all.unchanged - unchanged,
      };
      return [dataset, { ...all, ...own }];
    }),
  );

/** How many rows of each dataset were freed. */
export const freedRows = (
  freed: ReadonlyMap<DatasetName, Freed>,
): Readonly<Partial<Record<DatasetName, number>>> =>
  Object.fromEntries(
    [...freed].map(([dataset, { inserted, updated, unchanged }]) => [
      dataset,
      inserted + updated + unchanged,
    ]),
  );
