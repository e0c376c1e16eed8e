import { join } from 'node:path';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { ViolationCode } from '../../contracts/data/violation-codes.ts';
import type { Work } from '../base/progress.ts';
import type { Batch } from '../landing/receive.ts';
import type { Judgement } from '../rules/judge.ts';
import { type DeliveryReport, reportDelivery } from './delivery-report.ts';
import { Bench, type Host } from './host.ts';
import { type JudgingRequest, onJudgedDelivery } from './pipeline.ts';
import { type Reason, reasonsOf } from './reasons.ts';
import { type WrittenRows, writeRows } from './write-rows.ts';

/** A delivery as the user names it. Paths are absolute. */
export interface CheckRequest extends JudgingRequest {
  readonly staleAfterDays?: number;
  /** Folder for the passing and failing rows as Parquet. */
  readonly out?: string;
  readonly showPersonalData: boolean;
}

/** Where the rows of one dataset went, in rows. landed = passed + quarantined + repeated + superseded. */
export interface DatasetCounts {
  readonly landed: number;
  readonly passed: number;
  readonly quarantined: number;
  readonly repeated: number;
  readonly superseded: number;
  readonly ignored: number;
  /** Passing rows with at least one warning. */
  readonly warnings: number;
  /** Rows that have the violation, errors and warnings. */
  readonly codes: Readonly<Partial<Record<ViolationCode, number>>>;
}

export interface CheckResult {
  readonly tenant: string;
  readonly deliveryId: string;
  readonly asOf: string;
  readonly datasets: Readonly<Partial<Record<DatasetName, DatasetCounts>>>;
  readonly reasons: readonly Reason[];
  readonly delivery: DeliveryReport;
  readonly written: readonly WrittenRows[];
}

/** A delivery's verdict, from the files to the counts. Keeps nothing but what `out` asks for. */
export async function check(host: Host, request: CheckRequest, work: Work = {}): Promise<CheckResult> {
  await using bench = await Bench.open(host);
  const { duck } = bench;
  return await onJudgedDelivery(
    duck,
    join(bench.scratch, 'staged'),
    request,
    work,
    async (read, judgement) => ({
      tenant: request.tenant,
      deliveryId: read.delivery.deliveryId,
      asOf: request.asOf.toISOString(),
      datasets: Object.fromEntries(
        read.datasets.map(({ batch }) => [batch.dataset, countsOf(judgement, batch)]),
      ),
      reasons: await reasonsOf(duck, read, request.showPersonalData, work),
      delivery: await reportDelivery(duck, read, judgement, request, work),
      written: request.out === undefined ? [] : await writeRows(duck, read, request.out, work),
    }),
  );
}

function countsOf(judgement: Judgement, { dataset, ignored }: Batch): DatasetCounts {
  const judged = judgement.datasets[dataset];
  if (judged === undefined) throw new TypeError(`${dataset} was not judged`);
  const { landed, passed, quarantined, repeated, superseded, warnings, codes } = judged;
  return {
    landed,
    passed,
    quarantined,
    repeated,
    superseded,
    ignored: ignored.reduce((rows, one) => rows + one.rows, 0),
    warnings,
    codes,
  };
}
