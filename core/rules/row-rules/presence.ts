import type { Field } from '../../../contracts/data/dataset.ts';
import { join, type Sql, sql } from '../../sql/sql.ts';
import { type Compile, fieldOf, type RuleContext, rawText, unread, value, wide } from '../compiled-rule.ts';
import { jsonLiteral, jsonObject, once } from '../dialect.ts';

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

export const readable: Compile<'readable'> = ({ field }, { contract, suggest }) => {
  const facts = fieldOf(contract, field);
  return {
    violated: unread(field),
    expected: expectedType(facts, suggest?.(facts, rawText(field))),
    inputs: [field],
  };
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

/** The type's name and parameters, and a suggestion where there is one; an empty suggestion means "no value" and is said as null. */
function expectedType({ type }: Field, suggestion: Sql | undefined): Sql {
  const parameters =
    type.kind === 'decimal'
      ? { type: type.kind, precision: type.precision, scale: type.scale }
      : { type: type.kind };
  const members = Object.fromEntries(
    Object.entries(parameters).map(([key, parameter]) => [key, sql`${parameter}`]),
  );
  if (suggestion === undefined) return jsonLiteral(parameters);
  return once(
    suggestion,
    (it) => sql`CASE
    WHEN ${it} IS NULL THEN ${jsonLiteral(parameters)}
    ELSE ${jsonObject({ ...members, suggestion: sql`nullif(${it}, '')` })}
  END`,
  );
}
