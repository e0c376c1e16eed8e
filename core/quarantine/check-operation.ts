import type { DatasetContract } from '../../contracts/data/dataset.ts';
import { type ViolationCode, violationCodes } from '../../contracts/data/violation-codes.ts';
import type { Condition } from '../../contracts/quarantine/selection.ts';
import type { Operation } from '../../contracts/quarantine/operation.ts';
import { QuaysideError } from '../base/errors.ts';
import { assertChangeable, assertField } from './assert-field.ts';
import { fieldsOf, namedFields } from './change.sql.ts';

/** Throws USAGE for an operation that its dataset cannot take: fields that are not there or not a person's, rules that nobody may waive. */
export function checkOperation({ changes }: Operation, contract: DatasetContract): void {
  for (const change of changes) {
    for (const field of namedFields(change)) assertField(contract, field);
    for (const field of fieldsOf(change)) assertChangeable(contract, field);
    if (change.kind === 'waive') assertWaivable(change.code, contract);
  }
}

function assertWaivable(code: ViolationCode, contract: DatasetContract): void {
  if ('locked' in violationCodes[code]) {
    throw new QuaysideError(
      'USAGE',
      `${code} cannot be waived: keys, the tenant and types must be right. Correct the rows, or reject them.`,
      { parameters: { code } },
    );
  }
  if (codesOf(contract).has(code)) return;
  throw new QuaysideError('USAGE', `${contract.dataset} have no rule ${code}.`, {
    parameters: { code, dataset: contract.dataset },
  });
}

const codesOf = ({ rowRules, foreignKeys }: DatasetContract): ReadonlySet<ViolationCode> =>
  new Set([...rowRules.map(({ code }) => code), ...foreignKeys.map(({ orphan }) => orphan)]);

/** All patterns in an operation: an engine has to say whether they are any. */
export const patternsOf = ({ selection, changes }: Operation): readonly string[] => [
  ...(selection.pattern === undefined ? [] : [selection.pattern]),
  ...(selection.filter === undefined ? [] : patternsIn(selection.filter)),
  ...changes.flatMap((change) => (change.kind === 'replace' && change.regex ? [change.find] : [])),
];

function patternsIn(condition: Condition): readonly string[] {
  if ('all' in condition) return condition.all.flatMap(patternsIn);
  if ('any' in condition) return condition.any.flatMap(patternsIn);
  if ('not' in condition) return patternsIn(condition.not);
  return 'matches' in condition ? [condition.matches] : [];
}
