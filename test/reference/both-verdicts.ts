import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CodeLists } from '../../contracts/data/code-lists.ts';
import { contracts, datasetNames } from '../../contracts/data/contracts.ts';
import { Bench, type Host } from '../../core/app/host.ts';
import { judgeDelivery, readDelivery } from '../../core/app/pipeline.ts';
import type { RandomDelivery } from './arbitraries.ts';
import { asOf, tenant } from './clean-rows.ts';
import { type Difference, differencesOf } from './differences.ts';
import { judgeRows } from './judge.ts';
import { loadCells, loadCodeLists } from './load-resources.ts';
import { verdictsOf } from './sql-verdicts.ts';
import type { Delivered } from './types.ts';
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
  await judgeDelivery(
    bench.duck,
    read,
    { tenant, asOf: new Date(asOf), severities: delivery.severities },
    {},
  );
  const reference = judgeByReference(delivery, resources);
  const found: Difference[] = [];
  for (const { contract, typed } of read.datasets) {
    const { dataset } = contract;
    const judged = await verdictsOf(bench.duck, contract, typed);
    found.push(...differencesOf(delivery[dataset], reference[dataset] ?? [], judged));
  }
  return found;
}

function keptByCsv(delivery: RandomDelivery): RandomDelivery {
  return { ...delivery, suppliers: asCsvKeeps(delivery.suppliers), parts: asCsvKeeps(delivery.parts) };
}
