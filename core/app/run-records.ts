import type { EvaluationBasis } from '../../contracts/journal/evaluation.ts';
import type { NewRecord } from '../../contracts/journal/record.ts';
import type { RowCounts } from '../../contracts/journal/run.ts';
import type { RunOrder } from '../../contracts/runs/order.ts';
import { QuaysideError } from '../base/errors.ts';
import { journalPath } from '../silver/places.ts';
import type { ReadDelivery } from './pipeline.ts';
import { listed, type RunRequest } from './run-job.ts';
import { orderInJournal } from './run-order.ts';
import type { RunCounts, RunResult } from './run-result.ts';

/** What a run writes into the journal, besides its publication. */
export function startedRecord(workspace: string, runId: string, order: RunOrder, asOf: Date): NewRecord {
  const request = orderInJournal(workspace, order, asOf);
  const { tenant, sources } = request;
  return { tenant, inputs: [], kind: 'run-started', body: { runId, command: 'run', sources, request } };
}

/** `attempt`: 2 for the first time that it begins again. */
export const resumedRecord = (tenant: string, runId: string, attempt: number): NewRecord => ({
  tenant,
  inputs: [],
  kind: 'run-resumed',
  body: { runId, attempt },
});

export const inputsOf = ({ delivery }: ReadDelivery): readonly string[] =>
  delivery.batches.flatMap(({ objects }) => objects.map(({ digest }) => digest));

export function deliveryRecord(workspace: string, runId: string, read: ReadDelivery): NewRecord {
  const { tenant, deliveryId, kind, extractedAt, timezone, batches } = read.delivery;
  return {
    tenant,
    inputs: inputsOf(read),
    kind: 'delivery',
    body: {
      deliveryId,
      runId,
      deliveryKind: kind,
      extractedAt: extractedAt?.toISOString() ?? null,
      timezone,
      batches: batches.map(({ dataset, batchId, rows, ignored, objects }) => ({
        dataset,
        batchId,
        rows,
        ignored: ignored.reduce((sum, one) => sum + one.rows, 0),
        objects: objects.map((object) => ({
          digest: object.digest,
          path: journalPath(workspace, object.path),
          bytes: object.bytes,
          rows: object.rows,
        })),
      })),
    },
  };
}

export function basisOf(
  { delivery, datasets, codeLists }: ReadDelivery,
  {
    dataSource,
    severities,
    fullDelivery = listed,
  }: Pick<RunRequest, 'dataSource' | 'severities' | 'fullDelivery'>,
): EvaluationBasis {
  return {
    tenant: delivery.tenant,
    deliveryKind: delivery.kind,
    batches: delivery.batches.map(({ dataset, batchId }) => ({ dataset, batchId })),
    mapping: null,
    importSettings: {
      timezone: delivery.timezone,
      extractedAt: delivery.extractedAt?.toISOString() ?? null,
      dataSource: dataSource ?? null,
      ...(delivery.kind === 'full'
        ? { fullRemoves: fullDelivery.removes, fullMaxShare: fullDelivery.maxShare }
        : {}),
    },
    contracts: Object.fromEntries(datasets.map(({ contract }) => [contract.dataset, contract.version])),
    codeLists: codeLists.version,
    severities: Object.fromEntries(Object.entries(severities)),
    recipes: [],
  };
}

export function finishedRecord(
  workspace: string,
  { tenant, runId, deliveryId, status, seconds, datasets, freed }: RunResult,
  inputs: readonly string[],
  evaluationId: string,
): NewRecord {
  return {
    tenant,
    inputs,
    kind: 'run-finished',
    body: {
      runId,
      status,
      seconds,
      deliveryId,
      evaluationId,
      datasets: Object.fromEntries(
        Object.entries(datasets).map(([dataset, counts]) => [dataset, inJournal(workspace, counts)]),
      ),
      ...(freed === undefined ? {} : { freed }),
    },
  };
}

/** Keys of rows have no place in a journal: how many are gone, not which. */
function inJournal(workspace: string, counts: RunCounts): RowCounts {
  const { full, metadataLocation, ...kept } = counts;
  return {
    ...kept,
    ...(full === undefined ? {} : { full: { gone: full.gone, removed: full.removed } }),
    metadataLocation: metadataLocation === null ? null : journalPath(workspace, metadataLocation),
  };
}

/** Of a run that did not get through. Only parameters that a journal holds: short texts, numbers, names, nothing of a row. */
export function failedRecord(tenant: string, runId: string, seconds: number, cause: unknown): NewRecord {
  const code = codeOf(cause);
  const parameters = cause instanceof QuaysideError ? Object.entries(cause.parameters) : [];
  return {
    tenant,
    inputs: [],
    kind: 'run-finished',
    body: {
      runId,
      status: code === 'CANCELLED' ? 'cancelled' : 'failed',
      seconds,
      datasets: {},
      error: {
        code,
        parameters: Object.fromEntries(parameters.flatMap(([name, value]) => kept(name, value))),
      },
    },
  };
}

export function codeOf(cause: unknown): QuaysideError['code'] {
  if (cause instanceof QuaysideError) return cause.code;
  return cause instanceof Error && cause.name === 'AbortError' ? 'CANCELLED' : 'INTERNAL';
}

type Kept = readonly [string, string | number | boolean | readonly string[]];

/** What stood in a file: without a header line even a column's name is a cell of somebody's row. */
const fromFiles: ReadonlySet<string> = new Set(['columns', 'value', 'found', 'key']);

function kept(name: string, value: Kept[1]): readonly Kept[] {
  if (fromFiles.has(name) && typeof value !== 'number') return [];
  if (typeof value === 'string') return [[name, value.slice(0, 500)]];
  if (typeof value === 'number' || typeof value === 'boolean') return [[name, value]];
  return [[name, value.filter((text) => text !== '').map((text) => text.slice(0, 200))]];
}
