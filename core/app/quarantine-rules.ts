import type { DatasetContract, RowRule } from '../../contracts/data/dataset.ts';

interface RulesFor {
  /** What is to be judged, in the contract's order; never none. */
  readonly evaluated: readonly RowRule[];
  /** Those whose outcome counts. */
  readonly replaced: readonly RowRule[];
}

/**
 * The rules within the row that may come out otherwise where texts of some fields changed, with those that may silence them; pure. The others
 * stand as they were.
 */
export function rulesFor(
  { rowRules, fields, primaryKey }: DatasetContract,
  changed: readonly string[],
): RulesFor {
  const names = new Set(fields.map(({ name }) => name));
  const looksAt = (rule: RowRule): readonly string[] =>
    Object.values(rule)
      .flat()
      .filter((part): part is string => typeof part === 'string' && names.has(part));
  const chosen = new Set(rowRules.filter((rule) => looksAt(rule).some((field) => changed.includes(field))));
  for (let before = -1; before !== chosen.size; ) {
    before = chosen.size;
    const inputs = new Set([...chosen].flatMap(looksAt));
    for (const rule of rowRules) if (inputs.has(rule.field)) chosen.add(rule);
  }
  const replaced = rowRules.filter((rule) => chosen.has(rule));
  const ofKey = rowRules.filter(({ kind, field }) => kind === 'required' && field === primaryKey.field);
  return { replaced, evaluated: replaced.length === 0 ? ofKey : replaced };
}
