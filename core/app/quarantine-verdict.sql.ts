import type { DatasetContract, DatasetName, RowRule } from '../../contracts/data/dataset.ts';
import { deskTables, rawOf } from '../quarantine/desk-tables.ts';
import { ident, join, type Sql, sql, stringList } from '../sql/sql.ts';

/** Reasons of affected rows while they are judged again: n, code, severity, field, raw_value, expected, caused_by. */
export const foundTable = (dataset: DatasetName): Sql => ident(`desk_found_${dataset}`);

const reasonOf = (rules: readonly RowRule[]): readonly Sql[] =>
  rules.map(({ code, field }) => sql`(${code}, ${field})`);

const among = (rules: readonly RowRule[]): Sql =>
  rules.length === 0 ? sql`FALSE` : sql`(code, field) IN (VALUES ${reasonOf(rules)})`;

/** What the rules within the row found. */
export const rowReasonsSql = (
  found: Sql,
  replaced: readonly RowRule[],
  violations: Sql,
): Sql => sql`CREATE OR REPLACE TABLE ${found} AS
  SELECT row_no AS n, code, severity, field, raw_value, expected, caused_by
  FROM ${violations}
  WHERE ${among(replaced)}`;

const setCodes = ({ primaryKey, businessKey, collision }: DatasetContract): readonly string[] => [
  primaryKey.duplicate,
  businessKey.duplicate,
  collision,
];

/** Reasons by rules that were not judged again; what depends on other rows is found anew, references only of `referring` (n). */
export const keptReasonsSql = (
  found: Sql,
  contract: DatasetContract,
  replaced: readonly RowRule[],
  { affected, referring }: { readonly affected: Sql; readonly referring: Sql },
): Sql => sql`
  INSERT INTO ${found}
  SELECT n, code, severity, field, raw_value, expected, caused_by
  FROM (
    SELECT n, unnest(violations, recursive := TRUE)
    FROM ${deskTables(contract.dataset).verdict}
    SEMI JOIN ${affected} USING (n)
  )
  WHERE NOT ${among(replaced)}
    AND NOT list_contains(${stringList(setCodes(contract))}, code)
    AND NOT (list_contains(${stringList(contract.foreignKeys.map(({ orphan }) => orphan))}, code) AND n IN (SELECT n FROM ${referring}))`;

export const noReasonsSql = (found: Sql): Sql => sql`CREATE OR REPLACE TABLE ${found} (
  n BIGINT, code VARCHAR, severity VARCHAR, field VARCHAR, raw_value VARCHAR, expected VARCHAR, caused_by VARCHAR)`;

/**
 * A row that lost to another row of its key when it landed still does, while its key is the one it had, nobody decided otherwise, and silver or
 * another row that waits has the key: the row that won is not among those that are judged.
 */
export function standingDuplicatesSql(
  found: Sql,
  { dataset, primaryKey }: DatasetContract,
  future: Sql,
  keys: Sql,
  held: Sql,
): Sql {
  const { verdict } = deskTables(dataset);
  return sql`
    INSERT INTO ${found}
    SELECT n, code, severity, field, raw_value, expected, caused_by
    FROM (
      SELECT n, unnest(list_filter(violations, lambda v: v.code = ${primaryKey.duplicate}), recursive := TRUE)
      FROM (
        SELECT w.n, w.violations
        FROM ${future} AS w
        JOIN ${keys} AS k ON k.n = w.n
        WHERE w.decision IS NULL
          AND len(list_filter(w.violations, lambda v: v.code = ${primaryKey.duplicate} AND v.raw_value IS NOT DISTINCT FROM w.${rawOf(primaryKey.field)})) > 0
          AND (
            k.key IN (SELECT key FROM ${held})
            OR k.key IN (SELECT o.key FROM ${verdict} AS o WHERE o.n <> w.n AND o.key IS NOT NULL AND o.n NOT IN (SELECT n FROM ${future} WHERE decision = 'rejected'))
          )
      )
    )`;
}

const waivedHere = sql`contains(coalesce(w.waived, ''), ',' || f.code || ',')`;

/** Rows (n) without errors so far that nobody rejected. */
export const soundSql = (sound: Sql, found: Sql, future: Sql): Sql => sql`
  CREATE OR REPLACE TABLE ${sound} AS
  SELECT w.n
  FROM ${future} AS w
  ANTI JOIN (
    SELECT f.n FROM ${found} AS f JOIN ${future} AS w ON w.n = f.n
    WHERE f.severity = 'error' AND NOT ${waivedHere}
  ) AS failing ON failing.n = w.n
  WHERE w.decision IS DISTINCT FROM 'rejected'`;

/** Of the sound rows (n) those that share their key or their code with another or with silver: only among them can one be in another's way. */
export const meetingRowsSql = (
  meeting: Sql,
  { businessKey }: DatasetContract,
  tables: { readonly sound: Sql; readonly future: Sql; readonly keys: Sql; readonly held: Sql },
): Sql => sql`
  CREATE OR REPLACE TABLE ${meeting} AS
  WITH placed AS (
    SELECT s.n, k.key, trim(w.${rawOf(businessKey.field)}) AS code
    FROM ${tables.sound} AS s JOIN ${tables.future} AS w ON w.n = s.n JOIN ${tables.keys} AS k ON k.n = s.n
  )
  SELECT n FROM placed
  WHERE key IN (SELECT key FROM placed GROUP BY key HAVING count(*) > 1)
    OR code IN (SELECT code FROM placed GROUP BY code HAVING count(*) > 1)
    OR key IN (SELECT key FROM ${tables.held})
    OR code IN (SELECT business_key FROM ${tables.held})`;

/** What the rules over several rows found. Who was kept on purpose is nobody's duplicate. */
export function addSetReasonsSql(found: Sql, contract: DatasetContract, future: Sql, violations: Sql): Sql {
  const { primaryKey, businessKey, collision } = contract;
  const codes = stringList([primaryKey.duplicate, businessKey.duplicate, collision]);
  return sql`
    INSERT INTO ${found}
    SELECT v.row_no, v.code, v.severity, v.field, v.raw_value, v.expected, v.caused_by
    FROM ${violations} AS v
    JOIN ${future} AS w ON w.n = v.row_no
    WHERE list_contains(${codes}, v.code)
      AND NOT (v.code = ${primaryKey.duplicate} AND w.decision IS NOT DISTINCT FROM 'kept')`;
}

/** Keys that silver has or will have: (key, business_key, data_source), with rows that are ready to go there. `fresh` goes before the verdicts. */
export function readyKeysSql(dataset: DatasetName, fresh: Sql | undefined, held: Sql): Sql {
  const { now, verdict } = deskTables(dataset);
  const parts =
    fresh === undefined
      ? [
          sql`SELECT v.key FROM ${verdict} AS v JOIN ${now} AS w ON w.n = v.n WHERE v.errors = 0 AND w.decision IS DISTINCT FROM 'rejected'`,
        ]
      : [
          sql`SELECT key FROM ${fresh} WHERE errors = 0 AND NOT rejected`,
          sql`SELECT v.key FROM ${verdict} AS v JOIN ${now} AS w ON w.n = v.n ANTI JOIN ${fresh} AS f ON f.n = v.n
            WHERE v.errors = 0 AND w.decision IS DISTINCT FROM 'rejected'`,
        ];
  return sql`(
    FROM ${held}
    UNION ALL
    SELECT key, NULL::VARCHAR, NULL::VARCHAR FROM (${join(parts, ' UNION ALL ')}) WHERE key IS NOT NULL)`;
}

/** Dangling references, with the row that waits and has the first of the missing keys, where there is one. */
export function causesSql(
  found: Sql,
  { foreignKeys }: DatasetContract,
  violations: Sql,
  fresh: ReadonlyMap<DatasetName, Sql>,
): readonly Sql[] {
  return foreignKeys.map(({ orphan, references: { dataset } }) => {
    const { now, verdict } = deskTables(dataset);
    const judged = fresh.get(dataset);
    const keys =
      judged === undefined
        ? sql`SELECT n, key FROM ${verdict}`
        : sql`SELECT n, key FROM ${judged} UNION ALL SELECT n, key FROM ${verdict} ANTI JOIN ${judged} USING (n)`;
    return sql`
    INSERT INTO ${found}
    WITH orphan AS (SELECT * FROM ${violations} WHERE code = ${orphan}),
    missing AS (
      SELECT row_no, unnest(ids) AS id, generate_subscripts(ids, 1) AS place
      FROM (SELECT row_no, from_json(json_extract(expected, '$.missing'), '["VARCHAR"]') AS ids FROM orphan)
    ),
    waiting AS (
      SELECT key, min(row_id) AS row_id
      FROM (${keys}) JOIN ${now} AS w USING (n)
      WHERE key IN (SELECT id FROM missing)
      GROUP BY key
    ),
    cause AS (
      SELECT row_no, arg_min(waiting.row_id, place) AS row_id
      FROM missing JOIN waiting ON waiting.key = missing.id
      GROUP BY row_no
    )
    SELECT o.row_no, o.code, o.severity, o.field, o.raw_value, o.expected, cause.row_id
    FROM orphan AS o LEFT JOIN cause USING (row_no)`;
  });
}

/** The verdict on the affected rows. A waived error keeps no row here. */
export function freshSql(fresh: Sql, contract: DatasetContract, found: Sql, future: Sql, keys: Sql): Sql {
  const places = orderOf(contract).map(([code, field], place) => sql`(${code}, ${field}, ${place})`);
  return sql`CREATE OR REPLACE TABLE ${fresh} AS
    WITH placed(code, field, place) AS (VALUES ${places}),
    reasons AS (
      SELECT f.n,
        -- An order within the aggregate would sort each row's reasons by themselves, ten times as long.
        list_transform(
          list_sort(list({place: coalesce(place, 1000), code: f.code, said: {code: f.code, severity: f.severity, field: f.field, raw_value: f.raw_value, expected: f.expected, caused_by: f.caused_by}})),
          lambda one: one.said) AS violations,
        count(*) FILTER (f.severity = 'error' AND NOT ${waivedHere}) AS errors
      FROM ${found} AS f
      JOIN ${future} AS w ON w.n = f.n
      LEFT JOIN placed ON placed.code = f.code AND placed.field = f.field
      GROUP BY f.n
    )
    SELECT w.n, k.key, coalesce(r.violations, w.violations[:0]) AS violations, coalesce(r.errors, 0) AS errors,
      w.decision IS NOT DISTINCT FROM 'rejected' AS rejected
    FROM ${future} AS w
    JOIN ${keys} AS k ON k.n = w.n
    LEFT JOIN reasons AS r ON r.n = w.n`;
}

/** In the order in which a row's reasons are listed. */
const orderOf = ({
  rowRules,
  primaryKey,
  businessKey,
  collision,
  foreignKeys,
}: DatasetContract): readonly (readonly [string, string])[] => [
  ...rowRules.map(({ code, field }) => [code, field] as const),
  [primaryKey.duplicate, primaryKey.field],
  [businessKey.duplicate, businessKey.field],
  [collision, primaryKey.field],
  ...foreignKeys.map(({ orphan, field }) => [orphan, field] as const),
];
