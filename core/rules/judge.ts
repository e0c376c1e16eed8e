import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { Work } from '../base/progress.ts';
import { inStage } from '../base/stage.ts';
import type { Duck } from '../duck/duck.ts';
import { onConnections } from '../duck/on-connections.ts';
import { sql } from '../sql/sql.ts';
import { countDataset, type DatasetJudgement } from './counts.ts';
import { judgeDataset } from './judge-dataset.ts';
import type { JudgeDataset, JudgeRequest, PerDataset } from './judge-request.ts';
import { planDataset } from './plan-dataset.ts';
import { checkSeverities } from './severities.ts';
import { workingTables } from './working-tables.ts';

export type { JudgeDataset, JudgeRequest } from './judge-request.ts';

export interface Judgement {
  readonly datasets: PerDataset<DatasetJudgement>;
  /** Those of which rows went the short way: all but `restRows`. */
  readonly usual: ReadonlySet<DatasetName>;
}

/**
 * The verdict on every row of a delivery: tables verdict_<dataset> and violation_<dataset> (docs/architecture.md), and the counts; `keptRows` where
 * a dataset keeps values. Of datasets at the same time the passes over all rows come one after the other, each beside the steps after the one
 * before: a pass has work for all threads, those steps have not.
 * Each typed relation is read as a whole once. Throws USAGE for severities that cannot be set, INTERNAL should a row be lost.
 */
export async function judge(duck: Duck, request: JudgeRequest, work: Work = {}): Promise<Judgement> {
  checkSeverities(request.severities);
  const judged = new Map<DatasetName, DatasetJudgement>();
  const usual = new Set<DatasetName>();
  try {
    const ordered = referredFirst(request.datasets);
    const done = new Map(ordered.map(({ contract }) => [contract.dataset, Promise.withResolvers<void>()]));
    const passes = ordered.map(() => Promise.withResolvers<void>());
    const atOnce = request.atOnce ?? false;
    await onConnections(duck, ordered, { atOnce, signal: work.signal }, async (own, dataset, signal) => {
      const { contract } = dataset;
      const settled = done.get(contract.dataset);
      settled?.promise.catch(() => undefined);
      const place = ordered.indexOf(dataset);
      const passed = (): void => passes[place]?.resolve();
      try {
        await allUnless(
          signal,
          passes.slice(0, place).map(({ promise }) => promise),
        );
        const plan = planDataset({ ...request, contract }, request.severities);
        const counts = await inStage(work, 'judge', { dataset: contract.dataset }, async (note) => {
          const referred = referredBy(dataset).flatMap((name) => done.get(name)?.promise ?? []);
          const way = { signal, referred: allUnless(signal, referred), passed };
          if ((await judgeDataset(own, request, dataset, plan, way)).usual) usual.add(contract.dataset);
          const counted = await countDataset(own, plan, dataset, signal);
          note({ rows: counted.landed, repeated: counted.repeated, superseded: counted.superseded });
          return counted;
        });
        judged.set(contract.dataset, counts);
        work.progress?.({ stage: `judged ${contract.dataset}`, rows: counts.landed, total: counts.landed });
        settled?.resolve();
      } catch (cause) {
        settled?.reject(cause);
        throw cause;
      } finally {
        passed();
      }
    });
    return { datasets: Object.fromEntries(judged), usual };
  } finally {
    for (const dataset of request.datasets) await dropWorkingTables(duck, dataset);
  }
}

/** Datasets in an order in which those that others refer to come first. */
function referredFirst(datasets: readonly JudgeDataset[]): readonly JudgeDataset[] {
  const ordered: JudgeDataset[] = [];
  const visit = (dataset: JudgeDataset): void => {
    if (ordered.includes(dataset)) return;
    const names = referredBy(dataset);
    const others = datasets.filter(({ contract }) => names.includes(contract.dataset));
    for (const other of others) visit(other);
    ordered.push(dataset);
  };
  for (const dataset of datasets) visit(dataset);
  return ordered;
}

/** Settled with all of them, or with the signal: who was to settle one may not even have begun. */
function allUnless(signal: AbortSignal | undefined, promises: readonly Promise<void>[]): Promise<unknown> {
  const stopped = Promise.withResolvers<never>();
  signal?.addEventListener('abort', () => stopped.reject(signal.reason), { once: true });
  const either = Promise.race([Promise.all(promises), stopped.promise]);
  either.catch(() => undefined);
  return either;
}

/** The other datasets that rows of one refer to. */
const referredBy = ({ contract: { dataset, foreignKeys } }: JudgeDataset): readonly DatasetName[] =>
  foreignKeys.map(({ references }) => references.dataset).filter((name) => name !== dataset);

/** Without the signal: what was cancelled is cleared away too. */
async function dropWorkingTables(duck: Duck, { contract, keep = [] }: JudgeDataset): Promise<void> {
  const { judging, rest, again, ...others } = workingTables(contract.dataset);
  const dropped = [...Object.values(others), ...(keep.length === 0 ? [judging, rest, again] : [])];
  for (const table of dropped) await duck.run(sql`DROP TABLE IF EXISTS ${table}`);
}
