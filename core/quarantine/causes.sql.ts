import type { DatasetContract, DatasetName } from '../../contracts/data/dataset.ts';
import { ident, join, type Sql, sql } from '../sql/sql.ts';
import { deskTables } from './desk-tables.ts';

/** Tables of a look for causes. `root`: n, code, field, value of errors that no other row causes. `knock`: n, cause (row_id). `card`: n, code, field, kind, value. */
const causeTables = (dataset: DatasetName) => ({
  root: ident(`cause_root_${dataset}`),
  knock: ident(`cause_knock_${dataset}`),
  card: ident(`cause_card_${dataset}`),
  sole: ident(`cause_sole_${dataset}`),
});

/** From how many of the dataset's rows on a rule is one card, whatever the values are; fewer than `few` rows are no "nearly all". */
const nearlyAll = 0.9;
const few = 20;
/** The most values of one rule and field with a card of their own. */
const mostValues = 50;

/** Statements that find the cards of a dataset and which rows have but one. Datasets whose rows cause those of others come first. */
export function findCausesSql({ dataset }: DatasetContract, all: readonly DatasetContract[]): readonly Sql[] {
  const { now, verdict } = deskTables(dataset);
  const { root, knock, card, sole } = causeTables(dataset);
  const errors = sql`(
    SELECT n, v.code AS code, v.field AS field, v.raw_value AS value, v.caused_by AS cause
    FROM (
      SELECT d.n, w.waived, unnest(list_filter(d.violations, lambda v: v.severity = 'error')) AS v
      FROM ${verdict} AS d
      JOIN ${now} AS w ON w.n = d.n
      WHERE d.errors > 0 AND w.decision IS DISTINCT FROM 'rejected'
    )
    WHERE waived IS NULL OR NOT contains(waived, ',' || v.code || ','))`;
  const found = ident(`cause_found_${dataset}`);
  const weights = dependentsOf(dataset, all);
  return [
    sql`CREATE OR REPLACE TEMP TABLE ${found} AS FROM ${errors}`,
    sql`CREATE OR REPLACE TEMP TABLE ${root} AS SELECT n, code, field, value FROM ${found} WHERE cause IS NULL`,
    sql`CREATE OR REPLACE TEMP TABLE ${knock} AS SELECT DISTINCT n, cause FROM ${found} WHERE cause IS NOT NULL`,
    sql`CREATE OR REPLACE TEMP TABLE ${card} AS
      WITH weight AS (${weights}),
      valued AS (
        SELECT code, field, value, count(DISTINCT r.n) AS rows, count(DISTINCT r.n) + coalesce(sum(weight.rows), 0) AS weight
        FROM ${root} AS r
        LEFT JOIN weight ON weight.n = r.n
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
      ),
      kinds AS (
        SELECT code, field, value,
          CASE
            WHEN whole THEN 'nearly-all'
            WHEN (weight >= 2 OR different = 1) AND place <= ${mostValues} THEN 'value'
            ELSE 'values'
          END AS kind
        FROM ranked
      )
      SELECT r.n, r.code, r.field, k.kind, CASE WHEN k.kind = 'value' THEN r.value END AS value, r.value AS raw_value
      FROM ${root} AS r
      JOIN kinds AS k ON k.code = r.code AND k.field = r.field AND k.value IS NOT DISTINCT FROM r.value`,
    sql`CREATE OR REPLACE TEMP TABLE ${sole} AS
      SELECT n, any_value(code) AS code, any_value(field) AS field, any_value(kind) AS kind, any_value(value) AS value
      FROM ${card}
      ANTI JOIN ${knock} USING (n)
      GROUP BY n
      HAVING count(DISTINCT (code, field, kind, coalesce(value, chr(0)))) = 1`,
  ];
}

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
  const { now } = deskTables(dataset);
  const { card, sole } = causeTables(dataset);
  const key = (a: Sql, b: Sql): Sql =>
    sql`${a}.code = ${b}.code AND ${a}.field = ${b}.field AND ${a}.kind = ${b}.kind AND ${a}.value IS NOT DISTINCT FROM ${b}.value`;
  const freed = knocked(dataset, all, sql`(SELECT n, code, field, kind, value FROM ${sole})`, true);
  const kept = knocked(dataset, all, sql`(SELECT DISTINCT n, code, field, kind, value FROM ${card})`, false);
  return sql`
    WITH own AS (
      SELECT code, field, kind, value, count(DISTINCT c.n) AS rows, count(DISTINCT raw_value) AS different,
        min(raw_value) FILTER (raw_value IS NOT NULL) AS least,
        list_sort(list(DISTINCT raw_value))[:3] AS examples,
        min(w.opened_at) AS oldest
      FROM ${card} AS c JOIN ${now} AS w ON w.n = c.n
      GROUP BY code, field, kind, value
    ),
    alone AS (SELECT code, field, kind, value, count(*) AS rows FROM ${sole} GROUP BY ALL),
    freed AS (${freed}),
    kept AS (${kept})
    SELECT own.code, own.field, own.kind, own.value, own.different AS "values", own.examples, own.rows,
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
