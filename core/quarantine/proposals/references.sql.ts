import type { DatasetContract, ForeignKey } from '../../../contracts/data/dataset.ts';
import { ident, type Sql, sql } from '../../sql/sql.ts';
import { rawOf } from '../desk-tables.ts';
import { nearestKeysSql } from '../nearest.sql.ts';
import { plain } from '../text.sql.ts';
import { type Find, proposeSql } from './candidate.ts';

const single = ({ foreignKeys, fields }: DatasetContract): readonly ForeignKey[] =>
  foreignKeys.filter(({ field }) =>
    fields.some(({ name, type }) => name === field && type.kind === 'string'),
  );

const name = (text: Sql): Sql => sql`regexp_replace(lower(${plain(text)}), '[^\\p{L}\\p{N}]', '', 'g')`;

/** References that point at nothing: a code or a name in the place of an id, a slip in an id, or the first of the qualified ones. */
export const findReferences: Find = (context) =>
  single(context.contract).flatMap(({ field, orphan }) => {
    const missing = context.contract.rowRules
      .filter((rule) => rule.kind === 'required' && rule.field === field)
      .map(({ code }) => code);
    const text = plain(sql`w.${rawOf(field)}`);
    const asked = sql`(SELECT DISTINCT ${plain(rawOf(field))} AS text FROM ${context.rows} WHERE ${rawOf(field)} IS NOT NULL)`;
    const codes = [orphan];
    return [
      proposeSql(context, {
        kind: 'code-in-id',
        codes,
        field,
        from: sql`JOIN (SELECT upper(code) AS code, any_value(key) AS key, count(DISTINCT key) AS several FROM ${context.targets} WHERE code IS NOT NULL GROUP BY ALL) AS t ON t.code = upper(${text})`,
        after: sql`t.key`,
        confidence: sql`CASE WHEN t.several = 1 THEN 0.97 ELSE 0.5 END`,
      }),
      proposeSql(context, {
        kind: 'name-in-id',
        codes,
        field,
        from: sql`JOIN (SELECT ${name(sql`name`)} AS name, any_value(key) AS key, count(DISTINCT key) AS several FROM ${context.targets} WHERE name IS NOT NULL GROUP BY ALL) AS t ON t.name = ${name(sql`w.${rawOf(field)}`)}`,
        after: sql`t.key`,
        confidence: sql`CASE WHEN t.several = 1 THEN 0.95 ELSE 0.5 END`,
      }),
      proposeSql(context, {
        kind: 'near-id',
        codes,
        field,
        from: sql`JOIN (${nearestKeysSql(asked, context.targets, 2)}) AS t ON t.text = ${text}`,
        after: sql`t.key`,
        confidence: sql`CASE
          WHEN t.several > 1 THEN 0.5
          WHEN t.distance = 0 THEN 0.98
          WHEN t.distance = 1 AND strlen(t.key) >= 8 THEN 0.95
          WHEN t.distance = 2 AND strlen(t.key) >= 16 THEN 0.93
          ELSE 0.7
        END`,
      }),
      ...firstQualified(context, field, [orphan, ...missing]),
    ];
  });

/** Silver says how often the default is the first of the qualified ones; then the first of this row's is meant, if there is such a supplier. */
function firstQualified(
  context: Parameters<Find>[0],
  field: string,
  codes: Parameters<typeof proposeSql>[1]['codes'],
): readonly Sql[] {
  const rule = context.contract.rowRules.find((one) => one.kind === 'contains' && one.element === field);
  if (rule === undefined || codes === undefined) return [];
  const list = rule.field;
  const first = sql`regexp_extract(w.${rawOf(list)}, '([A-Za-z0-9_-]+)', 1)`;
  return [
    proposeSql(context, {
      kind: 'first-qualified',
      codes,
      field,
      from: sql`
        CROSS JOIN (
          SELECT count(*) AS rows, count(*) FILTER (${ident(list)}[1] = ${ident(field)}) / greatest(count(*), 1) AS share
          FROM ${context.silver} WHERE len(${ident(list)}) > 0 AND ${ident(field)} IS NOT NULL
        ) AS habit
        JOIN (SELECT DISTINCT key FROM ${context.targets}) AS t ON t.key = ${first}`,
      after: sql`t.key`,
      confidence: sql`CASE WHEN habit.rows >= 20 THEN 0.45 + 0.5 * habit.share WHEN habit.rows >= 5 THEN 0.4 + 0.45 * habit.share ELSE 0.6 END`,
    }),
  ];
}

/** From how many dirty lists on their lengths say something, and which share of silver's lists must be longer than all of them. */
const several = 8;
const longer = 0.1;

/**
 * Lists with other signs between their elements; an element that is there twice is meant once. Where silver often has longer lists than any of the
 * dirty ones, the longest of those may have lost elements: nobody can tell.
 */
export const findLists: Find = (context) =>
  context.contract.fields
    .filter(({ type }) => type.kind === 'strings')
    .flatMap(({ name: field, shape }) => {
      const codes = context.contract.rowRules
        .filter((rule) => rule.kind === 'readable' && rule.field === field)
        .map(({ code }) => code);
      const isReference = shape === 'reference-list';
      const elementsOf = (column: Sql): Sql => {
        const inner = sql`regexp_replace(${plain(column)}, '^[\\[({"'']+|[\\])}"'']+$', '', 'g')`;
        const between = isReference
          ? '["\']?(?:[\\s,;|/+&]|\\band\\b|\\bund\\b)+["\']?'
          : '["\']?\\s*[,;|/]+\\s*["\']?';
        const all = sql`string_split(trim(regexp_replace(${inner}, ${between}, ',', 'g'), ','), ',')`;
        return sql`list_filter(${all}, lambda e, i: e <> '' AND list_position(${all}, e) = i)`;
      };
      const elements = elementsOf(sql`w.${rawOf(field)}`);
      const dirty = sql`
        SELECT max(len(${elementsOf(sql`d.${rawOf(field)}`)})) AS longest, count(*) AS rows
        FROM ${context.waiting} AS d
        WHERE len(list_filter(d.reasons, lambda v: v.field = ${field} AND v.code IN (${codes.map((code) => sql`${code}`)}))) > 0`;
      const held = sql`
        SELECT list(len(${ident(field)})) AS lengths FROM ${context.silver} WHERE len(${ident(field)}) > 0`;
      const sure = isReference
        ? sql`CASE
            WHEN len(list_filter(${elements}, lambda e: NOT regexp_full_match(e, '[A-Za-z0-9_.-]+'))) > 0 THEN 0.4
            WHEN list_min(list_transform(${elements}, lambda e: strlen(e))) = list_max(list_transform(${elements}, lambda e: strlen(e))) THEN 0.97
            ELSE 0.9
          END`
        : sql`0.92`;
      return codes.length === 0
        ? []
        : [
            proposeSql(context, {
              kind: 'list-separators',
              codes,
              field,
              from: sql`CROSS JOIN (
                SELECT longest, rows,
                  coalesce(len(list_filter(lengths, lambda l: l > longest)) / greatest(len(lengths), 1), 0) AS share
                FROM (${dirty}), (${held})
              ) AS habit`,
              after: sql`array_to_string(${elements}, ',')`,
              confidence: sql`CASE
                WHEN len(${elements}) = 0 THEN 0
                WHEN habit.rows >= ${several} AND habit.share >= ${longer} AND len(${elements}) = habit.longest THEN least(0.85, ${sure})
                ELSE ${sure}
              END`,
            }),
          ];
    });
