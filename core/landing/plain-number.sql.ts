import { type Sql, sql } from '../sql/sql.ts';

/**
 * A number that an engine spelt with an exponent (`5e-05`, `1.5E+20`), in plain digits (`0.00005`), exactly: the same number, as a
 * person would have written it into a text file. All other text comes back as it is. Exponents have at most three digits.
 */
export function plainNumber(text: Sql): Sql {
  const parts = sql`regexp_extract(${text}, '^(-?)([0-9]+)(?:\\.([0-9]+))?[eE]([+-]?[0-9]{1,3})$', ['sign', 'whole', 'fraction', 'exponent'])`;
  const digits = sql`p.whole || p.fraction`;
  const point = sql`(strlen(p.whole) + p.exponent::INTEGER)::INTEGER`;
  return sql`CASE WHEN regexp_matches(${text}, '[0-9][eE][+-]?[0-9]{1,3}$') THEN list_transform([${parts}], lambda p: CASE
    WHEN p.whole = '' THEN ${text}
    WHEN ${point} <= 0 THEN p.sign || '0.' || repeat('0', -${point}) || ${digits}
    WHEN ${point} >= strlen(${digits}) THEN p.sign || rpad(${digits}, ${point}, '0')
    ELSE p.sign || left(${digits}, ${point}) || '.' || substr(${digits}, ${point} + 1)
  END)[1] ELSE ${text} END`;
}
