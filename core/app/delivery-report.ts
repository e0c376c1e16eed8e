import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { Work } from '../base/progress.ts';
import { type Normalisation, namedNormalisations } from '../contract/normalisations.ts';
import type { Drift } from '../contract/plan-reading.ts';
import type { Duck } from '../duck/duck.ts';
import type { Batch, NotRead } from '../landing/receive.ts';
import { type Finding, findings } from '../rules/findings/findings.ts';
import type { Judgement } from '../rules/judge.ts';
import type { ReadDelivery } from './pipeline.ts';

/** How one dataset was read: what was guessed, what was missing, what was normalised. None of it is a violation. */
export interface DatasetReport {
  readonly dataset: DatasetName;
  readonly batchId: string;
  readonly changeFeed: boolean;
  readonly files: Batch['objects'];
  readonly ignored: Batch['ignored'];
  readonly drift: Drift;
  readonly normalised: readonly Normalisation[];
}

export interface DeliveryReport {
  readonly datasets: readonly DatasetReport[];
  readonly notRead: readonly NotRead[];
  readonly findings: readonly Finding[];
}

export async function reportDelivery(
  duck: Duck,
  { delivery, datasets }: ReadDelivery,
  judgement: Judgement,
  request: {
    readonly asOf: Date;
    readonly extractedAt?: Date;
    readonly staleAfterDays?: number;
    readonly timezone: string;
  },
  work: Work,
): Promise<DeliveryReport> {
  const reports: DatasetReport[] = [];
  const found: Finding[] = [];
  for (const { contract, batch, plan, typed } of datasets) {
    reports.push({
      dataset: contract.dataset,
      batchId: batch.batchId,
      changeFeed: batch.changeFeed,
      files: batch.objects,
      ignored: batch.ignored,
      drift: plan.drift,
      normalised: namedNormalisations(
        plan.fields,
        request.timezone,
        judgement.datasets[contract.dataset]?.notes ?? {},
      ),
    });
    found.push(...(await findings(duck, { contract, rows: typed, ...request }, work)));
  }
  return { datasets: reports, notRead: delivery.notRead, findings: found };
}
