import type { Field } from '../../../contracts/data/dataset.ts';
import { type Sql, sql } from '../../sql/sql.ts';
import { type Column, level, type Reader, type Reading, step, type UsualReader } from './reading.ts';
import { alwaysCollapsed, collapsed, oneOf, withoutNullWords } from './text.sql.ts';

/** A code point in hex digits, but no half of a surrogate pair. */
const unit = '(?:[0-9a-cefA-CEF][0-9a-fA-F]{3}|[dD][0-7][0-9a-fA-F]{2})';
const hex = `x[0-9a-fA-F]{2}|u${unit}|U0000${unit}|U00(?:0[1-9a-fA-F]|10)[0-9a-fA-F]{4}`;
/** The escapes that Python writes. Any other would lose its backslash: such a text is no list. */
const escape = `\\\\(?:[\\\\'"ntr]|${hex})`;
const single = `'(?:[^'\\\\]|${escape})*'`;
const double = `"(?:[^"\\\\]|${escape})*"`;
const pythonElement = `(?:${single}|${double}|None|-?[0-9]+(?:\\.[0-9]+)?|True|False)`;
const pythonList = `\\[\\s*(?:${pythonElement}\\s*,\\s*)*(?:${pythonElement}\\s*)?\\]`;

/** ASCII without comma, quotes, brackets, backslash: elements of which nothing has to be trimmed, dropped or unquoted. */
const plainText = '[!#-&(-+\\--Z^-z|~]+(?: [!#-&(-+\\--Z^-z|~]+)*';
/** The same without white space, `;` and `|`. */
const plainReference = '[!#-&(-+\\--:<-Z^-z~]+';

const joined = (element: string): string => `(?:${element})(?:,(?:${element}))*`;

/** True where splitting at the commas is all there is to do (and for no text at all). */
const isPlain = (raw: Sql, element: string): Sql =>
  sql`(${raw} IS NULL OR (regexp_full_match(${raw}, ${joined(element)}) AND NOT contains(${raw}, 'NULL') AND NOT contains(${raw}, 'null')))`;

/**
 * The elements of a cell that is not `plain`, NULL for a blank one; no list for a text that is none: comma-joined (also one alone),
 * a JSON list of plain values, or a list as Python writes it.
 */
function elementLevels(field: Field, raw: Sql, plain: Sql): readonly (readonly Column[])[] {
  const at = (name: string): Sql => step(field, name);
  return [
    level(field, { plain }),
    level(field, { bare: sql`CASE WHEN NOT ${at('plain')} THEN ${collapsed(raw)} END` }),
    level(field, { text: withoutNullWords(at('bare')) }),
    level(field, {
      written: sql`CASE
        WHEN ${at('text')} IS NULL OR starts_with(${at('text')}, '{') THEN NULL
        WHEN NOT starts_with(${at('text')}, '[') THEN string_split(${at('text')}, ',')
        WHEN ${isJson(at('text'))} THEN from_json(${at('text')}, '["VARCHAR"]')
        WHEN regexp_full_match(${at('text')}, ${pythonList}, 's') AND NOT regexp_matches(${at('text')}, ',\\s*\\]$')
          THEN ${pythonElements(at('text'))}
      END`,
    }),
    level(field, {
      elements: sql`CASE WHEN ${at('written')} IS NOT NULL THEN
        list_transform(list_transform(${at('written')}, lambda e: ${alwaysCollapsed(sql`e`)}), lambda e: ${withoutNullWords(sql`e`)})
      END`,
    }),
  ];
}

/** Valid by RFC 8259 (DuckDB's reader also takes a comma at the end, NaN and Infinity), and no element holds others. */
const isJson = (text: Sql): Sql => sql`(
  json_valid(${text})
  AND NOT regexp_matches(${text}, ',\\s*\\]$')
  AND len(list_filter(json_type(${text}, '$[*]'), lambda t: t IN ('ARRAY', 'OBJECT'))) = 0
  AND NOT regexp_matches(${text}, '[\\[,]\\s*[-+]?(?:nan|inf|infinity)\\s*[,\\]]', 'i'))`;

/** Without quotes and escapes; None is blank. */
function pythonElements(text: Sql): Sql {
  const quoted = sql`array_to_string(list_transform(
    regexp_extract_all(e[2:-2], ${`${escape}|[^\\\\]+`}, 0, 's'),
    lambda p: CASE
      WHEN NOT starts_with(p, '\\') THEN p
      WHEN p[2] IN ('n', 't', 'r') THEN ' '
      WHEN p[2] IN ('x', 'u', 'U') THEN chr(TRY_CAST('0x' || p[3:] AS INTEGER))
      ELSE p[2]
    END), '')`;
  return sql`list_transform(
    regexp_extract_all(${text}[2:-2], ${pythonElement}, 0, 's'),
    lambda e: CASE WHEN e[1] IN ('''', '"') THEN ${quoted} WHEN e <> 'None' THEN e END)`;
}

/** Where it is plain, the split text itself: a CASE that is true for all rows of a vector copies no list. */
function listOf(field: Field, raw: Sql, levels: Reading['levels'], otherwise: Sql): Reading {
  const value = step(field, 'value');
  return {
    levels: [
      ...levels,
      level(field, {
        value: sql`CASE WHEN ${step(field, 'plain')} THEN string_split(${raw}, ',') ELSE ${otherwise} END`,
      }),
    ],
    value,
    raw,
    unread: sql`(${step(field, 'text')} IS NOT NULL AND ${value} IS NULL)`,
  };
}

const usualListOf =
  (element: string): UsualReader =>
  (_field, raw) => ({
    levels: [],
    value: sql`string_split(${raw}, ',')`,
    usual: isPlain(raw, element),
    bare: false,
  });

export const usualList = usualListOf(plainText);
export const usualReferences = usualListOf(plainReference);

/** Blank elements of an ordinary list say nothing and are dropped. */
const filled = (elements: Sql): Sql => sql`list_filter(${elements}, lambda e: e IS NOT NULL)`;

export const readList: Reader = (field, raw) =>
  listOf(field, raw, elementLevels(field, raw, isPlain(raw, plainText)), filled(step(field, 'elements')));

/** References: one that is blank or holds white space, `;` or `|` hides another and makes the list unreadable. */
export const readReferences: Reader = (field, raw) => {
  const elements = step(field, 'elements');
  const hiding = sql`list_filter(${elements}, lambda e: e IS NULL OR regexp_matches(e, '[ ;|]'))`;
  return listOf(
    field,
    raw,
    elementLevels(field, raw, isPlain(raw, plainReference)),
    sql`CASE WHEN len(${hiding}) = 0 THEN ${elements} END`,
  );
};

interface Coded {
  readonly code: string;
  readonly pattern: string;
}

const edition = '(?:\\s*:\\s*|[\\s\\-_/(]+)(?:19|20)[0-9]{2}\\)?$';

/** Elements that a code list knows are that code ("ISO 9001:2015" is ISO9001); the others stay as written. */
function readCoded(field: Field, raw: Sql, known: readonly Coded[]): Reading {
  const given = step(field, 'given');
  const bare = sql`regexp_replace(regexp_replace(upper(e), ${edition}, ''), '[\\s\\-_/]', '', 'g')`;
  const branches = known.map(({ code, pattern }) => sql`WHEN regexp_matches(b, ${pattern}) THEN ${code} `);
  const meant = sql`CASE ${branches.reduce((all, one) => sql`${all}${one}`, sql``)}ELSE ${given}[i] END`;
  const levels = [
    ...elementLevels(field, raw, isPlain(raw, codesOf(known))),
    level(field, { given: filled(step(field, 'elements')) }),
    level(field, { bare_elements: sql`list_transform(${given}, lambda e: ${bare})` }),
  ];
  const meaning = sql`list_transform(${step(field, 'bare_elements')}, lambda b, i: ${meant})`;
  return listOf(field, raw, levels, known.length === 0 ? given : meaning);
}

const codesOf = (known: readonly Coded[]): string => oneOf(known.map(({ code }) => code));

export const usualCertifications: UsualReader = (field, raw, context) =>
  usualListOf(codesOf(context.codeLists.certifications))(field, raw, context);

export const usualFlags: UsualReader = (field, raw, context) =>
  usualListOf(codesOf(context.codeLists.complianceFlags))(field, raw, context);

export const readCertifications: Reader = (field, raw, { codeLists }) =>
  readCoded(field, raw, codeLists.certifications);

export const readFlags: Reader = (field, raw, { codeLists }) =>
  readCoded(field, raw, codeLists.complianceFlags);
