import { join, type Sql, sql } from '../../sql/sql.ts';
import { rawOf } from '../desk-tables.ts';
import { dateText } from '../parse.sql.ts';
import { plain } from '../text.sql.ts';
import type { Find } from './candidate.ts';

/**
 * Days in another format. Where day and month may be either, the whole column says which: one value that can only be read one way decides
 * for all, two that contradict each other for none.
 */
export const findDates: Find = ({ contract, waiting, problems, now, codes, fields }) =>
  contract.fields
    .filter(
      ({ name, type }) =>
        (type.kind === 'date' || type.kind === 'timestamp') && codes.has('TYPE_MISMATCH') && fields.has(name),
    )
    .map(({ name, type }) => {
      const text = sql`"text:"`;
      const sure: readonly (readonly [Sql, number])[] = [
        [dateText(text, 'YYYY/MM/DD'), 0.97],
        [dateText(text, 'YYYYMMDD'), 0.96],
        [dateText(text, 'DD.MM.YYYY'), 0.95],
        [dateText(text, 'DD Mon YYYY'), 0.96],
        [worded(text), 0.95],
        [epoch(text), 0.94],
        [dateText(text, 'YYYY-MM-DD'), 0.95],
        [type.kind === 'date' ? dateText(text, 'excel-serial') : sql`NULL`, 0.92],
      ];
      const both = [
        { read: dateText(text, 'DD/MM/YYYY'), first: 'day' },
        { read: dateText(text, 'MM/DD/YYYY'), first: 'month' },
        { read: dateText(text, 'DD-MM-YYYY'), first: 'day' },
      ];
      const ends = type.kind === 'date' ? sql`left(after, 10)` : sql`after`;
      return sql`
      WITH looked AS (
        SELECT n, ${rawOf(name)} AS before, ${plain(rawOf(name))} AS "text:",
        FROM ${waiting}
        WHERE len(list_filter(reasons, lambda v: v.code = 'TYPE_MISMATCH' AND v.field = ${name})) > 0
      ),
      slashed AS (
        SELECT
          count(*) FILTER (TRY_CAST(regexp_extract("text:", '^([0-9]{1,2})[/-]', 1) AS INTEGER) > 12) AS day_first,
          count(*) FILTER (TRY_CAST(regexp_extract("text:", '^[0-9]{1,2}[/-]([0-9]{1,2})[/-]', 1) AS INTEGER) > 12) AS month_first
        FROM looked
        WHERE regexp_matches("text:", '^[0-9]{1,2}[/-][0-9]{1,2}[/-][0-9]{4}')
      ),
      read AS (
        ${join(
          sure.map(
            ([read, confidence]) =>
              sql`SELECT n, before, ${read} AS after, ${confidence} AS confidence FROM looked`,
          ),
          ' UNION ALL ',
        )}
        UNION ALL
        ${join(
          both.map(
            ({ read, first }) => sql`SELECT n, before, ${read} AS after,
              CASE
                WHEN day_first > 0 AND month_first > 0 THEN 0.4
                WHEN ${first === 'day' ? sql`day_first` : sql`month_first`} > 0 THEN 0.95
                WHEN ${first === 'day' ? sql`month_first` : sql`day_first`} > 0 THEN 0.0
                ELSE 0.5
              END
            FROM looked, slashed`,
          ),
          ' UNION ALL ',
        )}
      )
      SELECT r.n, 'TYPE_MISMATCH' AS code, ${name} AS field, r.before, ${ends} AS after,
        CASE WHEN TRY_CAST(left(after, 10) AS DATE) BETWEEN DATE '1990-01-01' AND ${now.toISOString().slice(0, 10)}::DATE + 1 THEN r.confidence ELSE 0.2 END AS confidence,
        'date-format' AS kind
      FROM read AS r
      SEMI JOIN ${problems} AS p ON p.n = r.n AND p.field = ${name} AND p.code = 'TYPE_MISMATCH'
      WHERE after IS NOT NULL AND r.confidence > 0`;
    });

/** German months that English ones do not begin like. */
const months: readonly (readonly [string, string])[] = [
  ['januar', 'January'],
  ['februar', 'February'],
  ['märz', 'March'],
  ['mär', 'Mar'],
  ['mrz', 'Mar'],
  ['mai', 'May'],
  ['juni', 'June'],
  ['juli', 'July'],
  ['oktober', 'October'],
  ['okt', 'Oct'],
  ['dezember', 'December'],
  ['dez', 'Dec'],
];

/** "20 November 2026", "Nov 20, 2026", "20. März 2026". */
function worded(said: Sql): Sql {
  const text = months.reduce(
    (all, [month, english]) => sql`regexp_replace(${all}, ${`(?i)\\b${month}(\\.|\\b)`}, ${english})`,
    said,
  );
  const formats = ['%d %B %Y', '%d. %B %Y', '%B %d, %Y', '%b %d, %Y', '%B %d %Y', '%d-%b-%Y'];
  return sql`CASE WHEN regexp_matches(${text}, '[A-Za-z]{3}') THEN strftime(try_strptime(${text}, [${formats.map((one) => sql`${one}`)}]), '%Y-%m-%d') END`;
}

/** Seconds or milliseconds since 1970. */
const epoch = (text: Sql): Sql => sql`CASE
    WHEN regexp_full_match(${text}, '1[0-9]{9}') THEN strftime(to_timestamp(${text}::BIGINT), '%Y-%m-%dT%H:%M:%SZ')
    WHEN regexp_full_match(${text}, '1[0-9]{12}') THEN strftime(to_timestamp(${text}::BIGINT / 1000), '%Y-%m-%dT%H:%M:%SZ')
  END`;
