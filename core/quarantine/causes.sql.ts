import type { DatasetContract, DatasetName } from '../../contracts/data/dataset.ts';
import { ident, join, type Sql, sql } from '../sql/sql.ts';
import { deskTables } from './desk-tables.ts';

/**
 * Tables of a look for causes. `root`: n, code, field, value of errors that no other row causes. `knock`: n, cause (row_id). `kind`: what becomes of
 * each value. `card`: n, code, field, kind, value. `sole`: the same, of rows that have no other.
 */
const causeTables = (dataset: DatasetName) => ({
  root: ident(`cause_root_${dataset}`),
  knock: ident(`cause_knock_${dataset}`),
  kind: ident(`cause_kind_${dataset}`),
  card: ident(`cause_card_${dataset}`),
  sole: ident(`cause_sole_${dataset}`),
});

/** From how many of the dataset's rows on a rule is one card, whatever the values are; fewer than `few` rows are no "nearly all". */
const nearlyAll = 0.9;
const few = 20;
/** The most values of one rule and field with a card of their own. */
const mostValues = 50;

/**
 * Statements that find the cards of a dataset and which rows have but one. Datasets whose rows cause those of others come first. A row has a code
 * on a field once.
 */
export function findCausesSql({ dataset }: DatasetContract, all: readonly DatasetContract[]): readonly Sql[] {
  const { now, verdict } = deskTables(dataset);
  const { root, knock, kind, card, sole } = causeTables(dataset);
  const found = ident(`cause_found_${dataset}`);
  return [
    sql`CREATE OR REPLACE TEMP TABLE ${found} AS
      SELECT n, opened_at, v.code AS code, v.field AS field, v.raw_value AS value, v.caused_by AS cause
      FROM (
        SELECT d.n, w.waived, w.opened_at, unnest(list_filter(d.violations, lambda v: v.severity = 'error')) AS v
        FROM ${verdict} AS d
        JOIN ${now} AS w ON w.n = d.n
        WHERE d.errors > 0 AND w.decision IS DISTINCT FROM 'rejected'
      )
      WHERE waived IS NULL OR NOT contains(waived, ',' || v.code || ',')`,
    sql`CREATE OR REPLACE TEMP TABLE ${root} AS SELECT n, opened_at, code, field, value FROM ${found} WHERE cause IS NULL`,
    sql`CREATE OR REPLACE TEMP TABLE ${knock} AS SELECT DISTINCT n, cause FROM ${found} WHERE cause IS NOT NULL`,
    sql`CREATE OR REPLACE TEMP TABLE ${kind} AS
      WITH valued AS (
        SELECT code, field, value, count(*) AS rows, ${weightSql(dataset, all)} AS weight, min(opened_at) AS oldest
        FROM ${root} AS r${weighing(dataset, all)}
        GROUP BY code, field, value
      ),
      grouped AS (
        SELECT code, field, sum(rows) AS rows, count(*) AS different FROM valued GROUP BY code, field
      ),
      ranked AS (
        SELECT v.*, g.different,
          g.different > 1 AND g.rows >= ${few} AND g.rows >= ${nearlyAll} * (SELECT count(*) FROM ${now}) AS whole,
          row_number() OVER (PARTITION BY v.code, v.field ORDER BY v.weight DESC, v.value) AS place
        FROM valued AS v JOIN grouped AS g USING (code, field)
      )
      SELECT code, field, value, rows, oldest, place,
        CASE
          WHEN whole THEN 'nearly-all'
          WHEN (weight >= 2 OR different = 1) AND place <= ${mostValues} THEN 'value'
          ELSE 'values'
        END AS kind
      FROM ranked`,
    // The few values that have a card are looked up; every other is of its rule's one card.
    sql`CREATE OR REPLACE TEMP TABLE ${card} AS
      SELECT r.n, r.code, r.field, coalesce(k.kind, o.kind) AS kind, k.value
      FROM ${root} AS r
      LEFT JOIN (SELECT code, field, kind, value, coalesce(value, chr(0)) AS text FROM ${kind} WHERE kind = 'value') AS k
        ON k.code = r.code AND k.field = r.field AND k.text = coalesce(r.value, chr(0))
      LEFT JOIN (SELECT DISTINCT code, field, kind FROM ${kind} WHERE kind <> 'value') AS o ON o.code = r.code AND o.field = r.field`,
    sql`CREATE OR REPLACE TEMP TABLE ${sole} AS
      SELECT c.n, c.code, c.field, c.kind, c.value
      FROM ${card} AS c
      ANTI JOIN ${knock} AS k ON k.n = c.n
      ANTI JOIN (SELECT n FROM ${card} GROUP BY n HAVING count(*) > 1) AS several ON several.n = c.n`,
  ];
}

const refers = (dataset: DatasetName, all: readonly DatasetContract[]): boolean =>
  all.some(({ foreignKeys }) => foreignKeys.some(({ references }) => references.dataset === dataset));

/** What a value weighs: its rows, and those that they keep here. */
const weightSql = (dataset: DatasetName, all: readonly DatasetContract[]): Sql =>
  refers(dataset, all) ? sql`count(*) + coalesce(sum(weight.rows), 0)` : sql`count(*)`;

const weighing = (dataset: DatasetName, all: readonly DatasetContract[]): Sql =>
  refers(dataset, all) ? sql` LEFT JOIN (${dependentsOf(dataset, all)}) AS weight ON weight.n = r.n` : sql``;

/** How many rows of other datasets each row keeps here: n, rows. */
function dependentsOf(dataset: DatasetName, all: readonly DatasetContract[]): Sql {
  const { now } = deskTables(dataset);
  const referring = all.filter(({ foreignKeys }) =>
    foreignKeys.some(({ references }) => references.dataset === dataset),
  );
  const parts = referring.map(({ dataset: other }) => {
    const { verdict } = deskTables(other);
    return sql`
      SELECT v.caused_by AS cause
      FROM (SELECT unnest(list_filter(violations, lambda v: v.severity = 'error' AND v.caused_by IS NOT NULL)) AS v FROM ${verdict} WHERE errors > 0)`;
  });
  if (parts.length === 0) return sql`SELECT NULL::BIGINT AS n, 0 AS rows WHERE FALSE`;
  return sql`
    SELECT w.n, count(*) AS rows FROM (${join(parts, ' UNION ALL ')}) JOIN ${now} AS w ON w.row_id = cause GROUP BY w.n`;
}

/** The cards of a dataset with what they would free, the most first. */
export function causesSql({ dataset }: DatasetContract, all: readonly DatasetContract[], limit: number): Sql {
  const { kind: kinds, card, sole } = causeTables(dataset);
  const key = (a: Sql, b: Sql): Sql =>
    sql`${a}.code = ${b}.code AND ${a}.field = ${b}.field AND ${a}.kind = ${b}.kind AND ${a}.value IS NOT DISTINCT FROM ${b}.value`;
  const freed = knocked(dataset, all, sql`(SELECT n, code, field, kind, value FROM ${sole})`, true);
  const kept = knocked(dataset, all, sql`(SELECT n, code, field, kind, value FROM ${card})`, false);
  return sql`
    WITH own AS (
      SELECT code, field, kind, CASE WHEN kind = 'value' THEN value END AS value, sum(rows) AS rows, count(*) AS different,
        array_agg(value ORDER BY place) FILTER (place <= 3) AS examples, min(oldest) AS oldest
      FROM ${kinds}
      GROUP BY code, field, kind, CASE WHEN kind = 'value' THEN value END
    ),
    alone AS (SELECT code, field, kind, value, count(*) AS rows FROM ${sole} GROUP BY ALL),
    freed AS (${freed}),
    kept AS (${kept})
    SELECT own.code, own.field, own.kind, own.value, own.different AS "values", coalesce(own.examples, []) AS examples, own.rows,
      coalesce(kept.rows, 0) AS "knockOns",
      coalesce(alone.rows, 0) + coalesce(freed.rows, 0) AS frees,
      strftime(own.oldest, '%Y-%m-%dT%H:%M:%S.%gZ') AS "oldestAt"
    FROM own
    LEFT JOIN alone ON ${key(sql`alone`, sql`own`)}
    LEFT JOIN freed ON ${key(sql`freed`, sql`own`)}
    LEFT JOIN kept ON ${key(sql`kept`, sql`own`)}
    ORDER BY frees DESC, own.rows DESC, own.code, own.field, own.value
    LIMIT ${limit}`;
}

/** Rows of other datasets by the card of the row that keeps them: all, or those that nothing else keeps. */
function knocked(dataset: DatasetName, all: readonly DatasetContract[], cards: Sql, only: boolean): Sql {
  const { now } = deskTables(dataset);
  const referring = all.filter(({ foreignKeys }) =>
    foreignKeys.some(({ references }) => references.dataset === dataset),
  );
  const parts = referring.map(({ dataset: other }) => {
    const { root, knock } = causeTables(other);
    const alone = only
      ? sql`ANTI JOIN ${root} AS r ON r.n = k.n
        SEMI JOIN (SELECT n FROM ${knock} GROUP BY n HAVING count(*) = 1) AS once ON once.n = k.n`
      : sql``;
    return sql`
      SELECT c.code, c.field, c.kind, c.value, k.n
      FROM ${knock} AS k
      ${alone}
      JOIN ${now} AS w ON w.row_id = k.cause
      JOIN ${cards} AS c ON c.n = w.n`;
  });
  if (parts.length === 0)
    return sql`SELECT '' AS code, '' AS field, '' AS kind, '' AS value, 0 AS rows WHERE FALSE`;
  return sql`SELECT code, field, kind, value, count(DISTINCT n) AS rows FROM (${join(parts, ' UNION ALL ')}) GROUP BY ALL`;
}
