import { contracts } from '../../contracts/data/contracts.ts';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { Change } from '../../contracts/quarantine/change.ts';
import type { Effect } from '../../contracts/quarantine/effect.ts';
import type { Operation } from '../../contracts/quarantine/operation.ts';
import { fieldsOf, namedFields } from '../quarantine/change.sql.ts';
import type { Proposal } from '../../contracts/quarantine/proposal.ts';
import type { Meeting } from './quarantine-return.ts';
import { maskText } from './reasons.ts';

/** Fields of a dataset whose values are sensitive. */
const personalFields = (dataset: DatasetName): ReadonlySet<string> =>
  new Set(contracts[dataset].fields.filter(({ pii }) => pii).map(({ name }) => name));

/** A cell's text as it may be shown. */
export const shownText = (
  dataset: DatasetName,
  field: string | null,
  text: string | null,
  showPersonalData: boolean,
): string | null =>
  text === null || showPersonalData || field === null || !personalFields(dataset).has(field)
    ? text
    : maskText(text);

/** An operation with masked texts where it names personal fields, or where a text may stand in any field. */
export function maskOperation(operation: Operation, showPersonalData: boolean): Operation {
  if (showPersonalData) return operation;
  const personal = personalFields(operation.dataset);
  const { selection } = operation;
  const own = lookedAt(operation).some((field) => personal.has(field));
  const masked = {
    ...selection,
    ...(own && typeof selection.value === 'string' ? { value: maskText(selection.value) } : {}),
    ...(own && selection.pattern !== undefined ? { pattern: maskText(selection.pattern) } : {}),
    ...(selection.text === undefined ? {} : { text: maskText(selection.text) }),
  };
  const { filter, ...others } = masked;
  const names = JSON.stringify(filter ?? {});
  const hides = [...personal].some((field) => names.includes(`"${field}"`));
  return {
    ...operation,
    selection: filter === undefined || hides ? others : { ...others, filter },
    changes: operation.changes.map((change) =>
      [...fieldsOf(change), ...namedFields(change)].some((field) => personal.has(field))
        ? maskChange(change)
        : change,
    ),
  };
}

/** Fields that a selection's value may stand in. */
function lookedAt({ dataset, selection: { field, reason } }: Operation): readonly string[] {
  const { fields, rowRules, foreignKeys } = contracts[dataset];
  if (field !== undefined) return [field];
  const all = fields.map(({ name }) => name);
  if (reason === undefined) return all;
  const ofReason = [
    ...rowRules.filter(({ code }) => code === reason).map((rule) => rule.field),
    ...foreignKeys.filter(({ orphan }) => orphan === reason).map((key) => key.field),
  ];
  return ofReason.length === 0 ? all : ofReason;
}

const masked = (text: string | null): string | null => (text === null ? null : maskText(text));

function maskChange(change: Change): Change {
  switch (change.kind) {
    case 'set':
      return { ...change, value: maskText(change.value) };
    case 'replace':
      return { ...change, find: maskText(change.find), with: maskText(change.with) };
    case 'map':
      return {
        ...change,
        table: change.table.map(({ from, to }) => ({ from: masked(from), to: masked(to) })),
      };
    case 'cells':
      return { ...change, cells: change.cells.map(({ row, value }) => ({ row, value: masked(value) })) };
    case 'clear':
    case 'trim':
    case 'case':
    case 'normalise':
    case 'copy':
    case 'swap':
    case 'scale':
    case 'nearest':
    case 'parse':
    case 'keep':
    case 'waive':
    case 'reject':
    case 'note':
    case 'assign':
    case 'wait':
      return change;
    default:
      return change satisfies never;
  }
}

/** An effect with masked examples. */
export const maskEffect = (effect: Effect, showPersonalData: boolean): Effect => ({
  ...effect,
  creates: {
    ...effect.creates,
    examples: effect.creates.examples.map((one) => ({
      ...one,
      value: shownText(one.dataset, one.field, one.value, showPersonalData),
    })),
  },
  examples: effect.examples.map((one) => ({
    ...one,
    before: shownText(effect.dataset, one.field, one.before, showPersonalData),
    after: shownText(effect.dataset, one.field, one.after, showPersonalData),
  })),
});

export const maskMeetings = (meetings: readonly Meeting[], showPersonalData: boolean): readonly Meeting[] =>
  meetings.map((one) => ({
    ...one,
    differences: one.differences.map(({ field, silver, row }) => ({
      field,
      silver: shownText(one.dataset, field, silver, showPersonalData),
      row: shownText(one.dataset, field, row, showPersonalData),
    })),
  }));

export const maskProposal = (proposal: Proposal, showPersonalData: boolean): Proposal => ({
  ...proposal,
  examples: proposal.examples.map(({ before, after, rows }) => ({
    before: shownText(proposal.dataset, proposal.field, before, showPersonalData),
    after: shownText(proposal.dataset, proposal.field, after, showPersonalData),
    rows,
  })),
  operation: maskOperation(proposal.operation, showPersonalData),
});
