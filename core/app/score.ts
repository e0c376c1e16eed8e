import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { DatasetContract } from '../../contracts/data/dataset.ts';
import { QuaysideError } from '../base/errors.ts';
import type { Work } from '../base/progress.ts';
import type { Duck } from '../duck/duck.ts';
import { readTruthFacts } from '../generate/truth-facts.ts';
import { Bench, type Host } from './host.ts';
import { onJudgedDelivery, type ReadDataset } from './pipeline.ts';
import { falseAlarmsSql, kindsSql } from './score.sql.ts';

export interface ScoreRequest {
  /** Folder with the generated files and truth.parquet, or one with a folder of that kind per tenant. Absolute. */
  readonly folder: string;
  readonly tenant: string;
  /** Default: the logical time that the ground truth states. */
  readonly asOf?: Date;
}

export interface KindScore {
  readonly injected: number;
  readonly caught: number;
}

export interface Score {
  /** Share of the rows in quarantine that ground truth lists, 0–1. */
  readonly precision: number;
  /** Share of the injected defects with their expected outcome, 0–1. */
  readonly recall: number;
  /** Rows in quarantine that ground truth does not list. */
  readonly falseAlarms: number;
  readonly kinds: Readonly<Record<string, KindScore>>;
  /** Parts expected in quarantine only because their supplier is. */
  readonly knockOns: KindScore;
  readonly asOf: string;
}

const knockOnKind = 'knock_on';

/** Judges generated files as of their logical time and compares with the ground truth beside them. */
export async function score(host: Host, request: ScoreRequest, work: Work = {}): Promise<Score> {
  await using bench = await Bench.open(host);
  const { duck } = bench;
  const { folder, truthFile, logicalTime } = await openTruth(duck, request);
  const asOf = request.asOf ?? logicalTime;
  const reading = { tenant: request.tenant, sources: [folder], asOf, timezone: 'UTC', severities: {} };
  const totals = new Totals();
  await onJudgedDelivery(duck, join(bench.scratch, 'staged'), reading, work, async ({ datasets }) => {
    for (const dataset of datasets) {
      await addScored(duck, dataset, truthFile, totals, work);
    }
  });
  return { ...totals.score(), asOf: asOf.toISOString() };
}

/** Where the ground truth of a tenant's generated files is, and the time they stand for. Throws TRUTH_MISSING; USAGE for another tenant's. */
export async function openTruth(
  duck: Duck,
  request: ScoreRequest,
): Promise<{ readonly folder: string; readonly truthFile: string; readonly logicalTime: Date }> {
  const folder = await folderWithTruth(request);
  const truthFile = join(folder, 'truth.parquet');
  const { tenant, logicalTime } = await readTruthFacts(duck, truthFile);
  refuseOtherTenant(request, tenant, truthFile);
  return { folder, truthFile, logicalTime };
}

/** Adds a dataset by its verdict and violation tables; of `typed` row numbers and values are looked at. */
export async function addScored(
  duck: Duck,
  { contract, batch, typed }: Pick<ReadDataset, 'contract' | 'batch' | 'typed'>,
  truthFile: string,
  totals: Totals,
  { signal }: Work,
): Promise<void> {
  refuseSeveralFiles({ contract, batch });
  for (const row of await duck.rows(kindsSql(contract, typed, truthFile), kindRow, signal)) {
    totals.add(row.kind, row.injected, row.caught);
  }
  const alarms = await duck.row(falseAlarmsSql(contract, truthFile), alarmRow, signal);
  totals.quarantined += alarms.quarantined;
  totals.falseAlarms += alarms.false_alarms;
}

const count = z.coerce.number();
const kindRow = z.object({ kind: z.string(), injected: count, caught: count });
const alarmRow = z.object({ quarantined: count, false_alarms: count });

export class Totals {
  readonly kinds: Record<string, { injected: number; caught: number }> = {};
  readonly knockOns = { injected: 0, caught: 0 };
  quarantined = 0;
  falseAlarms = 0;

  add(kind: string, injected: number, caught: number): void {
    const total = kind === knockOnKind ? this.knockOns : (this.kinds[kind] ??= { injected: 0, caught: 0 });
    total.injected += injected;
    total.caught += caught;
  }

  score(): Omit<Score, 'asOf'> {
    const all = [...Object.values(this.kinds), this.knockOns];
    const injected = all.reduce((sum, kind) => sum + kind.injected, 0);
    const caught = all.reduce((sum, kind) => sum + kind.caught, 0);
    return {
      precision: share(this.quarantined - this.falseAlarms, this.quarantined),
      recall: share(caught, injected),
      falseAlarms: this.falseAlarms,
      kinds: Object.fromEntries(Object.entries(this.kinds).sort(([a], [b]) => a.localeCompare(b))),
      knockOns: this.knockOns,
    };
  }
}

const share = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole);

/** The tenant's own folder comes first: where there is one, no other files of `folder` are read. */
async function folderWithTruth({ folder, tenant }: ScoreRequest): Promise<string> {
  for (const candidate of [join(folder, tenant), folder]) {
    const found = await access(join(candidate, 'truth.parquet')).then(
      () => true,
      () => false,
    );
    if (found) return candidate;
  }
  throw new QuaysideError(
    'TRUTH_MISSING',
    `No truth.parquet in ${folder} or ${join(folder, tenant)}: a score compares with the ground truth that \`quayside generate\` writes beside its files. Use \`quayside check\` for other deliveries.`,
    { parameters: { folder, tenant } },
  );
}

/** Every row would be another tenant's, and the score would say nothing. */
function refuseOtherTenant({ tenant }: ScoreRequest, generatedFor: string, truthFile: string): void {
  if (generatedFor === tenant) return;
  throw new QuaysideError(
    'USAGE',
    `${truthFile} is the ground truth of tenant ${generatedFor}, not of ${tenant}; name it with --tenant ${generatedFor}.`,
    { parameters: { tenant, generatedFor } },
  );
}

/** Ground truth names rows by their ordinal in the one generated file. */
function refuseSeveralFiles({
  contract,
  batch,
}: {
  contract: DatasetContract;
  batch: ReadDataset['batch'];
}): void {
  if (batch.objects.length === 1) return;
  throw new QuaysideError(
    'DATASET_UNCLEAR',
    `A score needs one ${contract.dataset} file beside truth.parquet, found ${batch.objects.length}: ${batch.objects.map((one) => one.path).join(', ')}. Move the ones that do not belong to it.`,
  );
}
