import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { Work } from '../base/progress.ts';
import { inStage } from '../base/stage.ts';
import type { Duck } from '../duck/duck.ts';
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
}

/**
 * The verdict on every row of a delivery: tables verdict_<dataset> and violation_<dataset> (docs/architecture.md), and the counts; `keptRows` where
 * a dataset keeps values.
 * Each typed relation is read as a whole once. Throws USAGE for severities that cannot be set, INTERNAL should a row be lost.
 */
export async function judge(duck: Duck, request: JudgeRequest, work: Work = {}): Promise<Judgement> {
  checkSeverities(request.severities);
  const judged = new Map<DatasetName, DatasetJudgement>();
  try {
    for (const dataset of referredFirst(request.datasets)) {
      const { contract } = dataset;
      const plan = planDataset({ ...request, contract }, request.severities);
      const counts = await inStage(work, 'judge', { dataset: contract.dataset }, async (note) => {
        await judgeDataset(duck, request, dataset, plan, work);
        const counted = await countDataset(duck, plan, dataset, work.signal);
        note({ rows: counted.landed, repeated: counted.repeated, superseded: counted.superseded });
        return counted;
      });
      judged.set(contract.dataset, counts);
      work.progress?.({ stage: `judged ${contract.dataset}`, rows: counts.landed, total: counts.landed });
    }
    return { datasets: Object.fromEntries(judged) };
  } finally {
    for (const dataset of request.datasets) await dropWorkingTables(duck, dataset);
  }
}

/** Datasets in an order in which those that others refer to come first. */
function referredFirst(datasets: readonly JudgeDataset[]): readonly JudgeDataset[] {
  const ordered: JudgeDataset[] = [];
  const visit = (dataset: JudgeDataset): void => {
    if (ordered.includes(dataset)) return;
    const names = dataset.contract.foreignKeys.map(({ references }) => references.dataset);
    const others = datasets.filter((one) => one !== dataset && names.includes(one.contract.dataset));
    for (const other of others) visit(other);
    ordered.push(dataset);
  };
  for (const dataset of datasets) visit(dataset);
  return ordered;
}

/** Without the signal: what was cancelled is cleared away too. */
async function dropWorkingTables(duck: Duck, { contract, keep = [] }: JudgeDataset): Promise<void> {
  const { judging, ...others } = workingTables(contract.dataset);
  const dropped = [...Object.values(others), ...(keep.length === 0 ? [judging] : [])];
  for (const table of dropped) await duck.run(sql`DROP TABLE IF EXISTS ${table}`);
}
