import type { DatasetContract } from '../../../contracts/data/dataset.ts';
import { ident, join, type Sql, sql } from '../../sql/sql.ts';
import { rawOf } from '../desk-tables.ts';
import { numberText } from '../parse.sql.ts';
import { plain, withoutZeros } from '../text.sql.ts';
import { type Find, type FindContext, proposeSql } from './candidate.ts';

const numeric = ({ fields }: DatasetContract) =>
  fields.filter(({ type }) => type.kind === 'int' || type.kind === 'decimal');

/** What stands before and behind a number and does not change it. */
const before = "(?i)(?:ca\\.?|approx\\.?|about|min\\.?|at least|mind\\.?|>=|≥|~|≈|'|=)? ?";
const behind =
  ' ?(?:days?|d|tage?|weeks?|pcs\\.?|pc|pieces?|units?|ea|stk\\.?|stück|stueck|x|ppm|%|percent|eur|usd|cny|inr|mxn|pln|vnd|jpy|krw|\\$|€|£|¥)?';

/** Texts of a number as people and machines write it, by shape. `1,234` and `1.234` may mean two things and are told apart by what is usual. */
function readings(
  text: Sql,
): readonly { readonly shape: string; readonly read: Sql; readonly sure: number }[] {
  const number = '[+-]?[0-9]+(?:\\.[0-9]+)?';
  const stripped = (pattern: string): Sql =>
    sql`CASE WHEN regexp_full_match(${text}, ${pattern}) THEN regexp_extract(${text}, ${`(${number})`}, 1) END`;
  return [
    { shape: 'both signs', read: both(text), sure: 0.98 },
    { shape: 'several groups', read: groups(text), sure: 0.97 },
    {
      shape: 'unit',
      read: stripped(`${before}${number}${behind}`),
      sure: 0.96,
    },
    {
      shape: 'decimal comma, unit',
      read: sql`CASE WHEN regexp_full_match(${text}, ${`${before}[+-]?[0-9]+,(?:[0-9]{1,2}|[0-9]{4,6})${behind}`})
        THEN replace(regexp_extract(${text}, '([+-]?[0-9]+,[0-9]+)', 1), ',', '.') END`,
      sure: 0.95,
    },
    {
      shape: 'sign first',
      read: stripped(`(?i)(?:eur|usd|cny|inr|mxn|pln|vnd|jpy|krw|[$€£¥₹₩]) ?${number}`),
      sure: 0.96,
    },
    {
      shape: 'decimal comma',
      read: sql`CASE WHEN regexp_full_match(${text}, '[+-]?[0-9]+,(?:[0-9]{1,2}|[0-9]{4,6})') THEN replace(${text}, ',', '.') END`,
      sure: 0.95,
    },
    {
      shape: 'group comma',
      read: sql`CASE WHEN regexp_full_match(${text}, '[+-]?[1-9][0-9]{0,2},[0-9]{3}') THEN replace(${text}, ',', '') END`,
      sure: 0.95,
    },
    {
      shape: 'group comma as point',
      read: sql`CASE WHEN regexp_full_match(${text}, '[+-]?[0-9]{1,3},[0-9]{3}') THEN replace(${text}, ',', '.') END`,
      sure: 0.94,
    },
    {
      shape: 'group point',
      read: sql`CASE WHEN regexp_full_match(${text}, '[+-]?[1-9][0-9]{0,2}\\.[0-9]{3}') THEN replace(${text}, '.', '') END`,
      sure: 0.94,
    },
    {
      shape: 'letters',
      read: sql`CASE WHEN regexp_full_match(${text}, '[0-9OolIS.]+') AND regexp_matches(${text}, '[0-9]') AND regexp_matches(${text}, '[OolIS]') THEN translate(${text}, 'OolIS', '00115') END`,
      sure: 0.93,
    },
    {
      shape: 'doubled',
      read: sql`CASE WHEN regexp_full_match(${text}, '[0-9]+[.,]{2,}[0-9]+') THEN regexp_replace(${text}, '[.,]+', '.') END`,
      sure: 0.92,
    },
    {
      shape: 'outer',
      read: sql`CASE WHEN regexp_full_match(${text}, '[^0-9A-Za-z+-]+[0-9]+(?:\\.[0-9]+)?[^0-9A-Za-z]*|[0-9]+(?:\\.[0-9]+)?[^0-9A-Za-z]+') THEN regexp_extract(${text}, '([0-9]+(?:\\.[0-9]+)?)', 1) END`,
      sure: 0.92,
    },
  ];
}

const both = (text: Sql): Sql =>
  sql`CASE
    WHEN regexp_matches(${text}, '[0-9],[0-9]{3}(?:,[0-9]{3})*\\.[0-9]') THEN ${numberText(text, '1,234.56')}
    WHEN regexp_matches(${text}, '[0-9]\\.[0-9]{3}(?:\\.[0-9]{3})*,[0-9]') THEN ${numberText(text, '1.234,56')}
  END`;

const groups = (text: Sql): Sql =>
  sql`CASE
    WHEN regexp_matches(${text}, '[0-9],[0-9]{3},[0-9]{3}') THEN ${numberText(text, '1,234.56')}
    WHEN regexp_matches(${text}, '[0-9]\\.[0-9]{3}\\.[0-9]{3}') THEN ${numberText(text, '1.234,56')}
    WHEN regexp_matches(${text}, '[0-9] [0-9]{3}') THEN ${numberText(text, '1 234,56')}
    WHEN regexp_matches(${text}, '[0-9][''’][0-9]{3}') THEN ${numberText(text, "1'234.56")}
  END`;

/** How much silver must have of a field for it to say what is usual. */
const enough = 20;

/**
 * Numbers in another format. Whether a reading can be meant is asked of what silver has of the field; and a shape that mostly gives numbers
 * which cannot be, in all fields, is not trusted where it might.
 */
export const findNumbers: Find = (context) => {
  const { contract, silver, waiting } = context;
  if (!context.codes.has('TYPE_MISMATCH')) return [];
  const fields = numeric(contract);
  const looked = fields.map(({ name, type }) => {
    const whole = type.kind === 'int';
    const text = sql`"text:"`;
    const all = readings(text).map(
      ({ shape, read, sure }) => sql`{shape: ${shape}, read: ${read}, sure: ${sure}}`,
    );
    return sql`
      SELECT n, ${name} AS field, raw AS before, unnest([${join(all)}]) AS r, ${whole} AS whole
      FROM (
        SELECT n, ${rawOf(name)} AS raw, ${plain(rawOf(name))} AS "text:"
        FROM ${waiting}
        WHERE len(list_filter(reasons, lambda v: v.code = 'TYPE_MISMATCH' AND v.field = ${name})) > 0
      )`;
  });
  if (looked.length === 0) return [];
  const usual = fields.map(
    ({ name }) => sql`
      SELECT ${name} AS field, count(${ident(name)}) AS filled, min(${ident(name)})::DOUBLE AS least, max(${ident(name)})::DOUBLE AS most,
        quantile_cont(${ident(name)}::DOUBLE, 0.999) AS high
      FROM ${silver}`,
  );
  const limits = contract.rowRules.flatMap((rule) =>
    rule.kind === 'range' ? [sql`(${rule.field}, ${rule.min}::DOUBLE, ${rule.max ?? 1e18}::DOUBLE)`] : [],
  );
  return [
    sql`
    WITH looked AS (${join(looked, ' UNION ALL ')}),
    limits(field, low, high) AS (VALUES ${limits}),
    usual AS (${join(usual, ' UNION ALL ')}),
    read AS (
      SELECT l.n, l.field, l.before, r.shape, r.sure, r.read AS after, TRY_CAST(r.read AS DOUBLE) AS number, l.whole,
        limits.low, limits.high, u.filled, u.least, u.most
      FROM looked AS l
      LEFT JOIN limits ON limits.field = l.field
      LEFT JOIN usual AS u ON u.field = l.field
      WHERE r.read IS NOT NULL AND TRY_CAST(r.read AS DOUBLE) IS NOT NULL
    ),
    possible AS (
      SELECT *,
        (NOT whole OR number = round(number)) AND number >= coalesce(low, -1e18) AND number <= coalesce(high, 1e18)
          AND (filled < ${enough} OR number BETWEEN least - (most - least) * 0.1 AND most + (most - least) * 0.1) AS plausible
      FROM read
    ),
    trust AS (
      SELECT shape, count(*) AS rows, count(*) FILTER (plausible) / count(*) AS share FROM possible GROUP BY shape
    ),
    best AS (
      SELECT p.n, p.field, p.before, p.after, p.shape,
        CASE
          WHEN NOT plausible THEN 0.3
          WHEN filled < ${enough} THEN least(sure, 0.85)
          WHEN t.rows >= 5 THEN least(sure, 0.4 + 0.6 * t.share * t.share)
          ELSE sure
        END AS confidence
      FROM possible AS p JOIN trust AS t USING (shape)
      QUALIFY row_number() OVER (PARTITION BY p.n, p.field ORDER BY confidence DESC, sure DESC, shape) = 1
    )
    SELECT b.n, 'TYPE_MISMATCH' AS code, b.field, b.before, ${withoutZeros(sql`b.after`)} AS after, b.confidence,
      CASE WHEN b.shape = 'letters' THEN 'digits' ELSE 'number-format' END AS kind
    FROM best AS b
    SEMI JOIN ${context.problems} AS p ON p.n = b.n AND p.field = b.field AND p.code = 'TYPE_MISMATCH'`,
    ...noValues(context),
  ];
};

const noValue =
  '(?i)\\(?(?:n\\.?/?a\\.?|#n/a|#value!|#ref!|nan|none|nil|nul|null|unknown|unk|tbd|tba|t\\.b\\.d\\.|n\\.d\\.|k\\.a\\.|keine angabe|not available|missing|pending|-+|–|—|\\?+|\\.+|x+)\\)?';

/** Words for "no value": the cell may be blank, if its field may. */
const noValues = (context: FindContext): readonly Sql[] =>
  context.contract.fields
    .filter(({ required, type }) => !required && type.kind !== 'string')
    .map(({ name }) =>
      proposeSql(context, {
        kind: 'no-value',
        codes: ['TYPE_MISMATCH'],
        field: name,
        after: sql`NULL`,
        confidence: sql`CASE WHEN regexp_full_match(trim(w.${rawOf(name)}), ${noValue}) THEN 0.8 ELSE 0 END`,
      }),
    );

/** At least so many values make a distribution. */
const several = 12;
/** Of the Anderson–Darling statistic of ranks: of numbers that are like silver's one group in twenty is above it. */
const unlike = 2.5;

/**
 * A minus that should not be there. Only where the numbers without it are like those that silver has, as a group: by their ranks among silver's
 * (Anderson–Darling, which looks at the ends most: there noise shows first). Kolmogorov–Smirnov took 17 numbers from 1 to 30 for lead times of
 * 21 ± 6 days.
 */
export const findSigns: Find = ({ contract, silver, waiting, problems, codes }) =>
  contract.rowRules.flatMap((rule) => {
    if (rule.kind !== 'range' || rule.min !== 0 || rule.max !== undefined || !codes.has(rule.code)) return [];
    const { field, code } = rule;
    const raw = rawOf(field);
    return [
      sql`
      WITH flipped AS (
        SELECT n, ${raw} AS before, abs(TRY_CAST(trim(${raw}) AS DOUBLE)) AS number
        FROM ${waiting}
        WHERE len(list_filter(reasons, lambda v: v.code = ${code} AND v.field = ${field})) > 0
      ),
      held AS (SELECT ${ident(field)}::DOUBLE AS number, count(*) AS rows FROM ${silver} WHERE ${ident(field)} IS NOT NULL GROUP BY ALL),
      ranks AS (
        SELECT number, (sum(rows) OVER (ORDER BY number) - rows / 2.0) / sum(rows) OVER () AS rank FROM held
      ),
      placed AS (
        SELECT f.n, f.before, f.number, coalesce(r.rank, 0.0) AS rank,
          row_number() OVER (ORDER BY f.number) AS place, count(*) OVER () AS rows
        FROM flipped AS f ASOF LEFT JOIN ranks AS r ON f.number >= r.number
        WHERE f.number IS NOT NULL
      ),
      likeness AS (
        SELECT any_value(rows) AS rows, (SELECT sum(rows) FROM held) AS held,
          -any_value(rows) - sum((2 * place - 1) * ln(r) + (2 * (rows - place) + 1) * ln(1 - r)) / any_value(rows) AS apart
        -- No rank is certain: it is one among so many that silver has.
        FROM (SELECT *, greatest(least(rank, 1 - 0.5 / of), 0.5 / of) AS r FROM placed, (SELECT greatest(sum(rows), 1) AS of FROM held))
      )
      SELECT p.n, ${code} AS code, ${field} AS field, p.before, regexp_replace(trim(p.before), '^[-−]\\s*', '') AS after,
        CASE
          WHEN l.held IS NULL OR l.held < ${several} OR l.rows < ${several} THEN 0.7
          WHEN l.apart < ${unlike} THEN 0.93
          ELSE 0.4
        END AS confidence,
        'sign' AS kind
      FROM placed AS p CROSS JOIN likeness AS l
      SEMI JOIN ${problems} AS q ON q.n = p.n AND q.code = ${code} AND q.field = ${field}`,
    ];
  });
