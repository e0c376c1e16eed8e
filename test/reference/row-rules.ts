import type { RowRule, RowRuleKind } from '../../contracts/data/dataset.ts';
import { type ViolationCode, violationCodes } from '../../contracts/data/violation-codes.ts';
import { codesIn, deprecatedIn } from './code-sets.ts';
import { isMailbox, isPhone } from './contact.ts';
import { cellOf, isPlace } from './geo.ts';
import { compare, whole } from './numbers.ts';
import { isOutside } from './read-cell.ts';
import { upper } from './text.ts';
import { daysOf, printDate, readTimestamp } from './times.ts';
import type { Delivered, Reading, ReadRow } from './types.ts';

export interface Marked {
  readonly code: ViolationCode;
  readonly field: string;
}

interface Context {
  readonly delivered: Delivered;
  readonly reads: readonly string[];
  readonly asOf: bigint;
  readonly day: string;
  readonly read: (field: string) => Reading;
}

type Kind<K extends RowRuleKind> = Extract<RowRule, { readonly kind: K }>;
/** Whether a rule is violated; its inputs are filled, readable and have not failed, except where the rule is about just that. */
type Checks = { readonly [K in RowRuleKind]: (rule: Kind<K>, own: Reading, context: Context) => boolean };

const checks: Checks = {
  required: (_, own) => !own.filled,
  readable: (_, own) => own.unread,
  'any-of': ({ fields }, _, { read }) => fields.every((name) => !read(name).filled),
  tenant: (_, { canonical }, { delivered }) => canonical !== delivered.tenant,
  code: ({ list }, { canonical }, { delivered, day }) =>
    !codesIn(list, delivered.codeLists, day).has(text(canonical)),
  'deprecated-code': ({ list }, { canonical }, { delivered, day }) =>
    deprecatedIn(list, delivered.codeLists, day).has(text(canonical)),
  'known-elements': ({ list }, { elements }, { delivered, day }) => {
    const known = codesIn(list, delivered.codeLists, day);
    return elements?.some((element) => !known.has(element)) ?? false;
  },
  range: (rule, { number }) => number !== undefined && isOutside(number, rule),
  precision: (_, { loss }) => loss ?? false,
  geo: (_, { point }) => point !== undefined && !isPlace(point),
  'not-after': ({ seconds }, { micros, days }, { asOf }) => {
    const limit = asOf + BigInt(seconds) * 1_000_000n;
    return micros === undefined ? (days ?? 0) > daysOf(limit) : micros > limit;
  },
  'not-older': ({ days }, { micros }, { asOf }) => (micros ?? asOf) < asOf - BigInt(days) * 86_400_000_000n,
  mailbox: (_, { canonical }) => !isMailbox(text(canonical)),
  phone: (_, { canonical }) => !isPhone(text(canonical)),
  region: ({ country }, { canonical }, { delivered, read }) =>
    factsOf(delivered, read(country))?.region !== canonical,
  postal: ({ country }, { canonical }, { delivered, read }) => {
    const pattern = factsOf(delivered, read(country))?.postalCode ?? null;
    return pattern !== null && !new RegExp(pattern, 'u').test(upper(text(canonical)));
  },
  'in-country': ({ country }, { point }, { delivered, read }) => {
    const cells = delivered.cells.get(text(read(country).canonical));
    const { lat, lon } = point ?? { lat: null, lon: null };
    return cells !== undefined && lat !== null && lon !== null && !cells.has(cellOf(lat, lon));
  },
  tier: ({ score, low, medium }, { canonical }, { read }) => {
    const { kept } = read(score);
    if (kept === undefined) return false;
    const tier = compare(kept, whole(low)) < 0 ? 'LOW' : compare(kept, whole(medium)) < 0 ? 'MEDIUM' : 'HIGH';
    return tier !== canonical;
  },
  'not-below': ({ other }, { kept }, { read }) => {
    const than = read(other).kept;
    return kept !== undefined && than !== undefined && compare(kept, than) < 0;
  },
  contains: ({ element }, { elements }, { read }) =>
    !(elements ?? []).includes(text(read(element).canonical)),
  version: (_, { canonical }, { reads }) => !reads.includes(text(canonical)),
};

/**
 * The violations within a row, in the order of the contract. A rule is silent where an input is null or has already failed:
 * broke a rule that the contract (whatever the tenant's settings say) calls an error.
 */
export function breaches(
  row: ReadRow,
  rules: readonly RowRule[],
  reads: readonly string[],
  delivered: Delivered,
): readonly Marked[] {
  const read = (field: string): Reading =>
    row.fields.get(field) ?? { canonical: null, filled: false, unread: false };
  const asOf = readTimestamp(delivered.asOf, 'UTC') ?? 0n;
  const context: Context = { delivered, reads, asOf, day: printDate(daysOf(asOf)), read };
  const failed = new Set<string>();
  const marked: Marked[] = [];
  for (const rule of rules) {
    const silent = inputsOf(rule).some((field) => failed.has(field) || !read(field).filled);
    if (silent || !isBroken(rule, read(rule.field), context)) continue;
    marked.push({ code: rule.code, field: rule.field });
    if (violationCodes[rule.code].severity === 'error') failed.add(rule.field);
  }
  return marked;
}

function isBroken<K extends RowRuleKind>(rule: Kind<K>, own: Reading, context: Context): boolean {
  const check = checks[rule.kind] as (rule: Kind<K>, own: Reading, context: Context) => boolean;
  return check(rule, own, context);
}

/** The fields that must be filled and sound for a rule to speak. */
function inputsOf(rule: RowRule): readonly string[] {
  switch (rule.kind) {
    case 'required':
    case 'any-of':
      return [];
    case 'region':
    case 'postal':
    case 'in-country':
      return [rule.field, rule.country];
    case 'tier':
      return [rule.field, rule.score];
    case 'not-below':
      return [rule.field, rule.other];
    case 'contains':
      return [rule.field, rule.element];
    case 'readable':
    case 'tenant':
    case 'code':
    case 'deprecated-code':
    case 'known-elements':
    case 'range':
    case 'precision':
    case 'geo':
    case 'not-after':
    case 'not-older':
    case 'mailbox':
    case 'phone':
    case 'version':
      return [rule.field];
  }
}

const text = (canonical: string | null): string => canonical ?? '';

const factsOf = ({ codeLists }: Delivered, { canonical }: Reading) =>
  codeLists.countries.find(({ code }) => code === canonical);
