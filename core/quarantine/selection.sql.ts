import type { DatasetContract } from '../../contracts/data/dataset.ts';
import type { Condition, Selection } from '../../contracts/quarantine/selection.ts';
import { join, type Sql, sql } from '../sql/sql.ts';
import { assertField } from './assert-field.ts';
import { rawOf } from './desk-tables.ts';
import { inStateSql } from './state.sql.ts';

/**
 * How reasons are looked at: as they are `now` (over `now` joined with its verdict, whose list is called `reasons`, with its `errors`), or as `recorded`, which
 * is the same for ever: a recorded reason holds while the cell's text is the one it was found in and nobody waived it.
 */
export type Reasons = 'now' | 'recorded';

/** TRUE for the rows of a selection, over a desk's columns; never NULL. Throws USAGE for fields that the dataset does not have. */
export function selectedSql(selection: Selection, contract: DatasetContract, reasons: Reasons): Sql {
  const { run, file, text, filter, rows, causedBy, assignedTo, state } = selection;
  const all: Sql[] = [sql`TRUE`];
  if (run !== undefined) all.push(sql`run_id = ${run}`);
  if (file !== undefined) all.push(sql`(source_path = ${file} OR ends_with(source_path, ${`/${file}`}))`);
  if (text !== undefined) all.push(anywhere(text, contract));
  if (filter !== undefined) all.push(conditionSql(filter, contract));
  if (rows !== undefined) all.push(among(sql`row_id`, rows));
  if (causedBy !== undefined) all.push(knockOn(causedBy, reasons));
  if (assignedTo !== undefined) all.push(sql`assignee = ${assignedTo}`);
  if (state !== undefined) all.push(inStateSql(state, reasons));
  all.push(...reasonSql(selection, contract, reasons));
  return sql`coalesce(${join(all, ' AND ')}, FALSE)`;
}

/** Whether rejected ones are among the rows: who names rows, or asks for rejected ones, means them. */
export const meansRejected = ({ rows, state }: Selection): boolean =>
  rows !== undefined || state === 'rejected';

/** Whether what is wrong decides which rows it is. */
export const looksAtVerdicts = (selection: Selection): boolean =>
  looksAtReasons(selection) || selection.state !== undefined;

const looksAtReasons = ({ reason, field, value, pattern, causedBy }: Selection): boolean =>
  reason !== undefined ||
  causedBy !== undefined ||
  (field !== undefined && value === undefined && pattern === undefined);

function reasonSql(selection: Selection, contract: DatasetContract, reasons: Reasons): readonly Sql[] {
  const { reason, field, value, pattern } = selection;
  if (field !== undefined) assertField(contract, field);
  const onText = [
    ...(value === undefined ? [] : [(text: Sql) => sql`${text} IS NOT DISTINCT FROM ${value}`]),
    ...(pattern === undefined ? [] : [(text: Sql) => sql`regexp_matches(${text}, ${pattern})`]),
  ];
  if (looksAtReasons({ reason, field, value, pattern })) {
    const asked = [
      ...(reason === undefined ? [] : [sql`v.code = ${reason}`]),
      ...(field === undefined ? [] : [sql`v.field = ${field}`]),
      ...onText.map((test) => test(sql`v.raw_value`)),
    ];
    if (reasons === 'now') return [sql`len(list_filter(reasons, lambda v: ${join(asked, ' AND ')})) > 0`];
    return [recordedSql(asked, contract, reason, field)];
  }
  if (onText.length === 0) return [];
  if (field === undefined) {
    const values = sql`v.raw_value`;
    const list = reasons === 'now' ? sql`reasons` : sql`violations`;
    return onText.map((test) => sql`len(list_filter(${list}, lambda v: ${test(values)})) > 0`);
  }
  return onText.map((test) => test(rawOf(field)));
}

/** A recorded reason of the row holds: its cell has the text in which it was found. */
function recordedSql(
  asked: readonly Sql[],
  contract: DatasetContract,
  reason: string | undefined,
  field: string | undefined,
): Sql {
  const fields = field === undefined ? fieldsOfReason(contract, reason) : [field];
  const stands = fields.map((name) => sql`WHEN ${name} THEN v.raw_value IS NOT DISTINCT FROM ${rawOf(name)}`);
  const waived = reason === undefined ? sql`TRUE` : sql`NOT contains(coalesce(waived, ''), ${`,${reason},`})`;
  return sql`(${waived} AND decision IS NULL AND len(list_filter(violations, lambda v: ${join(asked, ' AND ')}
      AND CASE v.field ${join(stands, ' ')} ELSE TRUE END)) > 0)`;
}

/** Where a reason may be marked; all fields where the contract does not say. */
function fieldsOfReason(contract: DatasetContract, reason: string | undefined): readonly string[] {
  const { rowRules, primaryKey, businessKey, collision, foreignKeys } = contract;
  const marked = [
    ...rowRules.map(({ code, field }) => [code, field] as const),
    [primaryKey.duplicate, primaryKey.field] as const,
    [businessKey.duplicate, businessKey.field] as const,
    [collision, primaryKey.field] as const,
    ...foreignKeys.map(({ orphan, field }) => [orphan, field] as const),
  ].filter(([code]) => code === reason);
  return marked.length === 0
    ? contract.fields.map(({ name }) => name)
    : [...new Set(marked.map(([, field]) => field))];
}

const knockOn = (rowId: string, reasons: Reasons): Sql =>
  reasons === 'now'
    ? sql`len(list_filter(reasons, lambda v: v.severity = 'error' AND v.caused_by = ${rowId})) > 0`
    : sql`caused_by = ${rowId}`;

const anywhere = (text: string, { fields }: DatasetContract): Sql =>
  sql`contains(lower(concat_ws(chr(31), ${join(fields.map(({ name }) => rawOf(name)))})), lower(${text}))`;

/** DuckDB makes a join of a long list. */
const among = (text: Sql, texts: readonly string[]): Sql =>
  texts.length === 0 ? sql`FALSE` : sql`${text} IN (${texts.map((one) => sql`${one}`)})`;

const isBlank = (text: Sql): Sql => sql`(${text} IS NULL OR trim(${text}) = '')`;

function conditionSql(condition: Condition, contract: DatasetContract): Sql {
  if ('all' in condition) return several(condition.all, ' AND ', contract);
  if ('any' in condition) return several(condition.any, ' OR ', contract);
  if ('not' in condition) return sql`NOT coalesce(${conditionSql(condition.not, contract)}, FALSE)`;
  assertField(contract, condition.field);
  const text = rawOf(condition.field);
  if ('is' in condition) return condition.is === 'blank' ? isBlank(text) : sql`NOT ${isBlank(text)}`;
  if ('equals' in condition) return sql`${text} = ${condition.equals}`;
  if ('oneOf' in condition) return among(text, condition.oneOf);
  if ('matches' in condition) return sql`regexp_matches(${text}, ${condition.matches})`;
  if ('contains' in condition) return sql`contains(lower(${text}), lower(${condition.contains}))`;
  if ('startsWith' in condition) return sql`starts_with(lower(${text}), lower(${condition.startsWith}))`;
  if ('endsWith' in condition) return sql`ends_with(lower(${text}), lower(${condition.endsWith}))`;
  const { atLeast, atMost } = condition;
  const number = sql`TRY_CAST(${text} AS DOUBLE)`;
  const bounds = [
    ...(atLeast === undefined ? [] : [sql`${number} >= ${atLeast}`]),
    ...(atMost === undefined ? [] : [sql`${number} <= ${atMost}`]),
  ];
  return sql`(${join(bounds, ' AND ')})`;
}

const several = (conditions: readonly Condition[], between: string, contract: DatasetContract): Sql =>
  sql`(${join(
    conditions.map((one) => sql`coalesce(${conditionSql(one, contract)}, FALSE)`),
    between,
  )})`;
