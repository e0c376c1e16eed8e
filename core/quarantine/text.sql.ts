import { type Sql, sql } from '../sql/sql.ts';

/** Everything that Unicode and JavaScript call white space, as an RE2 class. */
const whiteSpace =
  '\\t-\\r \\x{85}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}';

/** White space around goes, runs of it become one space. */
export const trimmed = (text: Sql): Sql =>
  sql`trim(regexp_replace(${text}, ${`[${whiteSpace}]+`}, ' ', 'g'), ' ')`;

const wide = Array.from({ length: 94 }, (_, index) => String.fromCodePoint(0xff01 + index)).join('');
const narrow = Array.from({ length: 94 }, (_, index) => String.fromCodePoint(0x21 + index)).join('');
const signs = { from: '‘’‚‛“”„«»′″‐‑‒–—―−⁃٫٬', to: `''''"""""'"--------.,` };

/** Full-width forms and typographic signs as what they look like, invisible characters gone, then trimmed. */
export const plain = (text: Sql): Sql =>
  trimmed(
    sql`translate(regexp_replace(nfc_normalize(${text}), '[\\x{ad}\\x{200b}-\\x{200f}\\x{2060}\\x{202a}-\\x{202e}\\x{2066}-\\x{2069}]', '', 'g'), ${wide + signs.from}, ${narrow + signs.to})`,
  );

/** The first letter of each word in upper case, the others in lower case. */
export const titleCase = (text: Sql): Sql =>
  sql`array_to_string(list_transform(string_split(${text}, ' '), lambda w: upper(left(w, 1)) || lower(substr(w, 2))), ' ')`;

/** A decimal's text without zeros that say nothing. */
export const withoutZeros = (text: Sql): Sql =>
  sql`CASE WHEN contains(${text}, '.') THEN regexp_replace(${text}, '\\.?0+$', '') ELSE ${text} END`;
