import type { CodeLists } from '../../contracts/data/code-lists.ts';
import type { CodeListName } from '../../contracts/data/dataset.ts';
import * as enumerations from '../../contracts/data/enumerations.ts';

const codesOf = (coded: readonly { readonly code: string }[]): readonly string[] =>
  coded.map(({ code }) => code);

/** Which codes are in a list on a day (ISO date): a deprecated one that still is accepted counts as in it. */
export function codesIn(list: CodeListName, lists: CodeLists, day: string): ReadonlySet<string> {
  const codes: Readonly<Record<CodeListName, () => readonly string[]>> = {
    country: () => codesOf(lists.countries),
    region: () => enumerations.regions,
    currency: () => codesOf(lists.currencies.filter(({ withdrawnOn }) => !isLongGone(withdrawnOn, day))),
    incoterms: () => [...lists.incoterms.current, ...Object.keys(lists.incoterms.old)],
    financial_tier: () => enumerations.financialTiers,
    approved_status: () => enumerations.approvedStatuses,
    certification: () => codesOf(lists.certifications),
    compliance_flag: () => codesOf(lists.complianceFlags),
    category: () => enumerations.categories,
    lifecycle_status: () => enumerations.lifecycleStatuses,
    uom: () => enumerations.unitsOfMeasure,
    quality_grade: () => enumerations.qualityGrades,
    hazard_class: () => codesOf(lists.hazardClasses),
  };
  return new Set(codes[list]());
}

/** Codes of a list that are accepted but of an older edition, or withdrawn by that day. */
export function deprecatedIn(
  list: 'incoterms' | 'currency',
  lists: CodeLists,
  day: string,
): ReadonlySet<string> {
  if (list === 'incoterms') return new Set(Object.keys(lists.incoterms.old));
  const gone = lists.currencies.filter(({ withdrawnOn }) => withdrawnOn !== null && withdrawnOn <= day);
  return new Set(codesOf(gone.filter(({ withdrawnOn }) => !isLongGone(withdrawnOn, day))));
}

/** Withdrawn more than five years before the day. */
function isLongGone(withdrawnOn: string | null, day: string): boolean {
  return withdrawnOn !== null && withdrawnOn < fiveYearsBefore(day);
}

function fiveYearsBefore(day: string): string {
  const before = `${String(Number(day.slice(0, 4)) - 5).padStart(4, '0')}${day.slice(4)}`;
  return before.endsWith('-02-29') ? before.replace('-29', '-28') : before;
}
