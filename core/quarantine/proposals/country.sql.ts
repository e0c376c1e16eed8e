import type { DatasetContract } from '../../../contracts/data/dataset.ts';
import { ident, join, type Sql, sql } from '../../sql/sql.ts';
import { rawOf } from '../desk-tables.ts';
import { countryNames, currencyNames } from '../names.ts';
import { plain } from '../text.sql.ts';
import { type Find, type FindContext, hasField, proposeSql } from './candidate.ts';

/** The field that holds a code of the list, and the reasons that say it does not. */
function codeField({ rowRules }: DatasetContract, list: 'country' | 'currency') {
  const rule = rowRules.find((one) => one.kind === 'code' && one.list === list);
  if (rule === undefined) return undefined;
  const codes = rowRules
    .filter(({ kind, field }) => field === rule.field && (kind === 'code' || kind === 'required'))
    .map(({ code }) => code);
  return { field: rule.field, codes };
}

/** A name, an alpha-3 or a near miss of a name. */
export const findCountryNames: Find = (context) => {
  const own = codeField(context.contract, 'country');
  if (own === undefined || !own.codes.some((code) => context.codes.has(code))) return [];
  const names = countryNames(context.codeLists);
  const aliases = new Set(Object.keys(context.codeLists.countryAliases).map((alias) => alias.toLowerCase()));
  const table = [...names].map(([name, code]) => sql`(${name}, ${code}, ${aliases.has(name)})`);
  const key = sql`lower(${plain(sql`w.${rawOf(own.field)}`)})`;
  const long = [...names].filter(([name]) => name.length >= 5).map(([name, code]) => sql`(${name}, ${code})`);
  return [
    proposeSql(context, {
      kind: 'name-of-country',
      codes: own.codes,
      field: own.field,
      from: sql`JOIN (VALUES ${table}) AS named(name, code, alias) ON named.name = ${key}`,
      after: sql`named.code`,
      // A code that people write for another country may as well be a slip: its surroundings decide.
      confidence: sql`CASE WHEN named.alias THEN 0.8 WHEN strlen(named.name) < 3 THEN 0.9 ELSE 0.97 END`,
    }),
    proposeSql(context, {
      kind: 'name-of-country',
      codes: own.codes,
      field: own.field,
      from: sql`JOIN (
          SELECT text, arg_min(code, distance) AS code, min(distance) AS distance, count(DISTINCT code) AS several
          FROM (
            SELECT t.text, l.code, damerau_levenshtein(t.text, l.name) AS distance
            FROM (SELECT DISTINCT lower(${plain(rawOf(own.field))}) AS text FROM ${context.rows}) AS t
            JOIN (VALUES ${long}) AS l(name, code) ON left(l.name, 1) = left(t.text, 1) AND abs(strlen(l.name) - strlen(t.text)) <= 2
            WHERE strlen(t.text) >= 5
          )
          WHERE distance BETWEEN 1 AND 2
          GROUP BY text
        ) AS near ON near.text = ${key}`,
      after: sql`near.code`,
      confidence: sql`CASE WHEN near.several > 1 THEN 0.6 WHEN near.distance = 1 THEN 0.94 WHEN strlen(near.text) >= 7 THEN 0.9 ELSE 0.7 END`,
    }),
  ];
};

/** From how much a piece of evidence weighs on it can contradict. */
const strong = 2;

/** What the rest of a row says about its country: phone, currency, place, city, mail domain, region. */
export const findCountryFromContext: Find = (context) => {
  const own = codeField(context.contract, 'country');
  if (own === undefined || !own.codes.some((code) => context.codes.has(code))) return [];
  const evidence = evidenceSql(context, own.field);
  if (evidence.length === 0) return [];
  return [
    sql`
    WITH asked AS (SELECT DISTINCT w.* FROM ${context.rows} AS w JOIN ${context.problems} AS p ON p.n = w.n
      WHERE p.field = ${own.field} AND p.code IN (${own.codes.map((code) => sql`${code}`)})),
    evidence AS (${join(evidence, ' UNION ALL ')}),
    scored AS (
      SELECT n, country, sum(weight) AS score, count(DISTINCT source) FILTER (weight >= ${strong}) AS supports
      FROM (SELECT DISTINCT n, source, country, weight FROM evidence)
      GROUP BY n, country
    ),
    sources AS (SELECT n, count(DISTINCT source) FILTER (weight >= ${strong}) AS sources FROM evidence GROUP BY n),
    usual AS (SELECT ${ident(own.field)} AS country, count(*) AS rows FROM ${context.silver} GROUP BY ALL),
    ranked AS (
      SELECT s.n, s.country, s.score, s.supports, sources - supports AS against,
        s.score - lead(s.score, 1, 0.0) OVER best AS ahead,
        row_number() OVER best AS place
      FROM scored AS s
      JOIN sources USING (n)
      LEFT JOIN usual AS u ON u.country = s.country
      WINDOW best AS (PARTITION BY s.n ORDER BY s.score DESC, coalesce(u.rows, 0) DESC, s.country)
    )
    SELECT a.n, p.code, ${own.field} AS field, a.${rawOf(own.field)} AS before, r.country AS after,
      CASE
        WHEN ahead < 1 THEN 0.6
        WHEN against = 0 AND supports >= 3 THEN 0.98
        WHEN against = 0 AND supports = 2 THEN 0.96
        WHEN against = 0 AND supports = 1 THEN 0.8
        WHEN against = 1 AND supports >= 3 THEN 0.92
        ELSE 0.5
      END AS confidence,
      'country-from-context' AS kind
    FROM asked AS a
    JOIN ranked AS r ON r.n = a.n AND r.place = 1
    JOIN ${context.problems} AS p ON p.n = a.n AND p.field = ${own.field} AND p.code IN (${own.codes.map((code) => sql`${code}`)})`,
  ];
};

/** n, source, country, weight. */
function evidenceSql(
  { contract, codeLists, silver, countryCells }: FindContext,
  field: string,
): readonly Sql[] {
  const { countries } = codeLists;
  const pieces: Sql[] = [];
  const rows = (pairs: readonly (readonly [string, string])[]): Sql =>
    sql`(VALUES ${pairs.map(([a, b]) => sql`(${a}, ${b})`)})`;
  const phone = contract.fields.find(({ shape }) => shape === 'phone');
  if (phone !== undefined) {
    const codes = countries.flatMap(({ code, callingCode }) =>
      callingCode === null ? [] : [[callingCode, code] as const],
    );
    const digits = sql`regexp_replace(regexp_replace(trim(a.${rawOf(phone.name)}), '^00', '+'), '[^0-9+]', '', 'g')`;
    pieces.push(sql`
      SELECT n, 'phone' AS source, code AS country, 3.0 AS weight
      FROM (
        SELECT a.n, c.code, rank() OVER (PARTITION BY a.n ORDER BY strlen(c.calling) DESC) AS place
        FROM asked AS a
        JOIN ${rows(codes)} AS c(calling, code) ON starts_with(${digits}, '+' || c.calling)
      ) WHERE place = 1`);
  }
  const currency = codeField(contract, 'currency');
  if (currency !== undefined) {
    const pairs = countries.flatMap(({ code, currency: own }) =>
      own === null ? [] : [[own, code] as const],
    );
    pieces.push(sql`
      SELECT a.n, 'currency', c.code, 2.0 FROM asked AS a
      JOIN ${rows(pairs)} AS c(currency, code) ON c.currency = upper(trim(a.${rawOf(currency.field)}))`);
  }
  const region = contract.rowRules.find((rule) => rule.kind === 'region' && rule.country === field);
  if (region !== undefined) {
    pieces.push(sql`
      SELECT a.n, 'region', c.code, 0.5 FROM asked AS a
      JOIN ${rows(countries.map(({ code, region: name }) => [name, code]))} AS c(region, code) ON c.region = upper(trim(a.${rawOf(region.field)}))`);
  }
  const email = contract.fields.find(({ shape }) => shape === 'email');
  if (email !== undefined) {
    pieces.push(sql`
      SELECT a.n, 'mail', c.code, 1.5 FROM asked AS a
      JOIN ${rows([...countries.map(({ code }) => [code, code] as const), ['UK', 'GB'] as const].filter(([tld]) => tld !== 'CO' && tld !== 'IO' && tld !== 'AI' && tld !== 'TV'))} AS c(tld, code)
        ON c.tld = upper(regexp_extract(trim(a.${rawOf(email.name)}), '\\.([A-Za-z]{2})$', 1))`);
  }
  const geo = contract.fields.find(({ type }) => type.kind === 'geo');
  if (geo !== undefined) {
    const axis = (name: string): Sql =>
      sql`TRY_CAST(regexp_extract(a.${rawOf(geo.name)}, ${`"?${name}"?['": ]+(-?[0-9.]+)`}, 1) AS DOUBLE)`;
    const cell = sql`least(floor((lat + 90) * 4), 719)::INTEGER * 1440 + least(floor((lon + 180) * 4), 1439)::INTEGER`;
    pieces.push(sql`
      SELECT g.n, 'place', c.country, 3.0
      FROM (SELECT a.n, ${axis('lat')} AS lat, ${axis('lon')} AS lon FROM asked AS a) AS g
      JOIN ${countryCells} AS c ON c.cell = ${cell}
      WHERE g.lat BETWEEN -90 AND 90 AND g.lon BETWEEN -180 AND 180 AND NOT (g.lat = 0 AND g.lon = 0)`);
  }
  if (hasField(contract, 'city')) {
    pieces.push(sql`
      SELECT a.n, 'city', c.country, 3.0 FROM asked AS a
      JOIN (
        SELECT lower(city) AS city, any_value(${ident(field)}) AS country
        FROM ${silver} WHERE city IS NOT NULL GROUP BY lower(city) HAVING count(DISTINCT ${ident(field)}) = 1
      ) AS c ON c.city = lower(trim(a.${rawOf('city')}))`);
  }
  return pieces;
}

/** A name or a sign; else the currency that silver's suppliers of the country nearly all have. */
export const findCurrencies: Find = (context) => {
  const own = codeField(context.contract, 'currency');
  const country = codeField(context.contract, 'country');
  if (own === undefined) return [];
  const table = [...currencyNames(context.codeLists)].map(([name, code]) => sql`(${name}, ${code})`);
  const byName = proposeSql(context, {
    kind: 'name-of-currency',
    codes: own.codes,
    field: own.field,
    from: sql`JOIN (VALUES ${table}) AS named(name, code) ON named.name = lower(${plain(sql`w.${rawOf(own.field)}`)})`,
    after: sql`named.code`,
    confidence: sql`0.96`,
  });
  if (country === undefined) return [byName];
  const [place, money] = [ident(country.field), ident(own.field)];
  return [
    byName,
    proposeSql(context, {
      kind: 'currency-of-country',
      codes: own.codes,
      field: own.field,
      from: sql`JOIN (
          SELECT ${place} AS country, mode(${money}) AS currency, count(*) AS rows,
            count(*) FILTER (${money} = most) / count(*) AS share
          FROM (SELECT ${place}, ${money}, mode(${money}) OVER (PARTITION BY ${place}) AS most FROM ${context.silver} WHERE ${money} IS NOT NULL)
          GROUP BY ${place}
        ) AS u ON u.country = upper(trim(w.${rawOf(country.field)}))`,
      after: sql`u.currency`,
      confidence: sql`CASE WHEN u.rows >= 10 AND u.share >= 0.98 THEN 0.93 WHEN u.share >= 0.9 THEN 0.8 ELSE 0.5 END`,
    }),
  ];
};
