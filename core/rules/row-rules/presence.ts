import type { Field } from '../../../contracts/data/dataset.ts';
import { type Sql, sql, join } from '../../sql/sql.ts';
import { type Compile, fieldOf, rawText, type RuleContext, unread, value, wide } from '../compiled-rule.ts';
import { jsonLiteral, jsonObject, matches } from '../dialect.ts';

/** TRUE where the cell is null or blank; a filled one that cannot be read, or does not fit its type, is neither. */
function blank(field: string, { contract }: RuleContext): Sql {
  const has = (kind: 'readable' | 'range'): boolean =>
    contract.rowRules.some((rule) => rule.kind === kind && rule.field === field);
  return join(
    [
      sql`${value(field)} IS NULL`,
      ...(has('readable') ? [sql`NOT ${unread(field)}`] : []),
      ...(has('range') ? [sql`${wide(field)} IS NULL`] : []),
    ],
    ' AND ',
  );
}

export const required: Compile<'required'> = ({ field }, context) => ({
  violated: blank(field, context),
  expected: jsonLiteral({}),
  inputs: [],
});

export const anyOf: Compile<'any-of'> = ({ fields }, context) => ({
  violated: join(
    fields.map((field) => sql`(${blank(field, context)})`),
    ' AND ',
  ),
  expected: jsonLiteral({ fields }),
  inputs: [],
});

export const readable: Compile<'readable'> = ({ field }, { contract }) => {
  const facts = fieldOf(contract, field);
  return { violated: unread(field), expected: expectedType(facts), inputs: [field] };
};

export const tenant: Compile<'tenant'> = ({ field }, context) => ({
  violated: sql`${value(field)} <> ${context.tenant}`,
  expected: jsonLiteral({ tenant: context.tenant }),
  inputs: [field],
});

export const version: Compile<'version'> = ({ field }, { contract }) => ({
  violated: sql`${value(field)} NOT IN (${contract.reads.map((read) => sql`${read}`)})`,
  expected: jsonLiteral({ reads: contract.reads }),
  inputs: [field],
});

const noValueWords = '(?i)n/?a|#n/?a|none|nil|unknown|tbd|-+|\\?+';
const grouped = '[+-]?[0-9]{1,3}(,[0-9]{3})+(\\.[0-9]+)?';

/** The type's name and parameters, and a suggestion where the text lets one guess: no value for "N/A", 1234 for "1,234". */
function expectedType({ name, type }: Field): Sql {
  const parameters =
    type.kind === 'decimal'
      ? { type: type.kind, precision: type.precision, scale: type.scale }
      : { type: type.kind };
  const text = sql`trim(${rawText(name)})`;
  const isNumber = type.kind === 'int' || type.kind === 'decimal';
  const members = Object.fromEntries(
    Object.entries(parameters).map(([key, parameter]) => [key, sql`${parameter}`]),
  );
  return sql`CASE
    WHEN ${matches(text, noValueWords)} THEN ${jsonLiteral({ ...parameters, suggestion: null })}
    ${isNumber ? sql`WHEN ${matches(text, grouped)} THEN ${jsonObject({ ...members, suggestion: sql`replace(${text}, ',', '')` })}` : sql``}
    ELSE ${jsonLiteral(parameters)}
  END`;
}
