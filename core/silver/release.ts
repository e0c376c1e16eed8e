import { z } from 'zod';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { NewRecord } from '../../contracts/journal/record.ts';
import type { Work } from '../base/progress.ts';
import { inStage } from '../base/stage.ts';
import type { Duck } from '../duck/duck.ts';
import { scanRelation } from '../iceberg/scan/relation.sql.ts';
import type { Stamps } from '../iceberg/table.ts';
import { type Sql, sql } from '../sql/sql.ts';
import { type AuditRequest, audit } from './audit.ts';
import { commitOf } from './commit.ts';
import { contractKey, contractText } from './evolve.ts';
import type { Holding } from './holding.ts';
import { recording, removeWritten } from './publish-run.ts';
import { quarantineTenantId } from './quarantine-fields.ts';
import { closedPlacesSql, closedRowsSql, closedSql } from './release.sql.ts';
import { columnsOfOthers, stageChange, type StagedDataset, writtenSlices } from './stage.ts';
import { isEmpty } from './staged.ts';
import { fieldId } from './tables.ts';
import {
  journalHeadKey,
  mayHaveTakenPlace,
  type PublishPlace,
  transact,
  type TransactionTable,
} from './transaction.ts';
import { changeCountsSql, changeSql, type JudgedRows, replacedSql } from './upsert.sql.ts';
import { silverTables } from './working-tables.ts';

/** One dataset of a release. */
interface ReleasedDataset {
  readonly holding: Holding;
  /** Its verdicts say `passed` of the rows that leave for silver, and name no others. */
  readonly rows: JudgedRows;
  /** Rows of quarantine that are closed: (row_id, state). */
  readonly closing: Sql;
}

export interface Release {
  readonly place: PublishPlace;
  readonly tenant: string;
  readonly publicationId: string;
  readonly now: Date;
  readonly datasets: readonly ReleasedDataset[];
  /** What the tenant has of all datasets. */
  readonly holdings: readonly Holding[];
  readonly enforces: AuditRequest['enforces'];
  /** Records that say what is intended; they are written together with the intent. */
  readonly announce: (counts: ReadonlyMap<DatasetName, ReleaseCounts>) => readonly NewRecord[];
}

export interface ReleaseCounts {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Rows of quarantine that were closed. */
  readonly closed: number;
}

/**
 * Write, audit, publish for rows that leave quarantine: silver gets them and quarantine closes them in one transaction, so that a row is released
 * once or not at all. A release that fails leaves the tables as they were. Throws as `transact`, and AUDIT_FAILED.
 */
export async function publishRelease(
  duck: Duck,
  release: Release,
  work: Work = {},
): Promise<ReadonlyMap<DatasetName, ReleaseCounts>> {
  const { place, publicationId, tenant } = release;
  const stamps = recording(place.stamps);
  const { signal } = work;
  try {
    const staged: StagedDataset[] = [];
    for (const dataset of release.datasets) {
      const name = dataset.holding.contract.dataset;
      const one = await inStage(work, 'write', { dataset: name }, () =>
        stage(duck, release, dataset, stamps, signal),
      );
      staged.push(one);
    }
    await inStage(work, 'audit', {}, () => audit(duck, { ...release, atOnce: false, staged }, signal));
    const counts = new Map(
      staged.map(({ dataset, counts: { inserted, updated, unchanged, quarantined: closed } }) => [
        dataset,
        { inserted, updated, unchanged, closed },
      ]),
    );
    await inStage(work, 'publish', {}, () =>
      transact(
        place,
        {
          facts: { publicationId, purpose: 'release' },
          tenant,
          inputs: [],
          tables: staged.flatMap((dataset) => partsOf(dataset, release)),
          seen: [],
          announced: release.announce(counts),
          settled: () => [],
        },
        signal,
      ),
    );
    return counts;
  } catch (cause) {
    if (!mayHaveTakenPlace(place, publicationId, cause)) {
      const tables = release.datasets.flatMap(({ holding }) => [
        holding.silverPlan.table,
        holding.quarantinePlan.table,
      ]);
      await Promise.allSettled(tables.map((table) => removeWritten(table, stamps.used)));
    }
    throw cause;
  } finally {
    for (const { holding } of release.datasets) {
      const { change, failing } = silverTables(holding.contract.dataset);
      for (const table of [change, failing]) await duck.run(sql`DROP TABLE IF EXISTS ${table}`);
    }
  }
}

const count = z.coerce.number().int();
const changeCounts = z.object({ inserted: count, updated: count, unchanged: count });
const closedCount = z.object({ closed: count });

async function stage(
  duck: Duck,
  { tenant, now, publicationId }: Release,
  { holding, rows, closing }: ReleasedDataset,
  stamps: Stamps,
  signal: AbortSignal | undefined,
): Promise<StagedDataset> {
  const { contract, silverPlan, quarantinePlan } = holding;
  const tables = silverTables(contract.dataset);
  const options = { stamps, signal };
  await duck.run(changeSql(tables, rows), signal);
  const changes = await duck.row(changeCountsSql(tables), changeCounts, signal);
  const kept = {
    held: scanRelation(silverPlan, { positions: true }),
    theirs: columnsOfOthers(silverPlan, contract),
  };
  const silver = await stageChange(
    duck,
    silverPlan,
    {
      tenantField: fieldId(contract, 'tenant_id'),
      tenant,
      rows: writtenSlices(duck, tables, contract, rows, changes, kept),
      count: changes.inserted + changes.updated,
      replaced: changes.updated === 0 ? undefined : replacedSql(tables),
    },
    options,
  );
  const waiting = scanRelation(quarantinePlan, { positions: true });
  await duck.run(closedSql(tables, waiting, closing, { now, publicationId }), signal);
  const { closed } = await duck.row(
    sql`SELECT count(*) AS closed FROM ${tables.failing}`,
    closedCount,
    signal,
  );
  const quarantine = await stageChange(
    duck,
    quarantinePlan,
    {
      tenantField: quarantineTenantId,
      tenant,
      rows: closed === 0 ? [] : [closedRowsSql(tables)],
      count: closed,
      replaced: closed === 0 ? undefined : closedPlacesSql(tables),
    },
    options,
  );
  return {
    dataset: contract.dataset,
    holding,
    counts: { ...changes, quarantined: closed },
    silver: silver.staged,
    quarantine: quarantine.staged,
    written: { silver: silver.written, quarantine: quarantine.written },
  };
}

function partsOf(
  { holding, silver, quarantine }: StagedDataset,
  release: Release,
): readonly TransactionTable[] {
  const { place, tenant, publicationId } = release;
  const all = [
    { staged: silver, fieldId: fieldId(holding.contract, 'tenant_id') },
    { staged: quarantine, fieldId: quarantineTenantId },
  ];
  return all
    .filter(({ staged }) => !isEmpty(staged))
    .map(({ staged, fieldId: tenantField }) => {
      const snapshotId = place.stamps.snapshotId();
      const summary = {
        'quayside.purpose': 'release',
        'quayside.publication-id': publicationId,
        'quayside.tenant': tenant,
        [contractKey]: contractText(holding.contract),
      };
      return {
        table: staged.table,
        add: staged.change.add,
        snapshotId,
        commit: (head: string) =>
          commitOf(
            staged,
            snapshotId,
            { fieldId: tenantField, name: tenant },
            { ...summary, [journalHeadKey]: head },
          ),
      };
    });
}
