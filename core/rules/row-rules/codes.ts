import type { CodeLists } from '../../../contracts/data/code-lists.ts';
import type { CodeListName } from '../../../contracts/data/dataset.ts';
import { type Sql, sql, stringList } from '../../sql/sql.ts';
import { type Compile, type RuleContext, value } from '../compiled-rule.ts';
import { contains, elementsBeyond, hasBeyond, jsonLiteral, jsonObject, lookUp } from '../dialect.ts';
import { type Lookup, lookedUp } from '../lookups.ts';
import { codesOf } from './code-sets.ts';
import { isLongWithdrawn, isWithdrawn } from './currencies.ts';

export const code: Compile<'code'> = ({ field, list }, context) => ({
  ...absent(field, list, context.codeLists),
  expected: expectedCode(field, list, context),
  inputs: [field],
});

function absent(
  field: string,
  list: CodeListName,
  codeLists: CodeLists,
): { violated: Sql; lookups?: readonly Lookup[] } {
  if (list === 'country' || list === 'currency') {
    const lookup: Lookup = { list, field };
    return {
      violated: sql`${value(field)} IS NOT NULL AND ${lookedUp(lookup, 'number')} IS NULL`,
      lookups: [lookup],
    };
  }
  return { violated: notIn(value(field), codesOf[list](codeLists)) };
}

/** NULL for NULL, and TRUE for any value where the list is empty. */
function notIn(text: Sql, codes: readonly string[]): Sql {
  return codes.length === 0
    ? sql`${text} IS NOT NULL`
    : sql`${text} NOT IN (${codes.map((one) => sql`${one}`)})`;
}

/** The list's name; its codes where they are few; what the text most likely means. */
function expectedCode(field: string, list: CodeListName, { codeLists, asOf }: RuleContext): Sql {
  const name = sql`${list}`;
  if (list === 'country') {
    return withProposal({ list: name }, lookUp(value(field), codeLists.countryAliases));
  }
  if (list === 'currency') {
    const gone = codeLists.currencies.filter((currency) => isLongWithdrawn(currency, asOf));
    const successors = gone.flatMap(({ code: old, successor }) =>
      successor === null ? [] : [[old, successor]],
    );
    return withProposal({ list: name }, lookUp(value(field), Object.fromEntries(successors)));
  }
  if (list === 'uom') {
    const { packs, others } = codeLists.units;
    const known = jsonLiteral({ list, codes: codesOf.uom(codeLists) });
    return sql`CASE
      WHEN ${contains(stringList(packs), sql`upper(${value(field)})`)} THEN ${jsonObject({ list: name, codes: codesJson(list, codeLists), pack: value(field) })}
      WHEN ${contains(stringList(others), sql`upper(${value(field)})`)} THEN ${jsonObject({ list: name, codes: codesJson(list, codeLists), unit: value(field) })}
      ELSE ${known}
    END`;
  }
  return jsonLiteral({ list, codes: codesOf[list](codeLists) });
}

const codesJson = (list: 'uom', codeLists: CodeLists): Sql => stringList(codesOf[list](codeLists));

function withProposal(members: Readonly<Record<string, Sql>>, proposal: Sql): Sql {
  return sql`CASE
    WHEN ${proposal} IS NULL THEN ${jsonObject(members)}
    ELSE ${jsonObject({ ...members, proposed: proposal })}
  END`;
}

export const deprecatedCode: Compile<'deprecated-code'> = ({ field, list }, { codeLists, asOf }) => {
  const old = list === 'incoterms' ? oldIncoterms(codeLists) : withdrawnCurrencies(codeLists, asOf);
  const codes = Object.keys(old.since);
  return {
    violated: codes.length === 0 ? sql`FALSE` : sql`${value(field)} IN (${codes.map((one) => sql`${one}`)})`,
    expected: jsonObject({
      list: sql`${list}`,
      [list === 'incoterms' ? 'edition' : 'withdrawn']: lookUp(value(field), old.since),
      successor: lookUp(value(field), old.successors),
    }),
    inputs: [field],
  };
};

interface Deprecated {
  readonly since: Readonly<Record<string, string>>;
  readonly successors: Readonly<Record<string, string>>;
}

function oldIncoterms({ incoterms }: CodeLists): Deprecated {
  const terms = Object.entries(incoterms.old);
  return {
    since: Object.fromEntries(terms.map(([term, { edition }]) => [term, edition])),
    successors: Object.fromEntries(terms.map(([term, { successor }]) => [term, successor])),
  };
}

function withdrawnCurrencies({ currencies }: CodeLists, asOf: Date): Deprecated {
  const gone = currencies.filter(
    (currency) => isWithdrawn(currency, asOf) && !isLongWithdrawn(currency, asOf),
  );
  return {
    since: Object.fromEntries(gone.map(({ code: old, withdrawnOn }) => [old, withdrawnOn ?? ''])),
    successors: Object.fromEntries(
      gone.flatMap(({ code: old, successor }) => (successor === null ? [] : [[old, successor]])),
    ),
  };
}

export const knownElements: Compile<'known-elements'> = ({ field, list }, { codeLists }) => {
  const known = elementCodes(list, codeLists);
  return {
    violated: hasBeyond(value(field), known),
    expected: jsonObject({ list: sql`${list}`, unknown: elementsBeyond(value(field), known) }),
    inputs: [field],
  };
};

function elementCodes(list: CodeListName, codeLists: CodeLists): readonly string[] {
  if (list === 'country') return codeLists.countries.map(({ code: one }) => one);
  if (list === 'currency') return codeLists.currencies.map(({ code: one }) => one);
  return codesOf[list](codeLists);
}

export const containsElement: Compile<'contains'> = ({ field, element }) => ({
  violated: sql`NOT ${contains(value(field), value(element))}`,
  expected: jsonObject({ field: sql`${element}`, value: value(element) }),
  inputs: [field, element],
});
