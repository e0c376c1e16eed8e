import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CodeLists } from '../../contracts/data/code-lists.ts';
import { contracts, datasetNames } from '../../contracts/data/contracts.ts';
import { Bench, type Host } from '../../core/app/host.ts';
import { type ReadDelivery, readDelivery } from '../../core/app/pipeline.ts';
import { countryCellsPath } from '../../core/contract/code-lists.ts';
import { judge } from '../../core/rules/judge.ts';
import { type JudgeRequest } from '../../core/rules/judge-request.ts';
import { join as joined, type Sql, sql } from '../../core/sql/sql.ts';
import type { RandomDelivery } from './arbitraries.ts';
import { asOf, tenant } from './clean-rows.ts';
import { type Difference, differencesOf } from './differences.ts';
import { judgeRows } from './judge.ts';
import { loadCells, loadCodeLists } from './load-resources.ts';
import { verdictsOf } from './sql-verdicts.ts';
import type { Delivered, RawRow, SeenKey, SilverKey } from './types.ts';
import { asCsvKeeps, writeCsv, writeParquet } from './write-delivery.ts';

export const host: Host = {
  limits: { memory: 1024 ** 3, threads: 2 },
  scratchRoot: tmpdir(),
  now: () => new Date(asOf),
};

/** What both implementations look codes and cells up in. */
export interface Resources {
  readonly codeLists: CodeLists;
  readonly cells: Delivered['cells'];
}

export async function loadResources(): Promise<Resources> {
  await using bench = await Bench.open(host);
  return { codeLists: await loadCodeLists(), cells: await loadCells(bench.duck) };
}

const fromDelivery = { dataSource: 'given.source', extractedAt: '2026-11-20T00:00:00Z' } as const;

/** Judges a delivery with the reference. */
export function judgeByReference(delivery: RandomDelivery, resources: Resources) {
  const { suppliers, parts, ...rest } = delivery;
  return judgeRows({
    contracts,
    rows: { suppliers, parts },
    tenant,
    asOf,
    ...fromDelivery,
    ...rest,
    ...resources,
  });
}

/** Writes a delivery as files, has the pipeline read and judge them, and says where the reference differs. */
export async function differencesOfFiles(
  delivered: RandomDelivery,
  format: 'csv' | 'parquet',
  resources: Resources,
): Promise<readonly Difference[]> {
  await using bench = await Bench.open(host);
  const folder = join(bench.scratch, 'delivery');
  await mkdir(folder);
  const delivery = format === 'csv' ? keptByCsv(delivered) : delivered;
  for (const dataset of datasetNames) {
    const path = join(folder, `${dataset}.${format}`);
    if (format === 'csv') await writeCsv(path, delivery[dataset]);
    else await writeParquet(bench.duck, path, delivery[dataset]);
  }
  const read = await readDelivery(
    bench.duck,
    join(bench.scratch, 'staged'),
    {
      tenant,
      sources: [folder],
      asOf: new Date(asOf),
      extractedAt: new Date(fromDelivery.extractedAt),
      dataSource: fromDelivery.dataSource,
      timezone: delivery.timezone,
    },
    {},
  );
  await judge(bench.duck, judgeRequestOf(read, delivery), {});
  const reference = judgeByReference(delivery, resources);
  const found: Difference[] = [];
  for (const { contract, typed } of read.datasets) {
    const { dataset } = contract;
    const judged = await verdictsOf(bench.duck, contract, typed);
    found.push(...differencesOf(delivery[dataset], reference[dataset] ?? [], judged));
  }
  return found;
}

/** What the pipeline judges: the typed relations with the delivery's sequence, and what the tenant has. */
function judgeRequestOf({ datasets, codeLists }: ReadDelivery, delivery: RandomDelivery): JudgeRequest {
  const { silver, seen, severities, changeFeed } = delivery;
  return {
    tenant,
    asOf: new Date(asOf),
    severities,
    codeLists,
    countryCells: sql`read_parquet(${countryCellsPath()})`,
    silver: { suppliers: silverRelation(silver.suppliers), parts: silverRelation(silver.parts) },
    seen: { suppliers: seenRelation(seen.suppliers), parts: seenRelation(seen.parts) },
    datasets: datasets.map(({ contract, typed }) => ({
      contract,
      rows: sequenced(typed, delivery[contract.dataset]),
      changeFeed,
    })),
  };
}

function sequenced(typed: Sql, rows: readonly RawRow[]): Sql {
  const times = rows.filter(({ extractedAt }) => typeof extractedAt === 'string');
  if (times.length === 0) return typed;
  const cases = times.map(
    ({ rowNo, extractedAt }) => sql`WHEN ${rowNo} THEN ${extractedAt ?? null}::TIMESTAMPTZ`,
  );
  return sql`(SELECT * REPLACE (CASE row_no ${joined(cases, ' ')} END AS extracted_at) FROM ${typed})`;
}

const silverRelation = (keys: readonly SilverKey[]): Sql =>
  sql`(SELECT * FROM (VALUES ${[
    sql`(NULL::VARCHAR, NULL::VARCHAR, NULL::VARCHAR)`,
    ...keys.map(({ id, code, dataSource }) => sql`(${id}, ${code}, ${dataSource})`),
  ]}) AS silver(key, business_key, data_source) WHERE key IS NOT NULL)`;

const seenRelation = (keys: readonly SeenKey[]): Sql =>
  sql`(SELECT * FROM (VALUES ${[
    sql`(NULL::VARCHAR, NULL::TIMESTAMPTZ)`,
    ...keys.map(({ id, newest }) => sql`(${id}, ${newest}::TIMESTAMPTZ)`),
  ]}) AS seen(key, newest) WHERE key IS NOT NULL)`;

function keptByCsv(delivery: RandomDelivery): RandomDelivery {
  return { ...delivery, suppliers: asCsvKeeps(delivery.suppliers), parts: asCsvKeeps(delivery.parts) };
}
