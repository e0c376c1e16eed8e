import type { RunProgress } from '../../contracts/runs/progress.ts';
import type { RunDocument, RunStatus } from '../app/run-status.ts';
import { countText, textTable } from './text-table.ts';

export const runsText = (views: readonly RunDocument[]): string =>
  views.length === 0
    ? 'Nothing ran yet; `quayside run` takes a delivery in.'
    : textTable(
        ['run', 'started', 'tenant', 'state', 'seconds', ''],
        views.map(({ runId, startedAt, tenant, state, seconds, progress, upkeepIsOn }) => [
          runId,
          startedAt ?? '',
          tenant ?? '',
          state,
          seconds?.toFixed(1) ?? '',
          progress === undefined || !(isOn(state) || upkeepIsOn === true) ? '' : progressText(progress),
        ]),
      );

const isOn = (state: RunStatus['state']): boolean =>
  state === 'running' || state === 'publishing' || state === 'cancelling' || state === 'starting';

/** One line for who watches. */
export const newsText = ({ state, progress, dueAt }: RunStatus): string =>
  [
    state,
    ...(progress === undefined ? [] : [progressText(progress)]),
    ...(dueAt === undefined ? [] : [`next attempt ${dueAt}`]),
  ].join(' · ');

function progressText(progress: RunProgress): string {
  const { stage, rows, total, bytes, totalBytes, rowsPerSecond, secondsLeft } = progress;
  return [
    stage,
    ...(rows === undefined || rows === 0 ? [] : [`${doneOf(rows, total)} rows`]),
    ...(bytes === undefined ? [] : [`${doneOf(mebibytes(bytes), totalBytes && mebibytes(totalBytes))} MiB`]),
    ...(rowsPerSecond === undefined || rowsPerSecond === 0 ? [] : [`${countText(rowsPerSecond)} rows/s`]),
    ...(secondsLeft === undefined ? [] : [`${secondsLeft.toFixed(0)} s left`]),
  ].join(', ');
}

const doneOf = (done: number, total: number | undefined): string =>
  total === undefined ? countText(done) : `${countText(done)} of ${countText(total)}`;

const mebibytes = (bytes: number): number => Math.round(bytes / 1024 ** 2);

/** What the sentence of an error is made of; the sentence itself was said where the run ended. */
const parametersText = (parameters: NonNullable<RunDocument['error']>['parameters']): string =>
  Object.entries(parameters)
    .map(([name, value], index) => `${index === 0 ? ': ' : ', '}${name} ${String(value)}`)
    .join('');

export function oneRunText(run: RunDocument): string {
  const { runId, tenant, state, startedAt, queuedAt, seconds, sources = [], datasets = {}, error } = run;
  const when = startedAt === undefined ? `queued ${queuedAt ?? ''}` : `started ${startedAt}`;
  const rows = Object.entries(datasets).flatMap(([dataset, counts]) =>
    counts === undefined
      ? []
      : [
          [
            dataset,
            ...[
              counts.landed,
              counts.inserted,
              counts.updated,
              counts.unchanged,
              counts.quarantined,
              counts.repeated,
              counts.superseded,
            ].map(countText),
          ],
        ],
  );
  return [
    `${runId}: ${tenant ?? ''}, ${state}, ${when}${seconds === undefined ? '' : `, ${seconds.toFixed(1)} s`}`,
    ...sources.map((source) => `  from ${source}`),
    ...(error === undefined ? [] : [`  ${error.code}${parametersText(error.parameters)}`]),
    ...(run.progress === undefined || rows.length > 0 ? [] : [`  ${newsText(run)}`]),
    ...Object.entries(run.freed ?? {}).map(
      ([dataset, freed]) => `  ${countText(freed ?? 0)} ${dataset} that had waited were published with it`,
    ),
    ...(run.upkeepIsOn === true
      ? [`  upkeep of the tables is on; \`quayside runs cancel ${runId}\` stops it`]
      : []),
    ...upkeepText(run),
    ...(state === 'interrupted' ? [`  \`quayside runs resume ${runId}\` goes on with it.`] : []),
    ...(rows.length === 0
      ? []
      : [
          '',
          textTable(
            ['', 'landed', 'inserted', 'updated', 'unchanged', 'in quarantine', 'repeated', 'superseded'],
            rows,
          ),
        ]),
  ].join('\n');
}

/** What was done with the tables afterwards. */
const upkeepText = ({ upkeep }: RunDocument): readonly string[] =>
  upkeep === undefined
    ? []
    : [
        ...upkeep.tables.map(({ table, compacted, expired, error }) =>
          [
            `  upkeep of ${table}:`,
            [
              ...(compacted === undefined
                ? []
                : [`${countText(compacted.removed)} files put together into ${countText(compacted.added)}`]),
              ...(expired === undefined ? [] : [`${countText(expired.snapshots)} old snapshots forgotten`]),
              ...(error === undefined ? [] : [`not done: ${error}`]),
            ].join(', '),
          ].join(' '),
        ),
        ...(upkeep.error === undefined ? [] : [`  upkeep of the tables was not done: ${upkeep.error}`]),
      ];
