import type { RowRule, RowRuleKind } from '../../../contracts/data/dataset.ts';
import type { Compile, CompiledRule, RuleContext, RuleOf } from '../compiled-rule.ts';
import { code, containsElement, deprecatedCode, knownElements } from './codes.ts';
import { mailbox, phone } from './contact.ts';
import { notBelow, precision, range, tier } from './numbers.ts';
import { geo, inCountry, postal, region } from './place.ts';
import { anyOf, readable, required, tenant, version } from './presence.ts';
import { notAfter, notOlder } from './times.ts';

/** One pure function per kind of rule. */
const compilers: { readonly [K in RowRuleKind]: Compile<K> } = {
  required,
  readable,
  tenant,
  code,
  'deprecated-code': deprecatedCode,
  'known-elements': knownElements,
  range,
  precision,
  geo,
  'not-after': notAfter,
  'not-older': notOlder,
  mailbox,
  phone,
  'any-of': anyOf,
  region,
  postal,
  'in-country': inCountry,
  tier,
  'not-below': notBelow,
  contains: containsElement,
  version,
};

/** Kinds whose violation leaves a value that other rules may still be asked about. */
const leavesValue: { readonly [K in RowRuleKind]?: true } = {
  'deprecated-code': true,
  precision: true,
  'any-of': true,
};

export const silencesOthers = ({ kind }: RowRule): boolean => leavesValue[kind] !== true;

export const compileRule = (rule: RowRule, context: RuleContext): CompiledRule =>
  compileKind(rule.kind, rule, context);

function compileKind<K extends RowRuleKind>(kind: K, rule: RuleOf<K>, context: RuleContext): CompiledRule {
  return compilers[kind](rule, context);
}
