import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { CodeLists } from '../../contracts/data/code-lists.ts';
import { ident, join, type Sql, sql } from '../sql/sql.ts';
import { rawText } from './compiled-rule.ts';
import { concatenated } from './dialect.ts';
import { withLookups } from './lookups.ts';
import type { JudgeDataset, Kept } from './judge-request.ts';
import type { DatasetPlan, PlannedRowRule } from './plan-dataset.ts';
import { type WorkingTables, workingTables } from './working-tables.ts';

const failed = (ordinal: number): Sql => ident(`failed:${ordinal}`);
const cellOf = (ordinal: number): Sql => ident(`cell:${ordinal}`);
const rowError = ident('row:error');
const rowWarned = ident('row:warned');

/**
 * One pass over the typed relation: the rules within the row as booleans for every row, records of what was violated only for rows
 * that violate something, and the few columns that later steps look at.
 */
export function judgingSql(
  plan: DatasetPlan,
  rows: Sql,
  tables: WorkingTables,
  options: { readonly codeLists: CodeLists; readonly asOf: Date } & Pick<JudgeDataset, 'notes' | 'keep'>,
): Sql {
  const { contract, rowRules, references } = plan;
  const lookups = rowRules.flatMap(({ compiled }) => compiled.lookups ?? []);
  const looked = withLookups(rows, lookups, options.codeLists, options.asOf);
  const judged = withBits(looked, rowRules);
  return sql`CREATE OR REPLACE TABLE ${tables.judging} AS
    SELECT file_no, row_no, row_id, extracted_at,
      tenant_id AS tenant,
      ${ident(contract.primaryKey.field)} AS key,
      ${ident(contract.businessKey.field)} AS code,
      source_timestamp AS changed_at,
      data_source,
      ${rowError} AS error,
      ${rowWarned} AS warned,
      CASE WHEN ${rowError} OR ${rowWarned} THEN ${concatenated(rowRules.filter(isOn).map(recordOf))} END AS found${[
        ...(options.notes === undefined ? [] : [sql`${options.notes} AS notes`]),
        ...(options.keep ?? []).map((kept) => sql`${kept.value} AS ${keptColumn(kept)}`),
        ...cellColumns(rowRules),
        ...references.map(({ field }, index) => sql`${ident(field)} AS ${referenceColumn(index)}`),
      ].reduce((before, column) => sql`${before},\n      ${column}`, sql``)}
    FROM (
      SELECT *, ${anyOf(rowRules, 'error')} AS ${rowError}, ${anyOf(rowRules, 'warning')} AS ${rowWarned}
      FROM (${judged})
    )`;
}

/** The column of a dataset's reference, by its index in the contract's foreign keys. */
export const referenceColumn = (index: number): Sql => ident(`reference_${index + 1}`);

const keptColumn = ({ name }: Kept): Sql => ident(`kept:${name}`);

/** What a judgement kept of every row: file_no, row_no and the kept values by their names. */
export const keptRows = (dataset: DatasetName, keep: readonly Kept[]): Sql =>
  sql`(SELECT file_no, row_no, ${keep.map((kept) => sql`${keptColumn(kept)} AS ${ident(kept.name)}`)} FROM ${workingTables(dataset).judging})`;

/** The column of a rule that a join with the country cells decides. */
export const cellColumn = ({ ordinal }: PlannedRowRule): Sql => ident(`cell_${ordinal}`);

const isOn = ({ severity }: PlannedRowRule): boolean => severity !== 'off';

function cellColumns(rules: readonly PlannedRowRule[]): readonly Sql[] {
  return rules
    .filter(({ compiled }) => compiled.cell !== undefined)
    .map((rule) => sql`${cellOf(rule.ordinal)} AS ${cellColumn(rule)}`);
}

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
