import type { CodeLists } from '../../contracts/data/code-lists.ts';
import type { DatasetContract, RowRuleKind } from '../../contracts/data/dataset.ts';
import { ident, join, type Sql, sql } from '../sql/sql.ts';
import { extrasOf, unknownColumnsOf } from './extras.sql.ts';
import { type Column, never, type Reading } from './grammar/reading.ts';
import { unusualText } from './grammar/text.sql.ts';
import { columnsOf, identityOf, likenessOf } from './identity.sql.ts';
import { normalisedOf } from './normalisations.ts';
import type { PlannedField, ReadingPlan } from './plan-reading.ts';
import { readingOf, type TypingOptions, usualReadingOf } from './readers.ts';

export interface PlannedReading extends PlannedField {
  readonly reading: Reading;
}

/**
 * The typed relation of docs/architecture.md, as a SELECT over a raw relation. No value makes it fail; what cannot be read is NULL
 * and `unread__…`.
 */
export function typedSelect(
  contract: DatasetContract,
  plan: ReadingPlan,
  raw: Sql,
  codeLists: CodeLists,
  options: TypingOptions,
): Sql {
  const readings = readingsOf(contract, plan, codeLists, options);
  const has = (kind: RowRuleKind, field: string): boolean =>
    contract.rowRules.some((rule) => rule.kind === kind && rule.field === field);
  const columns = readings.flatMap(({ field: { name }, reading }) => [
    sql`${reading.value} AS ${ident(name)}`,
    sql`${reading.raw} AS ${ident(`raw__${name}`)}`,
    ...(has('readable', name) ? [sql`${reading.unread ?? never} AS ${ident(`unread__${name}`)}`] : []),
    ...(has('range', name) ? [sql`${reading.wide ?? sql`NULL::DOUBLE`} AS ${ident(`wide__${name}`)}`] : []),
    ...(has('precision', name) ? [sql`${reading.loss ?? never} AS ${ident(`loss__${name}`)}`] : []),
  ]);
  return sql`SELECT
  file_no,
  row_no,
  row_id,
  extracted_at,
  ${identity} AS identity,
  ${likeness} AS likeness,
  ${join(columns, ',\n  ')},
  ${extrasOf(unknown, readings)} AS extras,
  ${normalisedOf(plan.fields, options.timezone)} AS normalised
FROM ${leveled(
    base(plan, raw),
    readings.map(({ reading }) => reading),
  )}`;
}

/**
 * The typed relation by the short way, with `usual`: where that is TRUE a row is as `typedSelect` has it, nothing in it was normalised
 * or split off, every text could be read, the raw text of a date or a whole number is its canonical one, and no field holds chr(31);
 * where it is FALSE the row's values say nothing. Costs a third of `typedSelect`. Undefined where no row could be usual: a point in two
 * columns. `withTexts`: with the columns `textsOf`, which `rawOfTexts` makes a raw relation of.
 */
export function usualSelect(
  contract: DatasetContract,
  plan: ReadingPlan,
  raw: Sql,
  codeLists: CodeLists,
  options: TypingOptions & { readonly withTexts?: boolean },
): Sql | undefined {
  const isNever = ({ source }: PlannedField): boolean =>
    source.kind === 'pair' || (source.kind === 'text' && source.text.includes('\u001f'));
  if (plan.fields.some(isNever)) return undefined;
  const context = { codeLists, timezone: options.timezone };
  const fields = plan.fields.map((planned) => {
    const { levels, value, raw: text } = readingOf(contract, planned, context, options.asOf);
    const short = usualReadingOf(planned, context);
    return { field: planned.field, raw: text, ...(short ?? { levels, value, bare: false }) };
  });
  const has = (kind: RowRuleKind, field: string): boolean =>
    contract.rowRules.some((rule) => rule.kind === kind && rule.field === field);
  const columns = fields.flatMap(({ field: { name }, value, raw: text }) => [
    sql`${value} AS ${ident(name)}`,
    sql`${text} AS ${ident(`raw__${name}`)}`,
    ...(has('readable', name) ? [sql`FALSE AS ${ident(`unread__${name}`)}`] : []),
    ...(has('range', name) ? [sql`${value}::DOUBLE AS ${ident(`wide__${name}`)}`] : []),
    ...(has('precision', name) ? [sql`FALSE AS ${ident(`loss__${name}`)}`] : []),
  ]);
  const { all } = columnsOf(plan);
  const texts =
    options.withTexts === true
      ? textsOf(plan).map((name, index) => sql`${all[index] ?? name} AS ${name}`)
      : [];
  const bare = fields.filter((field) => field.bare).map((field) => field.raw);
  const usual = [
    ...(bare.length === 0 ? [] : [sql`NOT ${unusualText(bare)}`]),
    ...fields.flatMap((field) => field.usual ?? []),
  ];
  return sql`SELECT
  file_no,
  row_no,
  row_id,
  extracted_at,
  ${identity} AS identity,
  ${likeness} AS likeness,
  ${join([...columns, ...texts], ',\n  ')},
  ${unknown} AS extras,
  NULL::INTEGER[] AS normalised,
  ${usual.length === 0 ? sql`TRUE` : join(usual, ' AND ')} AS usual
FROM ${leveled(base(plan, raw, texts.length === 0 ? undefined : all), fields)}`;
}

/** What is written in a row: names of columns of `usualSelect`. */
export const textsOf = (plan: ReadingPlan): readonly Sql[] =>
  columnsOf(plan).all.map((_, index) => ident(`text:${index + 1}`));

/** A raw relation of rows with (file_no, row_no, extracted_at) and `texts`, the list of their `textsOf`. */
export function rawOfTexts(plan: ReadingPlan, rows: Sql, rowId: Sql): Sql {
  const columns = columnsOf(plan).all.map((column, index) => sql`, texts[${index + 1}] AS ${column}`);
  return sql`(SELECT file_no, row_no, ${rowId} AS row_id, extracted_at${join(columns, '')} FROM ${rows})`;
}

/**
 * The columns of the typed relation that need no reading: file_no, row_no, row_id, extracted_at, identity and raw__…. For who looks
 * at a few rows again, as they were written: planning and running it costs a fraction of the typed relation.
 */
export function writtenSelect(
  contract: DatasetContract,
  plan: ReadingPlan,
  raw: Sql,
  codeLists: CodeLists,
  options: TypingOptions,
): Sql {
  const readings = readingsOf(contract, plan, codeLists, options);
  const columns = readings.map(
    ({ field: { name }, reading }) => sql`${reading.raw} AS ${ident(`raw__${name}`)}`,
  );
  return sql`SELECT
  file_no,
  row_no,
  row_id,
  extracted_at,
  ${identity} AS identity,
  ${join(columns, ',\n  ')}
FROM ${base(plan, raw)}`;
}

const identity = ident('identity:');
const likeness = ident('likeness:');
const unknown = ident('unknown:');

/** By default only the columns that fields read, and what is made of all: levels above do not carry thousands of unknown columns. */
function base(plan: ReadingPlan, raw: Sql, carried = columnsOf(plan).read): Sql {
  const columns = columnsOf(plan);
  return sql`(
  SELECT file_no, row_no, row_id, extracted_at, ${join(
    carried.map((column) => sql`${column}, `),
    '',
  )}
    ${identityOf(columns.all)} AS ${identity},
    ${likenessOf(columns.all)} AS ${likeness},
    ${unknownColumnsOf(plan)} AS ${unknown}
  FROM ${raw})`;
}

function readingsOf(
  contract: DatasetContract,
  plan: ReadingPlan,
  codeLists: CodeLists,
  { timezone, asOf }: TypingOptions,
): readonly PlannedReading[] {
  return plan.fields.map((planned) => ({
    ...planned,
    reading: readingOf(contract, planned, { codeLists, timezone }, asOf),
  }));
}

/** The raw relation with all columns that readings compute: a projection a level, so that each is computed once. */
function leveled(raw: Sql, readings: readonly Pick<Reading, 'levels'>[]): Sql {
  const depth = Math.max(0, ...readings.map(({ levels }) => levels.length));
  let from = raw;
  for (let index = 0; index < depth; index += 1) {
    const columns = readings.flatMap(({ levels }): readonly Column[] => levels[index] ?? []);
    const selected = columns.map(({ name, value }) => sql`${value} AS ${ident(name)}`);
    from = sql`(
  SELECT *, ${join(selected, ',\n    ')}
  FROM ${from})`;
  }
  return from;
}
