import type { DatasetContract } from '../../contracts/data/dataset.ts';
import { ident, join, type Sql, sql } from '../sql/sql.ts';
import { isStamp } from './content-hash.sql.ts';
import type { JudgedRows } from './upsert.sql.ts';
import type { SilverTables } from './working-tables.ts';

/** What a failing row's record says about where it came from. */
export interface QuarantineFacts {
  readonly tenant: string;
  readonly runId: string;
  readonly now: Date;
  readonly objects: readonly { readonly fileNo: number; readonly path: string; readonly digest: string }[];
}

const rawTenant = ident('raw__tenant_id');

/**
 * What tells that two rows stand for the same thing, over the columns of a quarantine table: the key (with the tenant the row itself
 * names), or, where that is blank, everything but the times.
 */
const matchSql = (contract: DatasetContract): Sql =>
  sql`CASE WHEN row_key IS NOT NULL THEN ${keyMatch} ELSE ${contentMatch(contract)} END`;

const keyMatch = sql`'key ' || to_json([${rawTenant}, row_key])`;

export function contentMatch({ fields }: DatasetContract): Sql {
  const texts = fields.filter(({ name }) => !isStamp(name)).map(({ name }) => ident(`raw__${name}`));
  return sql`'content ' || md5(to_json([${join(texts)}]))`;
}

/**
 * The tenant's rows in quarantine of which the run may make something: those of its keys, and those without a key. Narrow: few of them are
 * looked at as a whole. `rows` is the scan with positions, `file` its _file in short. Rows without a key are read apart, so that the texts of
 * the others are not.
 */
export const waitingSql = (
  { waiting }: SilverTables,
  contract: DatasetContract,
  { kept }: JudgedRows,
  { rows, file }: { readonly rows: Sql; readonly file: Sql },
): Sql => {
  const columns = sql`row_id, row_key, ${rawTenant}, state, opened_at, source_timestamp, ${file} AS _file, _pos`;
  return sql`CREATE OR REPLACE TABLE ${waiting} AS
    SELECT ${columns}, ${keyMatch} AS match
    FROM (FROM ${rows} SEMI JOIN (SELECT row_key FROM ${kept}) AS delivered USING (row_key))
    UNION ALL
    SELECT ${columns}, ${contentMatch(contract)} AS match FROM ${rows} WHERE row_key IS NULL`;
};

/**
 * The failing rows of the run, a statement for each slice (a condition over file_no and row_no). `overtaken`: a newer version of the row
 * waits already, so that this one, which came late, opens nothing; it is counted all the same.
 */
export const failingSteps = (
  tables: SilverTables,
  contract: DatasetContract,
  rows: JudgedRows,
  facts: QuarantineFacts,
  slices: readonly Sql[],
): readonly Sql[] =>
  slices.map((slice, index) => {
    const into =
      index === 0 ? sql`CREATE OR REPLACE TABLE ${tables.failing} AS` : sql`INSERT INTO ${tables.failing}`;
    return sql`${into} ${failingSql(tables, contract, rows, facts, slice)}`;
  });

/** How many rows fail in each stretch of 65,536 rows of a file. */
export const failingStretchesSql = (verdicts: Sql): Sql => sql`
  SELECT file_no AS "fileNo", (1 + (row_no - 1) // 65536) * 65536 AS "upTo", count(*) AS rows
  FROM ${verdicts}
  WHERE disposition = 'quarantined'
  GROUP BY ALL
  ORDER BY ALL`;

function failingSql(
  { waiting }: SilverTables,
  contract: DatasetContract,
  { writtenOf, kept, verdicts, violations, batchId }: JudgedRows,
  { tenant, runId, now, objects }: QuarantineFacts,
  slice: Sql,
): Sql {
  const sources = objects.map(({ fileNo, path, digest }) => sql`(${fileNo}, ${path}, ${digest})`);
  const quarantined = sql`(SELECT file_no, row_no, row_id FROM ${verdicts} WHERE disposition = 'quarantined' AND ${slice})`;
  return sql`
    WITH found AS (
      SELECT file_no, row_no,
        -- An order within the aggregate would sort each row's violations by themselves, ten times as long.
        list_transform(
          list_sort(list({ordinal: ordinal, said: {code: code, severity: severity, field: field, raw_value: raw_value, expected: expected, caused_by: caused_by}})),
          lambda one: one.said) AS violations,
        arg_min(caused_by, ordinal) FILTER (WHERE severity = 'error' AND caused_by IS NOT NULL) AS caused_by,
        bool_or(severity = 'error' AND field = 'source_timestamp') AS time_in_doubt
      FROM (FROM ${violations} WHERE ${slice})
      SEMI JOIN ${quarantined} USING (file_no, row_no)
      GROUP BY file_no, row_no
    ),
    source(file_no, source_path, source_digest) AS (VALUES ${sources}),
    rows AS (
      SELECT
        ${tenant} AS tenant_id,
        v.row_id,
        k.row_key,
        ${contract.fields.map(({ name }) => sql`t.${ident(`raw__${name}`)}`)},
        k.extras, f.violations, f.caused_by,
        s.source_path, s.source_digest, t.row_no AS source_row,
        ${batchId} AS batch_id,
        ${runId} AS run_id,
        'open' AS state,
        ${now} AS opened_at,
        NULL::TIMESTAMPTZ AS closed_at,
        NULL::VARCHAR AS closed_by,
        NULL::VARCHAR AS replaces,
        CASE WHEN NOT f.time_in_doubt THEN k.source_timestamp END AS source_timestamp
      FROM (FROM ${writtenOf(quarantined)} WHERE ${slice}) AS t
      JOIN ${quarantined} AS v USING (file_no, row_no)
      JOIN (FROM ${kept} WHERE ${slice}) AS k USING (file_no, row_no)
      JOIN found AS f USING (file_no, row_no)
      LEFT JOIN source AS s USING (file_no)
    )
    SELECT matched.*, coalesce(newest > source_timestamp, FALSE) AS overtaken
    FROM (SELECT *, ${matchSql(contract)} AS match FROM rows) AS matched
    LEFT JOIN (
      SELECT match, max(source_timestamp) AS newest
      FROM ${waiting}
      WHERE state IN ('open', 'assigned', 'waiting')
      GROUP BY match
    ) USING (match)`;
}

/** Without the parameters of what was expected: they name the as-of time, which alone changes nothing. */
const reasons = (row: Sql): Sql =>
  sql`list_transform(${row}.violations, lambda v: [v.code, v.severity, v.field, v.raw_value, v.caused_by])`;

const notOlder = (later: Sql): Sql =>
  sql`(w.source_timestamp IS NULL OR ${later} IS NULL OR ${later} >= w.source_timestamp)`;

const noneAgain = sql`SELECT NULL::VARCHAR AS row_id, NULL::BOOLEAN AS overtaken, NULL::BOOLEAN AS differs WHERE FALSE`;

const againSql = (failing: Sql, waiting: Sql, rows: Sql): Sql => sql`
    SELECT f.row_id, f.overtaken, ${reasons(sql`before`)} IS DISTINCT FROM ${reasons(sql`f`)} AS differs
    FROM (FROM ${failing} SEMI JOIN ${waiting} USING (row_id)) AS f
    JOIN ${rows} AS before ON before.row_id = f.row_id`;

/** How many failing rows are in quarantine already, as themselves. */
export const sameRowsSql = ({ failing, waiting }: SilverTables): Sql =>
  sql`SELECT count(*) AS same FROM ${failing} SEMI JOIN ${waiting} USING (row_id)`;

/**
 * What becomes of the rows in quarantine. The same row failing again is `kept`, or `renewed` where its reasons changed or it had been
 * closed by the source; another failing row of its key that is not older puts it aside (`replaced`); a passing one closes it (`fixed`).
 * What a steward decided about a row stands, and so does a closed row that comes late. `rows` is the scan with positions; undefined where no
 * row itself fails again, so that it need not be read.
 */
export const fateSql = (
  { fate, waiting, failing, change }: SilverTables,
  tenant: string,
  rows: Sql | undefined,
): Sql => sql`CREATE OR REPLACE TABLE ${fate} AS
  WITH passing AS (SELECT key, source_timestamp FROM ${change} WHERE kind <> 'removed'),
  again AS (${rows === undefined ? noneAgain : againSql(failing, waiting, rows)}),
  failed AS (SELECT match, max(source_timestamp) AS latest FROM ${failing} GROUP BY match)
  SELECT w.row_id, w.match, w.state, w.opened_at, w._file, w._pos,
    CASE
      WHEN w.state IN ('released', 'rejected') THEN 'kept'
      WHEN again.row_id IS NOT NULL THEN
        CASE WHEN NOT again.overtaken AND (w.state = 'fixed_by_source' OR again.differs) THEN 'renewed' ELSE 'kept' END
      WHEN w.state = 'fixed_by_source' THEN 'kept'
      WHEN m.match IS NOT NULL AND ${notOlder(sql`m.latest`)} THEN 'replaced'
      WHEN p.key IS NOT NULL AND coalesce(trim(w.${rawTenant}), '') IN ('', ${tenant}) AND ${notOlder(sql`p.source_timestamp`)} THEN 'fixed'
      ELSE 'kept'
    END AS fate
  FROM ${waiting} AS w
  -- Equalities alone: any other condition in an outer join compares every row with every other.
  LEFT JOIN again ON again.row_id = w.row_id
  LEFT JOIN failed AS m ON m.match = w.match
  LEFT JOIN passing AS p ON p.key = w.row_key`;

const opening = ({ fate, failing }: SilverTables): Sql => sql`(
    FROM ${failing}
    ANTI JOIN (SELECT row_id FROM ${fate} WHERE fate = 'kept') AS kept USING (row_id)
    WHERE NOT overtaken
  )`;

/** A table of its own: DuckDB knows how few they are, and collects them instead of the wide rows that they are looked up in. */
export const fixedSql = ({ fate, fixed }: SilverTables): Sql =>
  sql`CREATE OR REPLACE TABLE ${fixed} AS SELECT row_id FROM ${fate} WHERE fate = 'fixed'`;

/**
 * The rows that are written: new failing ones, which take over from those they replace, and the closed ones of `rows`, the scan with positions
 * (undefined where none is closed).
 */
export const quarantinedSql = (tables: SilverTables, facts: QuarantineFacts, rows: Sql | undefined): Sql =>
  sql`(${openedSql(tables)}${rows === undefined ? sql`` : closedSql(tables, facts, rows)})`;

const openedSql = (tables: SilverTables): Sql => sql`
  SELECT f.* EXCLUDE (match, overtaken) REPLACE (
    coalesce(same.state, earlier.state, f.state) AS state,
    coalesce(same.opened_at, earlier.opened_at, f.opened_at) AS opened_at,
    coalesce(earlier.row_id, f.replaces) AS replaces
  )
  FROM ${opening(tables)} AS f
  LEFT JOIN (SELECT row_id, state, opened_at FROM ${tables.fate} WHERE fate = 'renewed' AND state <> 'fixed_by_source') AS same
    ON same.row_id = f.row_id
  LEFT JOIN (
    SELECT match, arg_max(state, opened_at) AS state, min(opened_at) AS opened_at, arg_max(row_id, opened_at) AS row_id
    FROM ${tables.fate}
    WHERE fate = 'replaced'
    GROUP BY match
  ) AS earlier ON earlier.match = f.match`;

const closedSql = ({ fixed }: SilverTables, { runId, now }: QuarantineFacts, rows: Sql): Sql => sql`
  UNION ALL BY NAME
  SELECT w.* EXCLUDE (_file, _pos) REPLACE (
    'fixed_by_source' AS state,
    ${now} AS closed_at,
    ${runId} AS closed_by
  )
  FROM ${rows} AS w
  SEMI JOIN ${fixed} AS fixed USING (row_id)`;

export const putAsideSql = ({ fate }: SilverTables): Sql =>
  sql`(SELECT _file::VARCHAR AS _file, _pos FROM ${fate} WHERE fate <> 'kept')`;

/** Rows that are written and rows that give way. */
export const quarantineCountsSql = (tables: SilverTables): Sql => sql`
  SELECT
    (SELECT count(*) FROM ${tables.failing}) AS failing,
    (SELECT count(*) FROM ${opening(tables)}) AS opened,
    (SELECT count(*) FROM ${tables.fixed}) AS fixed,
    (SELECT count(*) FROM ${putAsideSql(tables)}) AS aside`;
