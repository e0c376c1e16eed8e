import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { RowCounts } from '../../contracts/journal/run.ts';
import { QuaysideError } from '../base/errors.ts';
import type { Table } from '../iceberg/table.ts';
import type { RunView } from '../journal/runs.ts';
import type { NotRead } from '../landing/delivery.ts';
import type { Batch } from '../landing/receive.ts';
import type { Judgement } from '../rules/judge.ts';
import type { FullCounts } from '../silver/full.ts';
import type { ChangeCounts } from '../silver/stage.ts';

/** Where the rows of a dataset went. landed = inserted + updated + unchanged + quarantined + repeated + superseded. */
export interface RunCounts extends RowCounts {
  /** Of a full delivery: rows of silver whose key it no longer has. Without examples where only the journal tells of the run. */
  readonly full?: FullCounts;
}

export interface RunResult {
  readonly runId: string;
  readonly deliveryId: string;
  readonly tenant: string;
  readonly asOf: string;
  /** `unchanged`: answered from the record, or nothing differed. */
  readonly status: 'published' | 'unchanged';
  /** Of the run itself, without the start of the process. */
  readonly seconds: number;
  readonly datasets: Readonly<Partial<Record<DatasetName, RunCounts>>>;
  /** Rows of other datasets that had waited only for what this delivery brought, and were published with it. */
  readonly freed?: Readonly<Partial<Record<DatasetName, number>>>;
  /** What lay in the sources and was left out. Missing: nothing, or only the journal tells of the run. */
  readonly notRead?: readonly NotRead[];
}

/** As a part of a result. */
export const leftOut = (notRead: readonly NotRead[]): Pick<RunResult, 'notRead'> =>
  notRead.length === 0 ? {} : { notRead };

/** As a part of a result. */
export const freedPart = (freed: NonNullable<RunResult['freed']>): Pick<RunResult, 'freed'> =>
  Object.keys(freed).length === 0 ? {} : { freed };

/** The result of a run as the journal tells it; undefined where it is not done. */
export function recordedResult({
  runId,
  deliveryId,
  tenant,
  request,
  startedAt,
  status,
  seconds,
  datasets,
  freed,
}: RunView): RunResult | undefined {
  if (status !== 'published' && status !== 'unchanged') return undefined;
  if (deliveryId === undefined || tenant === null) return undefined;
  const asOf = request?.asOf?.time ?? startedAt;
  return {
    runId,
    deliveryId,
    tenant,
    asOf,
    status,
    seconds: seconds ?? 0,
    datasets: Object.fromEntries(
      Object.entries(datasets).flatMap(([dataset, counts]) =>
        counts === undefined ? [] : [[dataset, recordedCounts(counts)]],
      ),
    ),
    ...freedPart(freed ?? {}),
  };
}

/** Which keys are gone from a full delivery is not in a journal. */
export const recordedCounts = ({ full, ...counts }: RowCounts): RunCounts => ({
  ...counts,
  ...(full === undefined ? {} : { full: { ...full, examples: [] } }),
});

/** Counts of a dataset that was judged and compared with silver; `table` is its silver table afterwards. */
export function countsOf(
  judgement: Judgement,
  { dataset, ignored }: Batch,
  changes: ChangeCounts,
  table: Pick<RowCounts, 'snapshotId' | 'metadataLocation'>,
): RunCounts {
  const judged = judgement.datasets[dataset];
  if (judged === undefined) throw new TypeError(`${dataset} was not judged`);
  const { landed, repeated, superseded, warnings, codes } = judged;
  return {
    landed,
    ...changes,
    repeated,
    superseded,
    ignored: ignored.reduce((rows, one) => rows + one.rows, 0),
    warnings,
    codes: Object.fromEntries(Object.entries(codes)),
    ...table,
  };
}

/** Throws INTERNAL where a row was lost between the files and the tables. */
export function assertAddsUp(dataset: DatasetName, counts: RunCounts): void {
  const { landed, inserted, updated, unchanged, quarantined, repeated, superseded } = counts;
  const accounted = inserted + updated + unchanged + quarantined + repeated + superseded;
  if (accounted === landed) return;
  throw new QuaysideError(
    'INTERNAL',
    `${dataset}: ${landed} rows landed, but ${accounted} are accounted for; nothing was published.`,
    { parameters: { dataset, landed, accounted } },
  );
}

/** How a rerun reports what is in silver already: nothing was inserted or updated by it. */
export const asUnchanged = (counts: RunCounts): RunCounts => ({
  ...counts,
  inserted: 0,
  updated: 0,
  unchanged: counts.inserted + counts.updated + counts.unchanged,
});

/** Where a silver table is now. */
export const placeOf = (table: Table): Pick<RunCounts, 'snapshotId' | 'metadataLocation'> => ({
  snapshotId: table.metadata['current-snapshot-id']?.toString() ?? null,
  metadataLocation: table.metadataLocation,
});
