import type { Effect } from '../../contracts/quarantine/effect.ts';
import type {
  LostOperation,
  PastOperation,
  RowEvent,
  RowHistory,
} from '../../contracts/quarantine/history.ts';
import type { Change } from '../../contracts/quarantine/change.ts';
import type { Operation } from '../../contracts/quarantine/operation.ts';
import type { Applied } from '../app/quarantine-apply.ts';
import type { ReturnPreview, ReturnResult } from '../app/quarantine-return.ts';
import type { TurnEffect } from '../app/quarantine-undo.ts';
import { countText, quoted, textTable } from './text-table.ts';

const rowsText = (rows: number): string => (rows === 1 ? '1 row' : `${countText(rows)} rows`);

export function effectText(effect: Effect): string {
  const { selected, changed, keys, clears, creates, frees, freesOther, holds, rejects, conflicts, examples } =
    effect;
  const lines = [
    `${rowsText(selected)} selected, ${countText(changed)} changed`,
    `clears ${countText(clears.reasons)} reasons (${countText(clears.errors)} errors), creates ${countText(creates.reasons)} (${countText(creates.errors)} errors)`,
    `frees ${rowsText(frees)}${freesOther.map(({ dataset, rows }) => ` and ${countText(rows)} of ${dataset}`).join('')}`,
    ...(holds > 0 ? [`keeps back ${rowsText(holds)} that were free`] : []),
    ...(rejects > 0 ? [`rejects ${rowsText(rejects)}`] : []),
    ...(keys > 0 ? [`changes ${countText(keys)} keys or codes`] : []),
    ...conflicts.map(
      ({ operationId, rows }) => `changes again what ${operationId} changed, in ${rowsText(rows)}`,
    ),
    ...creates.examples
      .slice(0, 5)
      .map(({ code, field, value }) => `  new: ${code} on ${field ?? ''} ${quoted(value)}`),
  ];
  if (examples.length > 0) {
    const cells = examples
      .slice(0, 10)
      .map(({ key, field, before, after }) => [quoted(key), field, quoted(before), quoted(after)]);
    lines.push('', textTable(['key', 'field', 'before', 'after'], cells));
  }
  return lines.join('\n');
}

export const appliedText = ({ operationId, effect }: Applied): string =>
  operationId === null
    ? `Nothing was to be changed.\n${effectText(effect)}`
    : `Applied as ${operationId}.\n${effectText(effect)}`;

export function turnText(effect: TurnEffect, done: boolean): string {
  const { action, operationId, later, left } = effect;
  const verb = action === 'undo' ? 'undone' : 'done again';
  return [
    done ? `${operationId} is ${verb}.` : `${operationId} would be ${verb}:`,
    ...(left > 0
      ? [`${rowsText(left)} that it changed have left quarantine since and stay as they are`]
      : []),
    ...later.map(({ operationId: other, lost, won }) =>
      [
        ...(lost > 0 ? [`${other} no longer applies to ${rowsText(lost)}`] : []),
        ...(won > 0 ? [`${other} applies to ${rowsText(won)} more`] : []),
      ].join('\n'),
    ),
    effectText(effect),
  ].join('\n');
}

/** An operation in a line. */
const operationText = ({ dataset, selection, changes }: Operation): string =>
  `${dataset} ${selectionText(selection)}: ${changes.map(changeText).join(', then ')}`;

const selectionText = (selection: Operation['selection']): string => {
  const parts = Object.entries(selection).map(([name, value]) =>
    name === 'rows' && Array.isArray(value)
      ? `${countText(value.length)} rows`
      : `${name} ${JSON.stringify(value)}`,
  );
  return parts.length === 0 ? 'all' : parts.join(', ');
};

function changeText(change: Change): string {
  if (change.kind === 'map') {
    const [first] = change.table;
    return `map ${change.field} ${quoted(first?.from ?? null)} → ${quoted(first?.to ?? null)}${moreText(change.table.length)}`;
  }
  if (change.kind === 'cells') {
    return `set ${change.field} row by row: ${quoted(change.cells[0]?.value ?? null)}${moreText(change.cells.length)}`;
  }
  const { kind, ...rest } = change;
  const parts = Object.entries(rest)
    .filter(([, value]) => value !== false)
    .map(([name, value]) => (name === 'field' ? String(value) : `${name} ${JSON.stringify(value)}`));
  return [kind, ...parts].join(' ');
}

const moreText = (all: number): string => (all > 1 ? ` and ${countText(all - 1)} more` : '');

/** What was done and cannot be read, a line each. */
export const lostText = (lost: readonly LostOperation[]): readonly string[] =>
  lost.map(
    ({ operationId, at, person, dataset, fields, rows, reason }) =>
      `Cannot be read, so the rows are shown without it and nothing may be applied or returned: ${operationId} of ${person} at ${at}, ${rowsText(rows)} of ${dataset}${fields.length === 0 ? '' : ` (${fields.join(', ')})`}${reason === null ? '' : `: ${reason}`}`,
  );

export const historyText = (
  operations: readonly PastOperation[],
  lost: readonly LostOperation[] = [],
): string => [...lostText(lost), operationsText(operations)].join('\n');

const operationsText = (operations: readonly PastOperation[]): string =>
  operations.length === 0
    ? 'Nobody changed anything.'
    : textTable(
        ['operation', 'when', 'who', 'rows', 'cleared', 'counts', 'what', 'why'],
        operations.map(({ operationId, at, person, rows, cleared, counts, operation, reason }) => [
          operationId,
          at,
          person,
          countText(rows),
          countText(cleared),
          counts ? 'yes' : 'undone',
          operationText(operation),
          reason ?? '',
        ]),
      );

export const rowHistoryText = ({ dataset, rowId, key, events }: RowHistory): string =>
  [`${dataset} ${rowId} (${quoted(key)})`, ...events.map(eventText)].join('\n');

function eventText(event: RowEvent): string {
  switch (event.what) {
    case 'opened':
      return `${event.at ?? ''}  came in ${event.file ?? '?'} row ${event.fileRow ?? '?'}, run ${event.runId ?? '?'}`;
    case 'changed':
      return [
        `${event.at}  ${event.person}, ${event.operationId}${event.reason === null ? '' : `: ${event.reason}`}`,
        ...event.cells.map(
          ({ field, before, after }) => `    ${field}: ${quoted(before)} → ${quoted(after)}`,
        ),
        ...event.state.map(({ name, before, after }) => `    ${name}: ${quoted(before)} → ${quoted(after)}`),
      ].join('\n');
    case 'earlier':
      return [
        `${event.at ?? ''}  an earlier version, ${event.rowId}, was ${event.state}${event.person === null ? '' : ` (${event.person}${event.reason === null ? '' : `: ${event.reason}`})`}`,
        ...event.cells.map(
          ({ field, before, after }) => `    ${field}: ${quoted(before)}, now ${quoted(after)}`,
        ),
      ].join('\n');
    case 'closed':
      return `${event.at ?? ''}  ${event.state} by ${event.by ?? '?'}`;
    default:
      return event satisfies never;
  }
}

export function returnText(result: ReturnPreview | ReturnResult, dry: boolean): string {
  const rows = Object.entries(result.datasets).map(([dataset, { released, rejected, older, stays }]) => [
    dataset,
    countText(released),
    countText(rejected),
    countText(older),
    countText(stays),
  ]);
  const id = 'publicationId' in result ? result.publicationId : null;
  const headline = dry
    ? 'This would be returned:'
    : id === null
      ? 'There was nothing to return.'
      : `Returned to silver, publication ${id}.`;
  const meetings = result.meetings
    .filter(({ differences }) => differences.length > 0)
    .slice(0, 10)
    .map(({ dataset, rowId, key, wins, rowTime, silverTime, differences }) =>
      [
        `${dataset} ${quoted(key)} (row ${rowId}) of ${rowTime ?? '?'} ${wins ? 'replaces' : 'stays: newer is'} what silver has of ${silverTime ?? '?'}`,
        ...differences.map(
          ({ field, silver, row }) => `    ${field}: silver ${quoted(silver)}, row ${quoted(row)}`,
        ),
      ].join('\n'),
    );
  const choices =
    dry && meetings.length > 0
      ? [
          'Which of two is kept is yours to say: `quarantine apply --keep these --row …` takes the row whatever its time, `quarantine reject --row …` keeps what silver has.',
        ]
      : [];
  return [
    headline,
    textTable(['dataset', 'to silver', 'rejected', 'older than silver', 'did not pass'], rows),
    ...meetings,
    ...choices,
  ].join('\n');
}
