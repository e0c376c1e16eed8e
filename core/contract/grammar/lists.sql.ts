import { type Sql, sql, stringList } from '../../sql/sql.ts';
import { level, type Reader, type Reading, step } from './reading.ts';
import { alwaysCollapsed, textLevels, withoutNullWords } from './text.sql.ts';
import type { Field } from '../../../contracts/data/dataset.ts';

const single = "'(?:[^'\\\\]|\\\\.)*'";
const double = '"(?:[^"\\\\]|\\\\.)*"';
const pythonElement = `(?:${single}|${double}|None|-?[0-9]+(?:\\.[0-9]+)?|True|False)`;
const pythonList = `\\[\\s*(?:${pythonElement}\\s*,\\s*)*(?:${pythonElement}\\s*)?\\]`;

/**
 * The elements of a cell, NULL for a blank one; NULL for a text that is no list: comma-joined (also one alone), a JSON list of
 * plain values, or a list as Python writes it.
 */
function elementLevels(field: Field, raw: Sql): Reading['levels'] {
  const at = (name: string): Sql => step(field, name);
  return [
    ...textLevels(field, raw),
    level(field, {
      simple: areSimple(at('text')),
      written: sql`CASE
        WHEN ${at('text')} IS NULL OR starts_with(${at('text')}, '{') THEN NULL
        WHEN NOT starts_with(${at('text')}, '[') THEN string_split(${at('text')}, ',')
        WHEN ${isJson(at('text'))} THEN from_json(${at('text')}, '["VARCHAR"]')
        WHEN regexp_full_match(${at('text')}, ${pythonList}, 's') AND NOT regexp_matches(${at('text')}, ',\\s*\\]$')
          THEN ${pythonElements(at('text'))}
      END`,
    }),
    level(field, {
      elements: sql`CASE WHEN ${at('simple')} THEN ${at('written')}
        ELSE list_transform(list_transform(${at('written')}, lambda e: ${alwaysCollapsed(sql`e`)}), lambda e: ${withoutNullWords(sql`e`)})
      END`,
    }),
  ];
}

/** Nothing to trim or to drop in a comma-joined text. */
const areSimple = (text: Sql): Sql => sql`NOT regexp_matches(${text}, ', | ,|,,|^,|,$|^\\[|NULL|null|\\\\N')`;

/** Valid by RFC 8259 (DuckDB's reader also takes a comma at the end, NaN and Infinity), and no element holds others. */
const isJson = (text: Sql): Sql => sql`(
  json_valid(${text})
  AND NOT regexp_matches(${text}, ',\\s*\\]$')
  AND len(list_filter(json_type(${text}, '$[*]'), lambda t: t IN ('ARRAY', 'OBJECT'))) = 0
  AND NOT regexp_matches(${text}, '[\\[,]\\s*[-+]?(?:nan|inf|infinity)\\s*[,\\]]', 'i'))`;

/** Without quotes and escapes; None is blank. */
function pythonElements(text: Sql): Sql {
  const quoted = sql`array_to_string(list_transform(
    regexp_extract_all(e[2:-2], '\\\\.|[^\\\\]+', 0, 's'),
    lambda p: CASE WHEN NOT starts_with(p, '\\') THEN p WHEN p[2] IN ('n', 't', 'r') THEN ' ' ELSE p[2] END), '')`;
  return sql`list_transform(
    regexp_extract_all(${text}[2:-2], ${pythonElement}, 0, 's'),
    lambda e: CASE WHEN e[1] IN ('''', '"') THEN ${quoted} WHEN e <> 'None' THEN e END)`;
}

/** Blank elements of an ordinary list say nothing and are dropped. */
const filled = (elements: Sql): Sql =>
  sql`CASE WHEN list_position(${elements}, NULL) IS NULL THEN ${elements} ELSE list_filter(${elements}, lambda e: e IS NOT NULL) END`;

const listOf = (field: Field, raw: Sql, levels: Reading['levels']): Reading => ({
  levels,
  value: step(field, 'value'),
  raw,
  unread: sql`(${step(field, 'text')} IS NOT NULL AND ${step(field, 'value')} IS NULL)`,
});

export const readList: Reader = (field, raw) =>
  listOf(field, raw, [
    ...elementLevels(field, raw),
    level(field, { value: filled(step(field, 'elements')) }),
  ]);

/** References: one that is blank or holds white space, `;` or `|` hides another and makes the list unreadable. */
export const readReferences: Reader = (field, raw) => {
  const elements = step(field, 'elements');
  return listOf(field, raw, [
    ...elementLevels(field, raw),
    level(field, {
      value: sql`CASE
        WHEN ${step(field, 'simple')} AND NOT regexp_matches(${step(field, 'text')}, '[ ;|]') AND list_position(${elements}, NULL) IS NULL THEN ${elements}
        WHEN len(list_filter(${elements}, lambda e: e IS NULL OR regexp_matches(e, '[ ;|]'))) = 0 THEN ${elements}
      END`,
    }),
  ]);
};

interface Coded {
  readonly code: string;
  readonly pattern: string;
}

const edition = '(?:\\s*:\\s*|[\\s\\-_/(]+)(?:19|20)[0-9]{2}\\)?$';

/** Elements that a code list knows are that code ("ISO 9001:2015" is ISO9001); the others stay as written. */
const readCoded = (field: Field, raw: Sql, known: readonly Coded[]): Reading => {
  const at = (name: string): Sql => step(field, name);
  const codes = stringList(known.map(({ code }) => code));
  const bare = sql`regexp_replace(regexp_replace(upper(e), ${edition}, ''), '[\\s\\-_/]', '', 'g')`;
  const branches = known.map(({ code, pattern }) => sql`WHEN regexp_matches(b, ${pattern}) THEN ${code} `);
  const meaning =
    branches.length === 0
      ? at('given')
      : sql`list_transform(${at('bare_elements')}, lambda b, i: CASE ${branches.reduce((all, one) => sql`${all}${one}`)}ELSE ${at('given')}[i] END)`;
  return listOf(field, raw, [
    ...elementLevels(field, raw),
    level(field, { given: filled(at('elements')) }),
    level(field, {
      bare_elements: sql`CASE WHEN NOT list_has_all(${codes}, ${at('given')}) THEN list_transform(${at('given')}, lambda e: ${bare}) END`,
    }),
    level(field, {
      value: sql`CASE WHEN ${at('bare_elements')} IS NULL THEN ${at('given')} ELSE ${meaning} END`,
    }),
  ]);
};

export const readCertifications: Reader = (field, raw, { codeLists }) =>
  readCoded(field, raw, codeLists.certifications);

export const readFlags: Reader = (field, raw, { codeLists }) =>
  readCoded(field, raw, codeLists.complianceFlags);
