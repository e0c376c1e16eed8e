import type { CodeLists } from '../../contracts/data/code-lists.ts';
import type { DatasetContract, Field, RowRule, RowRuleKind } from '../../contracts/data/dataset.ts';
import { QuaysideError } from '../base/errors.ts';
import { ident, type Sql } from '../sql/sql.ts';
import type { Lookup } from './lookups.ts';

/**
 * A rule within the row as SQL over the columns of the typed relation (docs/architecture.md) and of its lookups. NULL counts as not
 * violated.
 */
export interface CompiledRule {
  /** TRUE where the row violates the rule; must be cheap, it is evaluated for every row. */
  readonly violated: Sql;
  /** VARCHAR, JSON text of what was expected; evaluated only for rows that violate. */
  readonly expected: Sql;
  /** Fields whose failing an earlier rule silences this one. */
  readonly inputs: readonly string[];
  readonly lookups?: readonly Lookup[];
  /**
   * For a rule that only a join with a large relation can decide: BIGINT key of a country's cell (NULL where the rule is silent).
   * `violated` is FALSE then; the rows whose cell is not among the country's are found after the pass.
   */
  readonly cell?: Sql;
}

export type RuleOf<K extends RowRuleKind> = Extract<RowRule, { readonly kind: K }>;

/** What an unreadable text of a field probably means, as text that reads: '' for no value, NULL where nothing can be said. */
export type Suggest = (field: Field, raw: Sql) => Sql;

export interface RuleContext {
  readonly contract: DatasetContract;
  readonly tenant: string;
  readonly asOf: Date;
  readonly codeLists: CodeLists;
  readonly suggest?: Suggest | undefined;
}

export type Compile<K extends RowRuleKind> = (rule: RuleOf<K>, context: RuleContext) => CompiledRule;

/** Columns of the typed relation. */
export const value = (field: string): Sql => ident(field);
export const rawText = (field: string): Sql => ident(`raw__${field}`);
export const unread = (field: string): Sql => ident(`unread__${field}`);
export const wide = (field: string): Sql => ident(`wide__${field}`);
export const loss = (field: string): Sql => ident(`loss__${field}`);

/** The field of that name. A rule that names none is a fault of the contract, not of the delivery. */
export function fieldOf(contract: DatasetContract, name: string): Field {
  const found = contract.fields.find((field) => field.name === name);
  if (found !== undefined) return found;
  throw new QuaysideError(
    'INTERNAL',
    `The contract ${contract.dataset} has a rule on ${name}, which is no field of it.`,
  );
}
