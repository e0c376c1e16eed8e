import { datasetNames } from '../../contracts/data/contracts.ts';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { RowCounts } from '../../contracts/journal/run.ts';
import type { RunView } from '../journal/runs.ts';
import { unknownRun } from '../runs/refusals.ts';
import type { Host } from './host.ts';
import { Workspace } from './run-workspace.ts';

export interface DeliveryNumbers {
  readonly landed: number;
  readonly passed: number;
  readonly quarantined: number;
  readonly warnings: number;
}

export interface RunDifference {
  /** The tenant's last run before it that got through. */
  readonly before: { readonly runId: string; readonly at: string } | null;
  readonly datasets: readonly {
    readonly dataset: DatasetName;
    readonly now: DeliveryNumbers;
    readonly before: DeliveryNumbers | null;
  }[];
  readonly codes: readonly {
    readonly dataset: DatasetName;
    readonly code: string;
    readonly now: number;
    readonly before: number | null;
  }[];
}

/** A run's counts beside those of the tenant's last run of another delivery that got through before it. USAGE where there is no such run. */
export async function runDifference(host: Host, folder: string, runId: string): Promise<RunDifference> {
  await using workspace = await Workspace.open(host, folder);
  const { journal } = workspace;
  const run = journal.run(runId);
  if (run === undefined) throw unknownRun(runId);
  const before = runBefore(journal.runs({ tenant: run.tenant ?? undefined, limit: mostRuns }), run);
  const names = datasetNames.filter((name) => run.datasets[name] !== undefined);
  return {
    before: before === undefined ? null : { runId: before.runId, at: before.startedAt },
    datasets: names.map((dataset) => ({
      dataset,
      now: numbersOf(run.datasets[dataset]),
      before: before?.datasets[dataset] === undefined ? null : numbersOf(before.datasets[dataset]),
    })),
    codes: names.flatMap((dataset) => codesOf(dataset, run.datasets[dataset], before?.datasets[dataset])),
  };
}

/** How far back a run is compared. */
const mostRuns = 200;

const runBefore = (newestFirst: readonly RunView[], run: RunView): RunView | undefined =>
  newestFirst.find(
    (one) =>
      one.startedAt < run.startedAt &&
      one.deliveryId !== run.deliveryId &&
      (one.status === 'published' || one.status === 'unchanged'),
  );

export function numbersOf(counts: RowCounts | undefined): DeliveryNumbers {
  if (counts === undefined) return { landed: 0, passed: 0, quarantined: 0, warnings: 0 };
  const { landed, inserted, updated, unchanged, quarantined, warnings } = counts;
  return { landed, passed: inserted + updated + unchanged, quarantined, warnings };
}

/** The largest change first. */
function codesOf(
  dataset: DatasetName,
  now: RowCounts | undefined,
  before: RowCounts | undefined,
): RunDifference['codes'] {
  const codes = new Set([...Object.keys(now?.codes ?? {}), ...Object.keys(before?.codes ?? {})]);
  return [...codes]
    .map((code) => ({
      dataset,
      code,
      now: now?.codes[code] ?? 0,
      before: before === undefined ? null : (before.codes[code] ?? 0),
    }))
    .toSorted((a, b) => change(b) - change(a) || a.code.localeCompare(b.code));
}

const change = ({ now, before }: { readonly now: number; readonly before: number | null }): number =>
  Math.abs(now - (before ?? 0));
