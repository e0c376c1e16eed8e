import { type DatasetContract, trailingColumns } from '../../contracts/data/dataset.ts';
import type { ViolationCode } from '../../contracts/data/violation-codes.ts';
import type { rowStates } from '../../contracts/quarantine/selection.ts';
import { ident, join, type Sql, sql, stringList } from '../sql/sql.ts';
import { harmlessSql } from './spreadsheet.sql.ts';

/** Which rows of quarantine: those of which one violation is all that is asked. */
export interface QuarantineFilter {
  readonly reason?: ViolationCode | undefined;
  readonly field?: string | undefined;
  /** The text as it came. */
  readonly value?: string | undefined;
  /** `open`: what waits, assigned or not; `closed`: released, rejected, fixed by the source; or exactly one state. */
  readonly state: RowStates;
}

type RowStates = 'open' | 'closed' | 'all' | (typeof rowStates)[number];

const closed = stringList(['released', 'rejected', 'fixed_by_source']);
const inState = (state: RowStates): Sql => {
  if (state === 'all') return sql`TRUE`;
  if (state === 'closed') return sql`list_contains(${closed}, state)`;
  return state === 'open' ? sql`NOT list_contains(${closed}, state)` : sql`state = ${state}`;
};

/** What the filter asks of a violation `v`. */
export const violationAsked = ({ reason, field, value }: QuarantineFilter): readonly Sql[] => [
  ...(reason === undefined ? [] : [sql`v.code = ${reason}`]),
  ...(field === undefined ? [] : [sql`v.field = ${field}`]),
  ...(value === undefined ? [] : [sql`v.raw_value = ${value}`]),
];

/** Of a quarantine table's `rows`: those that the filter asks for, every column. */
export const chosenSql = (rows: Sql, filter: QuarantineFilter): Sql => {
  const asked = violationAsked(filter);
  const has =
    asked.length === 0 ? [] : [sql`len(list_filter(violations, lambda v: ${join(asked, ' AND ')})) > 0`];
  return sql`(SELECT * FROM ${rows} WHERE ${join([inState(filter.state), ...has], ' AND ')})`;
};

/** The first character and the shape: enough to recognise the fault, not the person. */
const maskSql = (text: Sql): Sql =>
  sql`left(${text}, 1) || regexp_replace(substr(${text}, 2), '[\\p{L}\\p{N}]', '•', 'g')`;

const personalOf = ({ fields }: DatasetContract): readonly string[] =>
  fields.filter(({ pii }) => pii).map(({ name }) => name);

const [extras] = trailingColumns;

/** The rows with personal values masked: in the fields, in the reasons, and in columns that map to no field. */
const maskedSql = (rows: Sql, contract: DatasetContract): Sql => {
  const personal = personalOf(contract);
  const texts = personal.map((name) => ident(`raw__${name}`)).map((text) => sql`${maskSql(text)} AS ${text}`);
  const reason = sql`list_transform(violations, lambda v: {
      code: v.code, severity: v.severity, field: v.field,
      raw_value: CASE WHEN list_contains(${stringList(personal)}, v.field) THEN ${maskSql(sql`v.raw_value`)} ELSE v.raw_value END,
      expected: v.expected, caused_by: v.caused_by
    })`;
  const unmapped = ident(extras.name);
  return sql`(
  SELECT * REPLACE (
    ${join([
      ...texts,
      sql`${reason} AS violations`,
      sql`map_from_entries(list_transform(map_entries(${unmapped}), lambda e: {k: e.key, v: ${maskSql(sql`e.value`)}})) AS ${unmapped}`,
    ])}
  )
  FROM ${rows}
)`;
};

/** The rows that are asked for, as they may be shown. A value is looked for as it came, also where it is shown masked. */
export const shownSql = (
  rows: Sql,
  contract: DatasetContract,
  filter: QuarantineFilter,
  showPersonalData: boolean,
): Sql => {
  const chosen = chosenSql(rows, filter);
  return showPersonalData ? chosen : maskedSql(chosen, contract);
};

const exampleWidth = 80;

/** Rows and up to three different values by code and field; of the reasons only those that the filter asks for. */
export const groupsSql = (
  rows: Sql,
  contract: DatasetContract,
  filter: QuarantineFilter,
  showPersonalData: boolean,
): Sql => sql`
  WITH found AS (
    SELECT row_id, v.code AS code, v.severity AS severity, v.field AS field, v.raw_value AS raw_value, v.caused_by AS cause
    FROM (SELECT row_id, unnest(violations) AS v FROM ${chosenSql(rows, filter)})
    WHERE ${join([sql`TRUE`, ...violationAsked(filter)], ' AND ')}
  ),
  by_value AS (
    SELECT code, severity, field, raw_value, count(DISTINCT row_id) AS rows
    FROM found
    GROUP BY code, severity, field, raw_value
  ),
  example AS (
    SELECT code, severity, field, min_by(${exampleSql(contract, showPersonalData)}, (-rows, raw_value), 3) AS examples
    FROM by_value
    GROUP BY code, severity, field
  )
  SELECT code, severity, field,
    count(DISTINCT row_id) AS rows,
    count(DISTINCT row_id) FILTER (WHERE cause IS NOT NULL) AS "knockOns",
    any_value(examples) AS examples
  FROM found
  JOIN example USING (code, severity, field)
  GROUP BY code, severity, field
  ORDER BY severity, rows DESC, code, field`;

function exampleSql(contract: DatasetContract, showPersonalData: boolean): Sql {
  const text = sql`left(raw_value, ${exampleWidth})`;
  const value = showPersonalData
    ? text
    : sql`CASE WHEN list_contains(${stringList(personalOf(contract))}, field) THEN ${maskSql(text)} ELSE ${text} END`;
  return sql`{value: ${value}, rows: rows}`;
}

export const timeText = (column: Sql): Sql => sql`strftime(${column}, '%Y-%m-%dT%H:%M:%S.%gZ')`;

/** The first rows, in the order of their files. */
export const rowsSql = (shown: Sql, { fields }: DatasetContract, limit: number): Sql => sql`
  SELECT
    row_id AS "rowId", tenant_id AS tenant, row_key AS key, state, assignee, waits_for AS "waitsFor", note,
    list_transform(violations, lambda v: {
      code: v.code, severity: v.severity, field: v.field, value: v.raw_value, causedBy: v.caused_by
    }) AS reasons,
    caused_by AS "causedBy",
    source_path AS "sourcePath", source_digest AS "sourceDigest", source_row AS "sourceRow",
    batch_id AS "batchId", run_id AS "runId",
    ${timeText(sql`opened_at`)} AS "openedAt",
    ${timeText(sql`closed_at`)} AS "closedAt",
    {${fields.map(({ name }) => sql`${ident(name)}: ${ident(`raw__${name}`)}`)}} AS values
  FROM ${shown}
  ORDER BY source_path, source_row, row_id
  LIMIT ${limit}`;

/** For a spreadsheet: all columns as text, reasons in one cell, and nothing that it would take for a formula. */
export const spreadsheetSql = (shown: Sql, { dataset, fields }: DatasetContract): Sql => {
  const columns: readonly (readonly [string, Sql])[] = [
    ...['row_id', 'tenant_id', 'row_key', 'state'].map((name) => [name, ident(name)] as const),
    [
      'reasons',
      sql`array_to_string(list_transform(violations, lambda v: concat_ws(' ', v.code, v.field, v.raw_value)), '; ')`,
    ],
    ...['caused_by', 'source_path', 'source_digest', 'source_row', 'batch_id', 'run_id'].map(
      (name) => [name, sql`${ident(name)}::VARCHAR`] as const,
    ),
    ['opened_at', timeText(sql`opened_at`)],
    ['closed_at', timeText(sql`closed_at`)],
    ...['assignee', 'waits_for', 'note'].map((name) => [name, ident(name)] as const),
    ...fields.map(({ name }) => [`raw__${name}`, ident(`raw__${name}`)] as const),
    [extras.name, sql`to_json(${ident(extras.name)})::VARCHAR`],
  ];
  const cells = columns.map(([name, text]) => sql`${harmlessSql(text)} AS ${ident(name)}`);
  return sql`SELECT ${dataset} AS dataset, ${cells} FROM ${shown} ORDER BY source_path, source_row, row_id`;
};
