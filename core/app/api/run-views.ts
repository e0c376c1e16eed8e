import type { RunDetail, RunSummary } from '../../../contracts/api/runs.ts';
import { type ErrorCode, errorCodes } from '../../../contracts/errors.ts';
import type { RowCounts } from '../../../contracts/journal/run.ts';
import { stepOf } from '../../runs/machine.ts';
import { pathFromJournal } from '../../silver/places.ts';
import type { DeliveryOfRun } from '../run-delivery.ts';
import type { RunDocument } from '../run-status.ts';
import { commandLine } from './command-line.ts';

/** A run as lists show it. */
export function summaryOf(folder: string, run: RunDocument): RunSummary {
  const { runId, tenant, state, startedAt, finishedAt, queuedAt, dueAt, seconds, actor, progress, priority } =
    run;
  const totals = totalsOf(Object.values(run.datasets ?? {}).filter((counts) => counts !== undefined));
  return {
    runId,
    tenant,
    state,
    sources: (run.sources ?? []).map((path) => pathFromJournal(folder, path)),
    attempts: run.attempts ?? 0,
    can: canOf(state),
    startedAt,
    finishedAt,
    queuedAt,
    dueAt,
    seconds,
    actor,
    progress,
    priority,
    kind: run.request?.kind,
    totals,
    fault: faultOfRun(run),
  };
}

/** A run with all that the journal knows of it. */
export function detailOf(folder: string, run: RunDocument, delivery: DeliveryOfRun | undefined): RunDetail {
  const { deliveryId, evaluationId, request } = run;
  return {
    ...summaryOf(folder, run),
    datasets: Object.fromEntries(
      Object.entries(run.datasets ?? {}).flatMap(([dataset, counts]) =>
        counts === undefined ? [] : [[dataset, countsOf(counts)]],
      ),
    ),
    stages: run.stages ?? [],
    publications: (run.publications ?? []).map(({ at, body: { publicationId, purpose, tables } }) => ({
      publicationId,
      purpose,
      at,
      tables: tables.map(({ table, snapshotId }) => ({ table, snapshotId })),
    })),
    files: delivery?.files ?? [],
    command: commandLine(['runs', 'show', run.runId], { workspace: folder }),
    freed: run.freed,
    asOf: request?.asOf?.time,
    timezone: request?.timezone,
    deliveryId,
    evaluationId,
  };
}

const canOf = (state: RunDocument['state']): RunSummary['can'] => ({
  cancel: may(state, 'cancel'),
  resume: may(state, 'resume'),
  retry: may(state, 'retry'),
});

/** What changes nothing is not offered. */
function may(state: RunDocument['state'], event: 'cancel' | 'resume' | 'retry'): boolean {
  const step = stepOf(state, event);
  return step !== 'refuse' && step !== 'ignore' && step !== state;
}

/** Counts of a dataset as they cross: where the table is stands with its snapshots. */
export function countsOf(all: RowCounts) {
  const { snapshotId: _, metadataLocation: __, full, ...counts } = all;
  return { ...counts, full: full === undefined ? undefined : { gone: full.gone, removed: full.removed } };
}

const summed = [
  'landed',
  'inserted',
  'updated',
  'unchanged',
  'quarantined',
  'repeated',
  'superseded',
  'ignored',
] as const;

function totalsOf(all: readonly RowCounts[]): RunSummary['totals'] {
  if (all.length === 0) return undefined;
  const sum = (name: (typeof summed)[number]): number =>
    all.reduce((total, counts) => total + counts[name], 0);
  return {
    landed: sum('landed'),
    inserted: sum('inserted'),
    updated: sum('updated'),
    unchanged: sum('unchanged'),
    quarantined: sum('quarantined'),
    repeated: sum('repeated'),
    superseded: sum('superseded'),
    ignored: sum('ignored'),
  };
}

function faultOfRun({ error, runId }: RunDocument): RunSummary['fault'] {
  if (error === undefined) return undefined;
  const code = isErrorCode(error.code) ? error.code : 'INTERNAL';
  return { code, parameters: error.parameters, retryable: false, details: `Run ${runId}: ${error.code}` };
}

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(errorCodes, code);
