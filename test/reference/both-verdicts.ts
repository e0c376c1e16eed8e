import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CodeLists } from '../../contracts/data/code-lists.ts';
import { contracts, datasetNames } from '../../contracts/data/contracts.ts';
import { Bench, type Host } from '../../core/app/host.ts';
import type { RandomDelivery } from './arbitraries.ts';
import { asOf, extractedAt, givenSource, tenant } from './clean-rows.ts';
import { type Difference, differencesOf } from './differences.ts';
import { judgeRows } from './judge.ts';
import { judgeInSql } from './judge-in-sql.ts';
import { loadCells, loadCodeLists } from './load-resources.ts';
import type { Delivered } from './types.ts';
import { asCsvKeeps, writeCsv, writeParquet } from './write-delivery.ts';

const host: Host = {
  limits: { memory: 1024 ** 3, threads: 2 },
  scratchRoot: tmpdir(),
  now: () => new Date(asOf),
};

/** What the reference looks codes and cells up in. */
export interface Resources {
  readonly codeLists: CodeLists;
  readonly cells: Delivered['cells'];
}

export async function loadResources(): Promise<Resources> {
  await using bench = await Bench.open(host);
  return { codeLists: await loadCodeLists(), cells: await loadCells(bench.duck) };
}

/** Writes a delivery as files, has the pipeline and the reference judge it, and says where they differ. */
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
  const judged = await judgeInSql(bench.duck, folder, join(bench.scratch, 'staged'), delivery);
  const reference = judgeByReference(delivery, resources);
  return datasetNames.flatMap((dataset) =>
    differencesOf(delivery[dataset], reference[dataset] ?? [], judged.get(dataset) ?? []),
  );
}

function judgeByReference({ suppliers, parts, ...rest }: RandomDelivery, resources: Resources) {
  const rows = { suppliers, parts };
  return judgeRows({
    contracts,
    rows,
    tenant,
    asOf,
    dataSource: givenSource,
    extractedAt,
    ...rest,
    ...resources,
  });
}

function keptByCsv(delivery: RandomDelivery): RandomDelivery {
  return { ...delivery, suppliers: asCsvKeeps(delivery.suppliers), parts: asCsvKeeps(delivery.parts) };
}
