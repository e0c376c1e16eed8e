import type { CodeLists } from '../../contracts/data/code-lists.ts';
import type { Change } from '../../contracts/quarantine/change.ts';
import { type Sql, sql } from '../sql/sql.ts';
import { trimmed, withoutZeros } from './text.sql.ts';

type Parse = Extract<Change, { readonly kind: 'parse' }>;
type Format<As extends Parse['as']> = Extract<Parse, { readonly as: As; readonly format: unknown }>['format'];

const numberSigns: Readonly<Record<Format<'number'>, { readonly group: string; readonly point: string }>> = {
  '1,234.56': { group: ',', point: '.' },
  '1.234,56': { group: '.', point: ',' },
  '1 234,56': { group: ' ', point: ',' },
  "1'234.56": { group: "'", point: '.' },
};

const escaped = (text: string): string => text.replaceAll(/[^A-Za-z0-9 ]/g, '\\$&');

/** The number in a text of the format, as digits with a point; NULL where the text is not of it. Parentheses are a minus. */
export function numberText(text: Sql, format: Format<'number'>): Sql {
  const { group, point } = numberSigns[format];
  // A space between groups may be any narrow or unbreakable one.
  const clean = trimmed(sql`translate(${text}, '−–’', '--''')`);
  const beside = '[A-Za-z$€£¥₹₩%]*';
  const digits = `(?:[0-9]{1,3}(?:${escaped(group)}[0-9]{3})+|[0-9]+)(?:${escaped(point)}[0-9]+)?`;
  const shape = `(\\()?([+-]?) ?${beside} ?([+-]?)(${digits}) ?${beside}(\\))?`;
  const found = sql`regexp_extract(${clean}, ${`^${shape}$`}, 4)`;
  const minus = sql`(starts_with(${clean}, '(') OR regexp_matches(${clean}, '^[^0-9]*-'))`;
  return sql`CASE WHEN regexp_full_match(${clean}, ${shape}) THEN
      CASE WHEN ${minus} THEN '-' ELSE '' END || replace(replace(${found}, ${group}, ''), ${point}, '.') END`;
}

const dateShapes: Readonly<
  Record<Exclude<Format<'date'>, 'excel-serial'>, { readonly shape: string; readonly format: string }>
> = {
  'YYYY-MM-DD': { shape: '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}', format: '%Y-%m-%d' },
  YYYYMMDD: { shape: '[0-9]{8}', format: '%Y%m%d' },
  'YYYY/MM/DD': { shape: '[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}', format: '%Y/%m/%d' },
  'DD.MM.YYYY': { shape: '[0-9]{1,2}\\.[0-9]{1,2}\\.[0-9]{4}', format: '%d.%m.%Y' },
  'DD/MM/YYYY': { shape: '[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}', format: '%d/%m/%Y' },
  'MM/DD/YYYY': { shape: '[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}', format: '%m/%d/%Y' },
  'DD-MM-YYYY': { shape: '[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}', format: '%d-%m-%Y' },
  'DD Mon YYYY': { shape: '[0-9]{1,2} [A-Za-z]{3} [0-9]{4}', format: '%d %b %Y' },
};

/** The day in a text of the format, ISO 8601, with the time behind it where there is one; NULL where the text is not of it. */
export function dateText(text: Sql, format: Format<'date'>): Sql {
  const clean = trimmed(text);
  if (format === 'excel-serial') {
    // Day 1 is 1900-01-01, and its calendar has a 29 February 1900.
    const serial = sql`TRY_CAST(${clean} AS DOUBLE)`;
    const moment = sql`(TIMESTAMP '1899-12-30' + to_seconds(round(${serial} * 86400)::BIGINT))`;
    return sql`CASE
      WHEN regexp_full_match(${clean}, '[0-9]{5}') THEN strftime(${moment}, '%Y-%m-%d')
      WHEN regexp_full_match(${clean}, '[0-9]{5}\\.[0-9]+') THEN strftime(${moment}, '%Y-%m-%dT%H:%M:%SZ')
    END`;
  }
  const { shape, format: pattern } = dateShapes[format];
  const time = '(?:[T ](.+))?';
  const day = sql`try_strptime(regexp_extract(${clean}, ${`^(${shape})${time}$`}, 1), ${pattern})`;
  const rest = sql`regexp_extract(${clean}, ${`^(${shape})${time}$`}, 2)`;
  return sql`CASE WHEN regexp_full_match(${clean}, ${`(?:${shape})${time}`}) THEN
    strftime(${day}, '%Y-%m-%d') || CASE WHEN ${rest} = '' THEN '' ELSE 'T' || ${rest} END END`;
}

const noDigits = '[\\s().\\-/\\x{2010}-\\x{2015}]';

/** The number as E.164 with the calling code of a country; NULL where the text is no number of it. */
export function phoneText(text: Sql, callingCode: Sql): Sql {
  const bare = sql`regexp_replace(regexp_replace(${trimmed(text)}, '^(?i)(?:tel|phone|fon)[.: ]*|\\(0\\)', '', 'g'), ${noDigits}, '', 'g')`;
  const national = sql`regexp_replace(${bare}, '^0', '')`;
  return sql`CASE
    WHEN ${callingCode} IS NULL THEN NULL
    WHEN regexp_full_match(${bare}, '\\+[1-9][0-9]{6,14}') THEN ${bare}
    WHEN regexp_full_match(${bare}, '00[1-9][0-9]{6,14}') THEN '+' || substr(${bare}, 3)
    WHEN starts_with(${bare}, ${callingCode}) AND regexp_full_match(${bare}, '[1-9][0-9]{9,14}') AND strlen(${bare}) - strlen(${callingCode}) >= 8 THEN '+' || ${bare}
    WHEN regexp_full_match(${bare}, '[0-9]{6,12}') THEN '+' || ${callingCode} || ${national}
  END`;
}

/** The calling code of a country by its code; NULL where it has none. */
export function callingCodeOf(country: Sql, { countries }: CodeLists): Sql {
  const pairs = countries.flatMap(({ code, callingCode }) =>
    callingCode === null ? [] : [sql`${code}: ${callingCode}`],
  );
  return sql`(MAP {${pairs}})[upper(trim(${country}))]`;
}

/** A number times a factor plus an offset, in decimals; NULL where the text is no number. */
export const scaledText = (text: Sql, factor: number, add: number): Sql =>
  withoutZeros(
    sql`(TRY_CAST(${text} AS DECIMAL(18, 6)) * ${decimal(factor)} + ${decimal(add)})::DECIMAL(38, 9)::VARCHAR`,
  );

const decimal = (value: number): Sql => sql`CAST(${value.toFixed(9)} AS DECIMAL(19, 9))`;
