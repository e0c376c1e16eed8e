import type { Field } from '../../contracts/data/dataset.ts';
import { type Sql, sql } from '../sql/sql.ts';
import { alwaysCollapsed } from './grammar/text.sql.ts';

const noValue = '(?i)n\\.?/?a\\.?|#n/a|nan|none|nil|nul|unknown|tbd|tba|-+|\\?+|\\.+';

/**
 * What an unreadable text of a field probably means, as text that reads: '' for "no value" ("N/A"), `1234` for "1,234"; NULL where
 * nothing safe can be said ("1.234" for 1234 would be a guess). `raw` is the text as it came; only for rows that failed.
 */
export function suggestionSql({ type, shape }: Field, raw: Sql): Sql {
  const text = sql`t`;
  const when = (pattern: string, change: Sql): Sql =>
    sql`WHEN regexp_full_match(${text}, ${pattern}) THEN ${change} `;
  const replaced = (pattern: string, to: string): Sql => sql`regexp_replace(${text}, ${pattern}, ${to}, 'g')`;
  const branches: Record<typeof type.kind, readonly Sql[]> = {
    int: numbers(when, replaced),
    decimal: numbers(when, replaced),
    date: [...days(when, replaced, '')],
    timestamp: [...days(when, replaced, '(?:[T ].*)?')],
    strings: [when('[^,;|\\[\\]{}"]+(?:[;|][^,;|\\[\\]{}"]+)+', replaced('\\s*[;|]\\s*', ','))],
    geo: [
      when(
        '\\(?[+-]?[0-9]+\\.[0-9]+ ?[,; ] ?[+-]?[0-9]+\\.[0-9]+\\)?',
        replaced('^\\(?\\+?(-?[0-9.]+)[ ,;]+\\+?(-?[0-9.]+)\\)?$', '{"lat": \\1, "lon": \\2}'),
      ),
    ],
    string: [],
    map: [],
  };
  const blank = shape === 'free' ? sql`` : when(noValue, sql`''`);
  const meant = sql`CASE ${branches[type.kind].reduce((all, one) => sql`${all}${one}`, blank)}ELSE NULL::VARCHAR END`;
  // The text stands in many places; written out in each it would be planned, and its pattern compiled, as often.
  return sql`list_transform([${alwaysCollapsed(raw)}], lambda t: ${meant})[1]`;
}

type When = (pattern: string, change: Sql) => Sql;
type Replaced = (pattern: string, to: string) => Sql;

/** Digits in groups of three, percent and currency signs, underscores. A single group after a point stays a guess. */
const numbers = (when: When, replaced: Replaced): readonly Sql[] => [
  when("[+-]?[0-9]{1,3}(?:[, _'][0-9]{3})+(?:\\.[0-9]+)?", replaced("[, _']", '')),
  when('[+-]?[0-9]{1,3}(?:\\.[0-9]{3})+,[0-9]+', sql`replace(${replaced('\\.', '')}, ',', '.')`),
  when('[+-]?[0-9]+(?:\\.[0-9]+)? ?%', replaced(' ?%$', '')),
  when('[$€£¥] ?[0-9]+(?:\\.[0-9]+)?', replaced('^[$€£¥] ?', '')),
  when('[0-9]+(?:\\.[0-9]+)? ?(?:[$€£¥]|[A-Z]{3})', replaced(' ?(?:[$€£¥]|[A-Z]{3})$', '')),
];

/** Points mean day first; slashes only say year first. */
const days = (when: When, replaced: Replaced, rest: string): readonly Sql[] => [
  when(`[0-9]{4}/[0-9]{2}/[0-9]{2}${rest}`, replaced('^([0-9]{4})/([0-9]{2})/([0-9]{2})', '\\1-\\2-\\3')),
  when(
    `[0-9]{2}\\.[0-9]{2}\\.[0-9]{4}${rest}`,
    replaced('^([0-9]{2})\\.([0-9]{2})\\.([0-9]{4})', '\\3-\\2-\\1'),
  ),
  when('[0-9]{4}(?:0[1-9]|1[0-2])[0-3][0-9]', replaced('^([0-9]{4})([0-9]{2})([0-9]{2})$', '\\1-\\2-\\3')),
];
