import { randomUUID } from 'node:crypto';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { ViolationCode } from '../../contracts/data/violation-codes.ts';
import type { EvaluationBasis } from '../../contracts/journal/evaluation.ts';
import type { Work } from '../base/progress.ts';
import { inStage } from '../base/stage.ts';
import { basisId, evaluationId } from '../journal/evaluation-id.ts';
import { assertUnchanged } from '../landing/unchanged.ts';
import type { Judgement } from '../rules/judge.ts';
import { severityOf } from '../rules/severities.ts';
import type { Published } from '../silver/publish.ts';
import { type CountsByDataset, type PublishRun, publishRun } from '../silver/publish-run.ts';
import { carryOver } from './carry-over.ts';
import { decidedBefore } from './decided-before.ts';
import { judgeDelivery, type ReadDelivery } from './pipeline.ts';
import { stretchOf } from './run-as-of.ts';
import { countFreed, freedRows, withFreed, withoutFreed } from './run-freed.ts';
import { judgedRows, keptOf, restOf } from './run-kept.ts';
import { holdAll } from './run-holdings.ts';
import { listed, type RunJob } from './run-job.ts';
import { finishedRecord, inputsOf } from './run-records.ts';
import {
  assertAddsUp,
  countsOf,
  freedPart,
  leftOut,
  placeOf,
  type RunCounts,
  type RunResult,
} from './run-result.ts';

/** Judges a delivery beside what silver has and publishes what differs; the run is finished in the journal with the publication. */
export async function judgeAndPublish(
  job: RunJob,
  read: ReadDelivery,
  basis: EvaluationBasis,
  work: Work,
): Promise<RunResult> {
  const { duck, request, asOf } = job;
  const holdings = await holdAll(job, read.delivery, { atOnce: atOnce(job, read), signal: work.signal });
  const { host, workspace, scratch } = job;
  const stewards = { host, workspace, tenant: request.tenant, duck, scratch };
  const decided = await decidedBefore(stewards, read, holdings, work);
  const judgement = await judgeDelivery(
    duck,
    read,
    {
      ...request,
      asOf,
      silver: Object.fromEntries(holdings.map(({ contract, silver }) => [contract.dataset, silver])),
      seen: Object.fromEntries(holdings.map(({ contract, seen }) => [contract.dataset, seen])),
      rejected: decided.rejected,
      keep: keptOf,
      keepOfRest: restOf,
      atOnce: atOnce(job, read),
    },
    work,
  );
  const evaluation = await inStage(work, 'evaluate', {}, () =>
    recordEvaluation(job, read, basis, work.signal),
  );
  const { signal } = work;
  const all = await withFreed(job, read, judgement.usual, holdings, work);
  let freed: Awaited<ReturnType<typeof countFreed>> = new Map();
  let result: RunResult | undefined;
  const publication: PublishRun = {
    ...planOf(job, read, evaluation),
    atOnce: atOnce(job, read),
    holdings,
    datasets: all.datasets,
    check: async (counts) => {
      freed = await countFreed(duck, all, signal);
      const own = withoutFreed(counts, freed);
      for (const [dataset, found] of datasetsOf(read, judgement, own)) assertAddsUp(dataset, found);
      await assertUnchanged(read.delivery);
    },
    settle: (counts, published) => {
      const datasets = datasetsOf(read, judgement, withoutFreed(counts, freed), published);
      result = {
        ...resultOf(job, read, datasets, published.changed),
        ...freedPart(freedRows(freed)),
      };
      return [finishedRecord(job.workspace.folder, result, inputsOf(read), evaluation)];
    },
  };
  await publishRun(duck, publication, work);
  if (result === undefined) throw new TypeError('the publication was not settled');
  // The run is published: whatever becomes of this, it stays so.
  await carryOver(stewards, decided).catch(() => undefined);
  return result;
}

/**
 * Two datasets at once take about twice the memory, which a worker with a small share of it does not have, and a large dataset has work
 * for all threads by itself.
 */
const atOnce = ({ host: { limits } }: RunJob, { delivery }: ReadDelivery): boolean =>
  limits.memory >= 1024 ** 3 && delivery.batches.reduce((rows, batch) => rows + batch.rows, 0) <= 1_000_000;

/** Returns the evaluation's id. */
async function recordEvaluation(
  { duck, request, workspace, lease, runId, asOf }: RunJob,
  read: ReadDelivery,
  basis: EvaluationBasis,
  signal: AbortSignal | undefined,
): Promise<string> {
  const { tenant, severities } = request;
  const isOn = (code: ViolationCode) => severityOf(code, severities) !== 'off';
  const rows = read.datasets.map((one) => ({ contract: one.contract, rows: judgedRows(one).kept }));
  const stretch = await stretchOf(duck, rows, read.codeLists, asOf, isOn, signal);
  const judgedAt = { given: request.asOf !== undefined, time: asOf.toISOString(), ...stretch };
  const id = evaluationId(basis, judgedAt);
  const { deliveryId } = read.delivery;
  const body = { evaluationId: id, basisId: basisId(basis), runId, deliveryId, basis, asOf: judgedAt };
  workspace.journal.append([{ tenant, inputs: inputsOf(read), kind: 'evaluation', body }], lease);
  return id;
}

function planOf(
  { host, request: { tenant, severities, fullDelivery = listed }, workspace, lease, runId }: RunJob,
  read: ReadDelivery,
  evaluation: string,
): Pick<PublishRun, 'place' | 'facts' | 'now' | 'enforces' | 'full'> {
  const { catalog, journal, stamps, folder } = workspace;
  const { deliveryId, batches, kind } = read.delivery;
  return {
    place: { catalog, journal, stamps, lease, workspace: folder },
    facts: {
      publicationId: randomUUID(),
      tenant,
      runId,
      deliveryId,
      evaluationId: evaluation,
      inputs: inputsOf(read),
      batches: Object.fromEntries(batches.map(({ dataset, batchId }) => [dataset, batchId])),
    },
    now: host.now(),
    ...(kind === 'full' ? { full: fullDelivery } : {}),
    enforces: (orphan) => severityOf(orphan, severities) === 'error',
  };
}

/** Counts per dataset; without `published` nothing is said about the tables. */
function datasetsOf(
  read: ReadDelivery,
  judgement: Judgement,
  counts: CountsByDataset,
  published?: Published,
): ReadonlyMap<DatasetName, RunCounts> {
  return new Map(
    read.datasets.map(({ batch, contract }) => {
      const changes = counts.get(batch.dataset);
      if (changes === undefined) throw new TypeError(`${batch.dataset} was not staged`);
      const table = published?.tables.get(contract.silverTable);
      return [
        batch.dataset,
        countsOf(judgement, batch, changes, table === undefined ? nowhere : placeOf(table)),
      ];
    }),
  );
}

const nowhere = { snapshotId: null, metadataLocation: null };

const resultOf = (
  { request: { tenant }, runId, asOf, seconds }: RunJob,
  { delivery: { deliveryId, notRead } }: ReadDelivery,
  datasets: ReadonlyMap<DatasetName, RunCounts>,
  changed: boolean,
): RunResult => ({
  runId,
  deliveryId,
  tenant,
  asOf: asOf.toISOString(),
  status: changed ? 'published' : 'unchanged',
  seconds: seconds(),
  datasets: Object.fromEntries(datasets),
  ...leftOut(notRead),
});
