import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { CodeLists } from '../../contracts/data/code-lists.ts';
import { ident, join, type Sql, sql } from '../sql/sql.ts';
import { rawText } from './compiled-rule.ts';
import { concatenated } from './dialect.ts';
import { withLookups as lookedUpRows } from './lookups.ts';
import type { JudgeDataset, Kept } from './judge-request.ts';
import type { DatasetPlan, PlannedRowRule } from './plan-dataset.ts';
import { type WorkingTables, workingTables } from './working-tables.ts';

const failed = (ordinal: number): Sql => ident(`failed:${ordinal}`);
const cellOf = (ordinal: number): Sql => ident(`cell:${ordinal}`);
const rowError = ident('row:error');
const rowWarned = ident('row:warned');
const rowUsual = ident('row:usual');

/**
 * One pass over the typed relation: the rules within the row as booleans for every row, records of what was violated only for rows
 * that violate something, and the few columns that later steps look at.
 */
export function judgingSql(plan: DatasetPlan, rows: Sql, table: Sql, options: JudgingOptions): Sql {
  const { rowRules } = plan;
  const found = concatenated(rowRules.filter(isOn).map(recordOf));
  return sql`CREATE OR REPLACE TABLE ${table} AS
    ${narrow(plan, options, {
      rowId: ident('row_id'),
      error: rowError,
      warned: rowWarned,
      found: sql`CASE WHEN ${rowError} OR ${rowWarned} THEN ${found} END`,
      cell: ({ ordinal }) => cellOf(ordinal),
      usual: sql`FALSE`,
    })}
    FROM (
      SELECT *, ${anyOf(rowRules, 'error')} AS ${rowError}, ${anyOf(rowRules, 'warning')} AS ${rowWarned}
      FROM (${withBits(withLookups(rows, plan, options), rowRules)})
    )`;
}

/**
 * The same by the short way: `usual` is TRUE where a row violates nothing at all, not even a rule that is off (it could silence
 * others), and what else is said of it holds. Rows where it is FALSE are to be judged by `judgingSql`.
 */
export function usualJudgingSql(
  plan: DatasetPlan,
  { rows, texts }: Pick<NonNullable<JudgeDataset['usual']>, 'rows' | 'texts'>,
  { judging }: WorkingTables,
  options: JudgingOptions,
): Sql {
  const { rowRules } = plan;
  const written = texts.length === 0 ? sql`NULL::VARCHAR[]` : sql`[${texts}]`;
  const violated = join(
    rowRules.map(({ compiled }) => sql`(${compiled.violated})`),
    ' OR ',
  );
  return sql`CREATE OR REPLACE TABLE ${judging} AS
    ${narrow(
      plan,
      {
        ...options,
        ...(options.notes === undefined ? {} : { notes: sql`NULL::INTEGER[]` }),
        keep: (options.keep ?? []).map(({ name, value, usual = value }) => ({ name, value: usual })),
      },
      {
        rowId: sql`NULL::VARCHAR`,
        error: sql`FALSE`,
        warned: sql`FALSE`,
        found: sql`NULL::STRUCT(ordinal INTEGER, raw_value VARCHAR, expected VARCHAR)[]`,
        cell: ({ compiled }) => compiled.cell ?? sql`NULL`,
        usual: rowUsual,
      },
    )}, CASE WHEN NOT ${rowUsual} THEN ${written} END AS texts
    FROM (
      SELECT *, ${rowRules.length === 0 ? sql`usual` : sql`(usual AND NOT coalesce(${violated}, FALSE))`} AS ${rowUsual}
      FROM (${withLookups(rows, plan, options)})
    )`;
}

/** The rows that could not go the short way, as `UsualRows.others` is given them. */
export const restSelection = ({ judging }: WorkingTables): Sql =>
  sql`(SELECT file_no, row_no, extracted_at, texts FROM ${judging} WHERE NOT usual)`;

/** Puts the rows that were judged by the long way in the place of those that could not go the short one. */
export function restSteps({ judging, rest }: WorkingTables, keep: readonly Kept[]): readonly Sql[] {
  const columns = keep.length === 0 ? sql`*` : sql`* EXCLUDE (${keep.map(keptColumn)})`;
  return [
    sql`DELETE FROM ${judging} WHERE NOT usual`,
    sql`INSERT INTO ${judging} BY NAME SELECT ${columns} FROM ${rest}`,
  ];
}

type JudgingOptions = { readonly codeLists: CodeLists; readonly asOf: Date } & Pick<
  JudgeDataset,
  'notes' | 'keep'
>;

/** What a way of judging says of a row. */
interface Said extends Readonly<Record<'rowId' | 'error' | 'warned' | 'found' | 'usual', Sql>> {
  readonly cell: (rule: PlannedRowRule) => Sql;
}

function narrow(
  { contract, rowRules, references }: DatasetPlan,
  { notes, keep }: JudgingOptions,
  said: Said,
): Sql {
  return sql`SELECT file_no, row_no, ${said.rowId} AS row_id, likeness, extracted_at,
      tenant_id AS tenant,
      ${ident(contract.primaryKey.field)} AS key,
      ${ident(contract.businessKey.field)} AS code,
      source_timestamp AS changed_at,
      data_source,
      ${said.error} AS error,
      ${said.warned} AS warned,
      ${said.found} AS found,
      ${said.usual} AS usual${[
        ...(notes === undefined ? [] : [sql`${notes} AS notes`]),
        ...(keep ?? []).map((kept) => sql`${kept.value} AS ${keptColumn(kept)}`),
        ...rowRules
          .filter(({ compiled }) => compiled.cell !== undefined)
          .map((rule) => sql`${said.cell(rule)} AS ${cellColumn(rule)}`),
        ...references.map(({ field }, index) => sql`${ident(field)} AS ${referenceColumn(index)}`),
      ].reduce((before, column) => sql`${before},\n      ${column}`, sql``)}`;
}

const withLookups = (rows: Sql, { rowRules }: DatasetPlan, { codeLists, asOf }: JudgingOptions): Sql =>
  lookedUpRows(
    rows,
    rowRules.flatMap(({ compiled }) => compiled.lookups ?? []),
    codeLists,
    asOf,
  );

/** The column of a dataset's reference, by its index in the contract's foreign keys. */
export const referenceColumn = (index: number): Sql => ident(`reference_${index + 1}`);

const keptColumn = ({ name }: Kept): Sql => ident(`kept:${name}`);

/** What a judgement kept of every row: file_no, row_no and the kept values by their names. */
export const keptRows = (dataset: DatasetName, keep: readonly Kept[]): Sql =>
  sql`(SELECT file_no, row_no, ${keep.map((kept) => sql`${keptColumn(kept)} AS ${ident(kept.name)}`)} FROM ${workingTables(dataset).judging})`;

/** Of the rows that could not go the short way: file_no, row_no and the values that `UsualRows.keep` names. */
export const restRows = (dataset: DatasetName, keep: readonly Kept[]): Sql =>
  sql`(SELECT file_no, row_no, ${keep.map((kept) => sql`${keptColumn(kept)} AS ${ident(kept.name)}`)} FROM ${workingTables(dataset).rest})`;

/** The rows in quarantine of a judgement that kept values, as they were written: file_no, row_no, row_id, raw__…; maybe some others too. */
export const writtenRows = (dataset: DatasetName): Sql => workingTables(dataset).again;

/** The column of a rule that a join with the country cells decides. */
export const cellColumn = ({ ordinal }: PlannedRowRule): Sql => ident(`cell_${ordinal}`);

const isOn = ({ severity }: PlannedRowRule): boolean => severity !== 'off';

/** A projection a level: a rule may look at the bits of the rules that silence it. */
function withBits(rows: Sql, rules: readonly PlannedRowRule[]): Sql {
  const levels = [...new Set(rules.map(({ level }) => level))].toSorted((a, b) => a - b);
  return levels.reduce((before, level) => {
    const bits = rules.filter((rule) => rule.level === level).flatMap(bitsOf);
    return sql`SELECT *,
      ${join(bits, ',\n      ')}
    FROM (${before})`;
  }, rows);
}

function bitsOf({ ordinal, compiled, silencedBy }: PlannedRowRule): readonly Sql[] {
  const silent = join(silencedBy.map(failed), ' OR ');
  const speaks = silencedBy.length === 0 ? sql`` : sql`NOT (${silent}) AND `;
  const bit = sql`${speaks}coalesce(${compiled.violated}, FALSE) AS ${failed(ordinal)}`;
  if (compiled.cell === undefined) return [bit];
  const cell =
    silencedBy.length === 0 ? compiled.cell : sql`CASE WHEN NOT (${silent}) THEN ${compiled.cell} END`;
  return [bit, sql`${cell} AS ${cellOf(ordinal)}`];
}

function anyOf(rules: readonly PlannedRowRule[], severity: 'error' | 'warning'): Sql {
  const bits = rules.filter((rule) => rule.severity === severity).map(({ ordinal }) => failed(ordinal));
  return bits.length === 0 ? sql`FALSE` : sql`(${join(bits, ' OR ')})`;
}

function recordOf({ ordinal, field, compiled }: PlannedRowRule): Sql {
  return sql`
        CASE WHEN ${failed(ordinal)} THEN [{ordinal: ${ordinal}, raw_value: ${rawText(field)}, expected: ${compiled.expected}}] END`;
}
