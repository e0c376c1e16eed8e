import { type Sql, sql } from '../sql/sql.ts';

/** Signs that are taken for each other in ids, as one of them. */
const alike = (text: Sql): Sql =>
  sql`translate(upper(regexp_replace(${text}, '[^A-Za-z0-9]', '', 'g')), 'OILS', '0115')`;

/**
 * For each text the key that is nearest to it, by edits (at most `distance`; 0: the same but for case and signs that look alike): text, key, distance,
 * several (how many are as near). Only keys that share a third of their signs in the same place, from the left or from the right, are compared.
 */
export function nearestKeysSql(texts: Sql, targets: Sql, distance: number): Sql {
  const third = 8;
  const piece = (part: Sql, key: Sql): Sql => sql`
    SELECT t.text, k.key FROM asked AS t JOIN keys AS k ON ${part} = ${key} AND abs(strlen(t.text) - strlen(k.key)) <= ${distance}
    WHERE strlen(t.text) > ${third}`;
  const left = (column: Sql): Sql => sql`left(${column}, ${third})`;
  const right = (column: Sql): Sql => sql`right(${column}, ${third})`;
  const middle = (column: Sql): Sql => sql`substr(${column}, ${third + 1}, ${third})`;
  return sql`
    WITH asked AS (SELECT text, ${alike(sql`text`)} AS alike FROM ${texts} AS asked_texts WHERE strlen(text) BETWEEN 2 AND 64),
    keys AS (SELECT DISTINCT key, ${alike(sql`key`)} AS alike FROM ${targets} AS all_targets WHERE key IS NOT NULL),
    pairs AS (
      SELECT t.text, k.key, 0 AS distance FROM asked AS t JOIN keys AS k ON k.alike = t.alike
      UNION ALL
      SELECT text, key, damerau_levenshtein(text, key) AS distance
      FROM (
        ${piece(left(sql`t.text`), left(sql`k.key`))}
        UNION
        ${piece(right(sql`t.text`), right(sql`k.key`))}
        UNION
        ${piece(middle(sql`t.text`), middle(sql`k.key`))}
        UNION
        SELECT t.text, k.key FROM asked AS t JOIN keys AS k ON strlen(t.text) = strlen(k.key) AND left(t.text, 2) = left(k.key, 2)
        WHERE strlen(t.text) <= ${third}
      )
    )
    SELECT text, arg_min(key, (distance, key)) AS key, min(distance) AS distance,
      count(DISTINCT key) FILTER (distance = least) AS several
    FROM (SELECT *, min(distance) OVER (PARTITION BY text) AS least FROM pairs WHERE distance <= ${distance})
    GROUP BY text`;
}

/** For each text the code that is meant by the text nearest to it: text, key, distance, several. `named`: texts in lower case and their codes. */
export const nearestCodesSql = (
  texts: Sql,
  named: readonly (readonly [string, string])[],
  distance: number,
): Sql => sql`
  SELECT text, arg_min(code, (distance, code)) AS key, min(distance) AS distance, count(DISTINCT code) FILTER (distance = least) AS several
  FROM (
    SELECT *, min(distance) OVER (PARTITION BY text) AS least
    FROM (
      SELECT t.text, c.code, damerau_levenshtein(lower(t.text), c.name) AS distance
      FROM ${texts} AS t
      JOIN (VALUES ${named.map(([name, code]) => sql`(${name}, ${code})`)}) AS c(name, code)
        ON abs(strlen(t.text) - strlen(c.name)) <= ${distance}
    )
    WHERE distance <= ${distance} AND distance < strlen(text)
  )
  GROUP BY text`;

/** For each text the key of the only target that has it as its code or name. */
export const sameNameSql = (texts: Sql, targets: Sql, by: 'code' | 'name'): Sql => {
  const column = by === 'code' ? sql`code` : sql`name`;
  const bare = (text: Sql): Sql => sql`regexp_replace(lower(${text}), '[^\\p{L}\\p{N}]', '', 'g')`;
  return sql`
  SELECT t.text, any_value(g.key) AS key, 0 AS distance, count(DISTINCT g.key) AS several
  FROM ${texts} AS t
  JOIN ${targets} AS g ON ${bare(sql`g.${column}`)} = ${bare(sql`t.text`)}
  WHERE ${bare(sql`t.text`)} <> ''
  GROUP BY t.text`;
};
