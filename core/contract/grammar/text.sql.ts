import type { Field } from '../../../contracts/data/dataset.ts';
import { join, type Sql, sql } from '../../sql/sql.ts';
import { type Column, level, step } from './reading.ts';

/** Everything that Unicode and JavaScript call white space, as an RE2 class. */
export const whiteSpace =
  '\\t-\\r \\x{85}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}';

/** Texts that stand for no value, after trimming; in exactly these spellings: "Null" may be somebody's name. */
const nullWords = sql`('', 'NULL', 'null', '\\N')`;

/** White space around goes, runs of it become one space. The expensive pattern only runs where a cheap look finds a reason. */
export function collapsed(text: Sql): Sql {
  return sql`CASE WHEN ${mayHoldWhiteSpace(text)} THEN ${alwaysCollapsed(text)} ELSE ${text} END`;
}

/** True where the text may change by collapsing: a double or outer space, a control character, anything beyond ASCII. */
function mayHoldWhiteSpace(text: Sql): Sql {
  return sql`regexp_matches(${text}, ${`^ | $|  |[^ -~]`})`;
}

export const alwaysCollapsed = (text: Sql): Sql =>
  sql`trim(regexp_replace(${text}, ${`[${whiteSpace}]+`}, ' ', 'g'), ' ')`;

export const withoutNullWords = (text: Sql): Sql =>
  sql`CASE WHEN ${text} NOT IN ${nullWords} THEN ${text} END`;

/** The two levels that make `text` of a field: trimmed, collapsed, NULL where nothing or a null word is left. */
export function textLevels(field: Field, raw: Sql): readonly (readonly Column[])[] {
  return [
    level(field, { bare: collapsed(raw) }),
    level(field, { text: withoutNullWords(step(field, 'bare')) }),
  ];
}

const between = sql`chr(30)`;

/**
 * TRUE where one of the texts is blank, a null word, or holds white space to trim or to collapse; also where one holds what is put
 * between them here, or by core/silver. One pattern over all texts of a row costs a fraction of one for each.
 */
export function unusualText(texts: readonly Sql[]): Sql {
  const [begin, end, space] = ['(?:^|\\x1e)', '(?:\\x1e|$)', whiteSpace.replace(' ', '')];
  const pattern = `  |${begin} | ${end}|${begin}(?:NULL|null|\\\\N)?${end}|[\\x1f${space}]`;
  return sql`(coalesce(${join(texts)}) IS NOT NULL AND regexp_matches(concat_ws(${between}, ${join(texts)}), ${pattern}))`;
}

/** An RE2 pattern of exactly these texts; of none where there are none. */
export const oneOf = (texts: readonly string[]): string =>
  texts.length === 0 ? '[^\\x{0}-\\x{10ffff}]' : texts.map(escaped).join('|');

const escaped = (text: string): string => text.replaceAll(/[^A-Za-z0-9]/g, '\\$&');
