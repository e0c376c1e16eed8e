import type { DatasetContract, ForeignKey, RowRule } from '../../contracts/data/dataset.ts';
import type { Severity, ViolationCode } from '../../contracts/data/violation-codes.ts';
import type { CompiledRule, RuleContext } from './compiled-rule.ts';
import { compileRule, silencesOthers } from './row-rules/compile.ts';
import { type Severities, severityOf } from './severities.ts';

/** A rule of a dataset with its place in the contract's order, from 1: rules within the row, then keys, then references. */
export interface NumberedRule {
  readonly ordinal: number;
  readonly code: ViolationCode;
  readonly field: string;
  readonly severity: Severity;
}

export interface PlannedRowRule extends NumberedRule {
  readonly compiled: CompiledRule;
  /** Ordinals of the rules that silence this one where they are violated. */
  readonly silencedBy: readonly number[];
  /** How many projections must come before this rule's: one more than the deepest rule that silences it. */
  readonly level: number;
}

export interface PlannedReference extends NumberedRule {
  readonly references: ForeignKey['references'];
  readonly isList: boolean;
}

/** Everything about the judging of one dataset that does not depend on its rows. */
export interface DatasetPlan {
  readonly contract: DatasetContract;
  readonly rowRules: readonly PlannedRowRule[];
  readonly duplicateKey: NumberedRule;
  readonly duplicateCode: NumberedRule;
  readonly collision: NumberedRule;
  readonly references: readonly PlannedReference[];
}

export const rulesOf = (plan: DatasetPlan): readonly NumberedRule[] => [
  ...plan.rowRules,
  plan.duplicateKey,
  plan.duplicateCode,
  plan.collision,
  ...plan.references,
];

export function planDataset(context: RuleContext, severities: Severities): DatasetPlan {
  const { contract } = context;
  const { primaryKey, businessKey } = contract;
  const rowRules = planRowRules(context, severities);
  const numbered = (after: number, code: ViolationCode, field: string): NumberedRule => ({
    ordinal: rowRules.length + after,
    code,
    field,
    severity: severityOf(code, severities),
  });
  return {
    contract,
    rowRules,
    duplicateKey: numbered(1, primaryKey.duplicate, primaryKey.field),
    duplicateCode: numbered(2, businessKey.duplicate, businessKey.field),
    collision: numbered(3, contract.collision, primaryKey.field),
    references: contract.foreignKeys.map(({ field, orphan, references }, index) => ({
      ...numbered(4 + index, orphan, field),
      references,
      isList: contract.fields.some(({ name, type }) => name === field && type.kind === 'strings'),
    })),
  };
}

function planRowRules(context: RuleContext, severities: Severities): readonly PlannedRowRule[] {
  const planned: PlannedRowRule[] = [];
  for (const [index, rule] of context.contract.rowRules.entries()) {
    const compiled = compileRule(rule, context);
    const silencing = planned.filter((_, earlier) =>
      silences(context.contract.rowRules[earlier], compiled.inputs),
    );
    planned.push({
      ordinal: index + 1,
      code: rule.code,
      field: rule.field,
      severity: severityOf(rule.code, severities),
      compiled,
      silencedBy: silencing.map(({ ordinal }) => ordinal),
      level: Math.max(-1, ...silencing.map(({ level }) => level)) + 1,
    });
  }
  return planned;
}

/** A blank or unreadable value is NULL, which silences by itself. */
function silences(rule: RowRule | undefined, inputs: readonly string[]): boolean {
  if (rule === undefined || rule.kind === 'required' || rule.kind === 'readable') return false;
  return silencesOthers(rule) && inputs.includes(rule.field);
}
