import { join } from 'node:path';
import { datasetNames, contracts } from '../../contracts/data/contracts.ts';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { Work } from '../base/progress.ts';
import { makeFolder } from '../base/make-folder.ts';
import { basisId } from '../journal/evaluation-id.ts';
import { receive } from '../landing/receive.ts';
import { whileReading } from '../landing/while-reading.ts';
import { compareDataset, type Full } from '../silver/compare.ts';
import { holdTenant, type Holding } from '../silver/holding.ts';
import { pathFromJournal } from '../silver/places.ts';
import { loadIfThere } from '../silver/tables.ts';
import { usesOf } from '../silver/uses.ts';
import { Bench, type Host } from './host.ts';
import { decidedBefore } from './decided-before.ts';
import { judgeDelivery, type ReadDelivery, readDelivery } from './pipeline.ts';
import { listed, type RunRequest } from './run-job.ts';
import { judgedRows, keptOf } from './run-kept.ts';
import { basisOf } from './run-records.ts';
import { asUnchanged, assertAddsUp, countsOf, recordedCounts, type RunCounts } from './run-result.ts';
import { Workspace } from './run-workspace.ts';

/** What a run would do. */
export interface RunPlan {
  readonly tenant: string;
  /** `repeat`: it would be answered from the record of `runId`, and nothing would change. */
  readonly answer: 'judge' | 'repeat';
  readonly runId: string | null;
  readonly asOf: string;
  readonly datasets: Readonly<Partial<Record<DatasetName, RunCounts>>>;
  readonly seconds: number;
}

/**
 * What a run of a delivery would change, found by judging it beside what silver has now; nothing is written, no lease is taken. Throws
 * what landing, reading and judging refuse. A run that comes in between changes the answer.
 */
export async function planRun(host: Host, request: RunRequest, work: Work = {}): Promise<RunPlan> {
  const began = performance.now();
  await using workspace = await Workspace.open(host, request.workspace);
  await using bench = await Bench.open(host);
  const { duck } = bench;
  const scratch = join(bench.scratch, 'staged');
  await makeFolder(scratch);
  const asOf = request.asOf ?? host.now();
  const delivery = await receive(duck, { ...request, kind: request.kind ?? 'delta', scratch }, work);
  const found = await whileReading(
    duck,
    delivery,
    async () => {
      const read = await readDelivery(duck, delivery, { ...request, asOf });
      return (
        recorded(workspace, read, request, asOf) ??
        (await judged(workspace, bench, read, { ...request, asOf, host }, work))
      );
    },
    work.signal,
  );
  return {
    tenant: request.tenant,
    asOf: asOf.toISOString(),
    ...found,
    seconds: (performance.now() - began) / 1000,
  };
}

type Answer = Pick<RunPlan, 'answer' | 'runId' | 'datasets'>;

function recorded(
  { journal }: Workspace,
  read: ReadDelivery,
  request: RunRequest,
  asOf: Date,
): Answer | undefined {
  const given = { given: request.asOf !== undefined, time: asOf.toISOString() };
  const basis = basisId(basisOf(read, request));
  const repeat = journal.repeat({ tenant: request.tenant, basisId: basis, asOf: given });
  if (repeat?.run === undefined) return undefined;
  const { runId, datasets } = repeat.run;
  return {
    answer: 'repeat',
    runId,
    datasets: Object.fromEntries(
      Object.entries(datasets).flatMap(([name, counts]) =>
        counts === undefined ? [] : [[name, asUnchanged(recordedCounts(counts))]],
      ),
    ),
  };
}

async function judged(
  workspace: Workspace,
  { duck, scratch }: Bench,
  read: ReadDelivery,
  request: RunRequest & { readonly asOf: Date; readonly host: Host },
  work: Work,
): Promise<Answer> {
  const holdings = await heldNow(workspace, duck, read, request.tenant, work);
  const of = <K extends 'silver' | 'seen'>(part: K) =>
    Object.fromEntries(holdings.map((holding) => [holding.contract.dataset, holding[part]]));
  const stewards = { host: request.host, workspace, tenant: request.tenant, duck, scratch };
  const { rejected } = await decidedBefore(stewards, read, holdings, work);
  const judgement = await judgeDelivery(
    duck,
    read,
    {
      ...request,
      ...(holdings.length === 0 ? {} : { silver: of('silver'), seen: of('seen') }),
      rejected,
      keep: keptOf,
    },
    work,
  );
  const fullOf = (name: DatasetName): Full | undefined =>
    read.delivery.kind === 'full'
      ? { policy: request.fullDelivery ?? listed, uses: usesIn(read, holdings, name) }
      : undefined;
  const datasets: Partial<Record<DatasetName, RunCounts>> = {};
  for (const dataset of read.datasets) {
    const name = dataset.contract.dataset;
    const verdict = judgement.datasets[name];
    if (verdict === undefined) throw new TypeError(`${name} was not judged`);
    work.progress?.({ stage: `comparing ${name}` });
    const { passed, quarantined } = verdict;
    const changes = holdings.some((holding) => holding.contract.dataset === name)
      ? await compareDataset(duck, name, judgedRows(dataset), fullOf(name), work.signal)
      : { inserted: passed, updated: 0, unchanged: 0 };
    const counts = countsOf(judgement, dataset.batch, { ...changes, quarantined }, nowhere);
    assertAddsUp(name, counts);
    datasets[name] = counts;
  }
  return { answer: 'judge', runId: null, datasets };
}

const nowhere = { snapshotId: null, metadataLocation: null };

const usesIn = (read: ReadDelivery, holdings: readonly Holding[], name: DatasetName): Full['uses'] =>
  usesOf(contracts[name], holdings, (other) =>
    read.datasets.filter(({ contract }) => contract === other.contract).map(({ typed }) => typed),
  );

/** What the tenant has where there are tables already; none are made. */
async function heldNow(
  { catalog, journal, folder }: Workspace,
  duck: Bench['duck'],
  { delivery }: ReadDelivery,
  tenant: string,
  { signal }: Work,
): Promise<readonly Holding[]> {
  const holdings: Holding[] = [];
  for (const name of datasetNames) {
    const contract = contracts[name];
    const silver = await loadIfThere(catalog, contract.silverTable);
    const quarantine = await loadIfThere(catalog, contract.quarantineTable);
    if (silver === undefined || quarantine === undefined) continue;
    const seen = journal.seenFile(tenant, name);
    const seenPath = seen === undefined ? undefined : pathFromJournal(folder, seen.path);
    const batchId = delivery.batches.find(({ dataset }) => dataset === name)?.batchId;
    holdings.push(
      await holdTenant(duck, contract, { silver, quarantine }, { tenant, batchId, seenPath }, signal),
    );
  }
  return holdings;
}
