import type { DatasetContract, DatasetName } from '../../contracts/data/dataset.ts';
import type { Delta } from '../quarantine/delta.sql.ts';
import { deskTables, rawOf } from '../quarantine/desk-tables.ts';
import { join, type Sql, sql, stringList } from '../sql/sql.ts';

/** Keys (key) of a dataset's rows that are ready for silver since a change, or no longer, or are others. */
export interface FlippedKeys {
  readonly dataset: DatasetName;
  readonly keys: Sql;
}

/**
 * Rows (n) that a change reaches: those that are others, those that share a key or a code with them (`meets`: whether there are any that could), and
 * `dependents`, those that refer to keys that flipped.
 */
export function affectedSql(
  affected: Sql,
  contract: DatasetContract,
  options: {
    readonly change: Delta | undefined;
    readonly delta: Delta | undefined;
    readonly dependents: Sql;
    readonly meets: boolean;
  },
): Sql {
  const { change, delta, dependents, meets } = options;
  const parts = [
    ...(change === undefined ? [] : [sql`SELECT n FROM ${change.table}`]),
    ...(change === undefined || !meets ? [] : [peersSql(contract, change, delta)]),
    sql`SELECT n FROM ${dependents}`,
  ];
  return sql`CREATE OR REPLACE TABLE ${affected} AS SELECT DISTINCT n FROM (${join(parts, ' UNION ALL ')})`;
}

/** Rows that a change may meet under a key or a code: ready ones, and those that wait because they met one. */
const meetingSql = ({ dataset, primaryKey, businessKey }: DatasetContract): Sql => sql`(
  SELECT n FROM ${deskTables(dataset).verdict}
  WHERE errors = 0 OR len(list_filter(violations, lambda v: list_contains(${stringList([primaryKey.duplicate, businessKey.duplicate])}, v.code))) > 0)`;

export const meetsSql = (contract: DatasetContract): Sql =>
  sql`SELECT count(*) AS rows FROM (FROM ${meetingSql(contract)} LIMIT 1)`;

/** Rows (n) that refer to keys that flipped. */
export const dependentsTableSql = (
  table: Sql,
  contract: DatasetContract,
  flipped: readonly FlippedKeys[],
): Sql => {
  const parts = dependentsSql(contract, flipped);
  return parts.length === 0
    ? sql`CREATE OR REPLACE TABLE ${table} AS SELECT 0::BIGINT AS n WHERE FALSE`
    : sql`CREATE OR REPLACE TABLE ${table} AS SELECT DISTINCT n FROM (${join(parts, ' UNION ALL ')})`;
};

/** Keys (key) that references of waiting rows were missing and that silver has by now. */
export const foundSinceSql = (keys: Sql, contract: DatasetContract, orphan: string, held: Sql): Sql => sql`
  CREATE OR REPLACE TABLE ${keys} AS
  SELECT DISTINCT id AS key
  FROM (
    SELECT unnest(from_json(json_extract(v.expected, '$.missing'), '["VARCHAR"]')) AS id
    FROM (SELECT unnest(list_filter(violations, lambda v: v.code = ${orphan})) AS v FROM ${deskTables(contract.dataset).verdict})
  )
  WHERE id IN (SELECT key FROM ${held})`;

/**
 * Rows that met, or may meet now, a changed row under one key or code: of those that are ready, or that wait because of such a meeting. Keys
 * are compared as texts, before and after the change.
 */
function peersSql(contract: DatasetContract, change: Delta, delta: Delta | undefined): Sql {
  const { dataset, primaryKey, businessKey } = contract;
  const { now } = deskTables(dataset);
  const codes = stringList([primaryKey.duplicate, businessKey.duplicate]);
  const of = (field: string): Sql => {
    const later =
      delta?.fields.includes(field) === true
        ? sql`UNION SELECT trim(${rawOf(field)}) FROM ${delta.table}`
        : sql``;
    // Of a row whose texts were changed before, what it was when it was recorded counts too.
    const meetings = sql`(
      SELECT trim(w.${rawOf(field)}) AS text FROM ${now} AS w SEMI JOIN ${change.table} AS c ON c.n = w.n
      UNION
      SELECT trim(v.raw_value) FROM (
        SELECT unnest(violations) AS v FROM ${now} AS w SEMI JOIN ${change.table} AS c ON c.n = w.n
        WHERE w.ops IS NOT NULL OR len(list_filter(violations, lambda v: list_contains(${codes}, v.code))) > 0
      ) WHERE list_contains(${codes}, v.code)
      ${later})`;
    return sql`
      SELECT w.n FROM ${now} AS w
      SEMI JOIN ${meetingSql(contract)} AS meeting ON meeting.n = w.n
      SEMI JOIN ${meetings} AS m ON m.text = trim(w.${rawOf(field)})`;
  };
  return sql`${of(primaryKey.field)} UNION ALL ${of(businessKey.field)}`;
}

/** Rows that refer to keys that flipped, or that had such a reference dangling. */
function dependentsSql(contract: DatasetContract, flipped: readonly FlippedKeys[]): readonly Sql[] {
  const { now, verdict } = deskTables(contract.dataset);
  return contract.foreignKeys.flatMap(({ field, references, orphan }) => {
    const tables = flipped.filter(({ dataset }) => dataset === references.dataset);
    if (tables.length === 0) return [];
    const keys = sql`(${join(
      tables.map((one) => sql`SELECT key FROM ${one.keys}`),
      ' UNION ',
    )})`;
    const isList = contract.fields.some(({ name, type }) => name === field && type.kind === 'strings');
    const dangling = sql`
      SELECT n FROM (
        SELECT n, unnest(from_json(json_extract(v.expected, '$.missing'), '["VARCHAR"]')) AS id
        FROM (SELECT n, unnest(list_filter(violations, lambda v: v.code = ${orphan})) AS v FROM ${verdict})
      ) SEMI JOIN ${keys} AS k ON k.key = id`;
    // What a list names besides is only looked at where it dangled.
    return isList
      ? [dangling]
      : [
          dangling,
          sql`SELECT w.n FROM ${now} AS w SEMI JOIN ${keys} AS k ON k.key = trim(w.${rawOf(field)})`,
        ];
  });
}

/** Keys whose being ready a change altered: `fresh` beside the verdicts that hold. */
export function flippedKeysSql(
  keys: Sql,
  { dataset }: DatasetContract,
  fresh: Sql,
  delta: Delta | undefined,
): Sql {
  const { now, verdict } = deskTables(dataset);
  const decision =
    delta === undefined
      ? sql`w.decision`
      : sql`CASE WHEN d.n IS NOT NULL THEN d.decision ELSE w.decision END`;
  const changed = delta === undefined ? sql`` : sql`LEFT JOIN ${delta.table} AS d ON d.n = w.n`;
  // On a desk that was just loaded the decisions are there before the verdicts are.
  const before =
    delta === undefined
      ? sql`old.errors = 0`
      : sql`old.errors = 0 AND w.decision IS DISTINCT FROM 'rejected'`;
  return sql`CREATE OR REPLACE TABLE ${keys} AS
    SELECT DISTINCT unnest([before_key, after_key]) AS key
    FROM (
      SELECT old.key AS before_key, new.key AS after_key, ${before} AS was_ready,
        new.errors = 0 AND (${decision}) IS DISTINCT FROM 'rejected' AS is_ready
      FROM ${fresh} AS new
      JOIN ${verdict} AS old ON old.n = new.n
      JOIN ${now} AS w ON w.n = new.n
      ${changed}
    )
    WHERE was_ready <> is_ready OR before_key IS DISTINCT FROM after_key`;
}
