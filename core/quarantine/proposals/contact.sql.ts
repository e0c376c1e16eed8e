import { ident, type Sql, sql } from '../../sql/sql.ts';
import { rawOf } from '../desk-tables.ts';
import { callingCodeOf, phoneText } from '../parse.sql.ts';
import { plain } from '../text.sql.ts';
import { type Find, type FindContext, proposeSql } from './candidate.ts';

const mailbox =
  "[A-Za-z0-9!#$%&''*+/=?^_`{|}~-]+(?:\\.[A-Za-z0-9!#$%&''*+/=?^_`{|}~-]+)*@[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)+";

/** Mail addresses with a sign too many, too few or another one. */
export const findEmails: Find = (context) =>
  context.contract.rowRules.flatMap((rule) => {
    if (rule.kind !== 'mailbox') return [];
    const text = plain(sql`w.${rawOf(rule.field)}`);
    const repaired = repairedMail(text);
    return [
      proposeSql(context, {
        kind: 'email-sign',
        codes: [rule.code],
        field: rule.field,
        after: repaired,
        confidence: sql`CASE WHEN regexp_full_match(${repaired}, ${mailbox.replaceAll("''", "'")}) THEN 0.96 ELSE 0 END`,
      }),
      withoutAt(context, rule.field, text),
    ];
  });

function repairedMail(text: Sql): Sql {
  const steps: readonly (readonly [string, string])[] = [
    ['(?i)^(?:mailto:|e-?mail:)|[<>"\'()\\[\\];,]+$|^[<"\'(\\[]+', ''],
    ['(?i)\\s*[\\[({<]?\\s*\\b(?:at|AT)\\b\\s*[\\])}>]?\\s*', '@'],
    ['(?i)\\s*[\\[({]\\s*dot\\s*[\\])}]\\s*', '.'],
    ['\\s+', ''],
    ['@{2,}', '@'],
    ['@[.]+', '@'],
    ['[.]+@', '@'],
    ['[.]{2,}', '.'],
    ['[.,;]+$', ''],
    [',', '.'],
  ];
  // "at" is a word only where there is no sign yet.
  return steps.reduce(
    (made, [pattern, by], index) =>
      index === 1
        ? sql`CASE WHEN contains(${text}, '@') THEN ${made} ELSE regexp_replace(${made}, ${pattern}, ${by}) END`
        : sql`regexp_replace(${made}, ${pattern}, ${by}, 'g')`,
    text,
  );
}

/** The sign is gone: of what stands before it in silver's addresses, one begins the text and the rest is a domain. */
function withoutAt(context: FindContext, field: string, text: Sql): Sql {
  return proposeSql(context, {
    kind: 'email-local-part',
    field,
    from: sql`JOIN (
        SELECT lower(split_part(${ident(field)}, '@', 1)) AS local, count(*) AS rows
        FROM ${context.silver} WHERE ${ident(field)} IS NOT NULL
        GROUP BY ALL HAVING count(*) >= 3
      ) AS known ON NOT contains(${text}, '@') AND NOT contains(${text}, ' ') AND starts_with(lower(${text}), known.local)
        AND regexp_full_match(substr(${text}, strlen(known.local) + 1), '[A-Za-z0-9-]{2,}(?:\\.[A-Za-z0-9-]+)+')`,
    after: sql`known.local || '@' || substr(${text}, strlen(known.local) + 1)`,
    confidence: sql`CASE WHEN p.code = 'INVALID_EMAIL' AND known.rows >= 10 THEN 0.92 ELSE 0.7 END`,
  });
}

/** National numbers with their country's calling code. */
export const findPhones: Find = (context) => {
  const { contract, codeLists } = context;
  const country = contract.rowRules.find((rule) => rule.kind === 'code' && rule.list === 'country')?.field;
  return contract.rowRules.flatMap((rule) => {
    if (rule.kind !== 'phone' || country === undefined) return [];
    const raw = sql`w.${rawOf(rule.field)}`;
    const bare = sql`regexp_replace(${plain(raw)}, '[^0-9+]', '', 'g')`;
    const after = phoneText(plain(raw), callingCodeOf(sql`w.${rawOf(country)}`, codeLists));
    return [
      proposeSql(context, {
        kind: 'phone-of-country',
        codes: [rule.code],
        field: rule.field,
        after,
        confidence: sql`CASE
          WHEN ${after} IS NULL THEN 0
          WHEN starts_with(${bare}, '00') THEN 0.96
          WHEN starts_with(${bare}, '0') THEN 0.93
          WHEN '+' || ${bare} = ${after} THEN 0.92
          ELSE 0.8
        END`,
      }),
    ];
  });
};
