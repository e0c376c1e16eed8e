import type { ColumnFilter, GridColumn, PageRequest } from '../../contracts/api/page.ts';
import { QuaysideError } from '../base/errors.ts';
import { ident, join, type Sql, sql, stringList } from '../sql/sql.ts';
import { cellSql, type GridSource, textSql } from './grid.ts';

/** What of a page request says which rows. */
export type RowChoice = Pick<PageRequest, 'filters' | 'text'>;

/** The rows that filters and text let through. Throws USAGE for a column that is not there and an operand that its type does not have. */
export function whereSql({ columns }: GridSource, { filters, text }: RowChoice): Sql {
  const all = filters.map((filter) => filterSql(columnOf(columns, filter.column), filter));
  if (text !== undefined && text !== '') {
    const anywhere = columns.map((column) => sql`contains(lower(${textSql(column)}), lower(${text}))`);
    all.push(sql`(${join(anywhere, ' OR ')})`);
  }
  return all.length === 0 ? sql`TRUE` : join(all, ' AND ');
}

/** `ORDER BY` of a page: what was asked for, then the order of the relation. Blanks come last, whichever way. */
export function orderSql({ columns, order }: GridSource, { sort }: Pick<PageRequest, 'sort'>): Sql {
  const asked = sort.map(({ column, descending }) => {
    const { name } = columnOf(columns, column);
    return descending ? sql`${ident(name)} DESC NULLS LAST` : sql`${ident(name)} ASC NULLS LAST`;
  });
  const all = [...asked, ...order];
  return all.length === 0 ? sql`` : sql`ORDER BY ${join(all)}`;
}

/** The cells of a page's columns, in the order asked for. */
export function shownColumns(
  { columns }: GridSource,
  asked: readonly string[] | undefined,
): readonly GridColumn[] {
  return asked === undefined ? columns : asked.map((name) => columnOf(columns, name));
}

/** The cells of a page, as they cross. */
export const cellsSql = (source: GridSource, asked: readonly string[] | undefined): readonly Sql[] =>
  shownColumns(source, asked).map((column) => sql`${cellSql(column)} AS ${ident(column.name)}`);

/** A relation that has its order by itself is not sorted to skip its first rows. */
export const pageSql = (source: GridSource, request: PageRequest): Sql => sql`
  SELECT ${cellsSql(source, request.columns)}
  FROM (
    SELECT *
    FROM ${source.relation}
    WHERE ${whereSql(source, request)}
    ${source.isOrdered === true && request.sort.length === 0 ? sql`` : orderSql(source, request)}
    LIMIT ${request.limit} OFFSET ${request.offset}
  )`;

export const countSql = (source: GridSource, choice: RowChoice): Sql => sql`
  SELECT count(*) AS rows FROM ${source.relation} WHERE ${whereSql(source, choice)}`;

/** The values of a column under all filters but its own, the most frequent first. */
export function valuesSql(
  source: GridSource,
  column: string,
  choice: RowChoice,
  search: string | undefined,
  limit: number,
): Sql {
  const value = textSql(columnOf(source.columns, column));
  const others = { ...choice, filters: choice.filters.filter((filter) => filter.column !== column) };
  const found =
    search === undefined || search === '' ? sql`TRUE` : sql`contains(lower(value), lower(${search}))`;
  return sql`
  SELECT value, count(*) AS rows
  FROM (SELECT ${value} AS value FROM ${source.relation} WHERE ${whereSql(source, others)})
  WHERE ${found}
  GROUP BY value
  ORDER BY rows DESC, value
  LIMIT ${limit}`;
}

function columnOf(columns: readonly GridColumn[], name: string): GridColumn {
  const column = columns.find((one) => one.name === name);
  if (column !== undefined) return column;
  throw new QuaysideError(
    'USAGE',
    `There is no column ${JSON.stringify(name)}; expected one of ${columns.map((one) => one.name).join(', ')}.`,
    { parameters: { column: name } },
  );
}

const comparisons = {
  equals: sql`=`,
  notEquals: sql`IS DISTINCT FROM`,
  less: sql`<`,
  atMost: sql`<=`,
  more: sql`>`,
  atLeast: sql`>=`,
} as const;

function filterSql(column: GridColumn, filter: ColumnFilter): Sql {
  const cell = ident(column.name);
  const lower = sql`lower(${textSql(column)})`;
  switch (filter.op) {
    case 'equals':
    case 'notEquals':
    case 'less':
    case 'atMost':
    case 'more':
    case 'atLeast':
      return sql`(${comparable(column)} ${comparisons[filter.op]} ${operand(column, filter.value)})`;
    case 'contains':
      return sql`contains(${lower}, lower(${filter.value}))`;
    case 'notContains':
      return sql`NOT coalesce(contains(${lower}, lower(${filter.value})), FALSE)`;
    case 'startsWith':
      return sql`starts_with(${lower}, lower(${filter.value}))`;
    case 'endsWith':
      return sql`ends_with(${lower}, lower(${filter.value}))`;
    case 'between':
      return sql`(${comparable(column)} BETWEEN ${operand(column, filter.from)} AND ${operand(column, filter.to)})`;
    case 'in':
      return inSql(column, filter.values);
    case 'blank':
      return blankSql(column);
    case 'filled':
      return sql`NOT ${blankSql(column)}`;
    default:
      return filter satisfies never;
  }
  function blankSql({ kind }: GridColumn): Sql {
    return kind === 'text' ? sql`(${cell} IS NULL OR trim(${cell}::VARCHAR) = '')` : sql`(${cell} IS NULL)`;
  }
}

function inSql(column: GridColumn, values: readonly (string | null)[]): Sql {
  const text = textSql(column);
  const filled = values.filter((value) => value !== null);
  const among = sql`coalesce(list_contains(${stringList(filled)}, ${text}), FALSE)`;
  return values.includes(null) ? sql`(${among} OR ${ident(column.name)} IS NULL)` : among;
}

const comparable = (column: GridColumn): Sql => (isTyped(column) ? ident(column.name) : textSql(column));

/** Compared by its type, not as text. */
const isTyped = ({ kind, type }: GridColumn): boolean =>
  kind !== 'text' && kind !== 'other' && /^[A-Z0-9 (),]+$/.test(type);

/** What a person typed, as the column's type. */
function operand(column: GridColumn, value: string): Sql {
  if (!isTyped(column)) return sql`${value}`;
  if (looksRight[column.kind].test(value.trim())) return typed(column, value.trim());
  throw new QuaysideError(
    'USAGE',
    `${JSON.stringify(value)} cannot be compared with ${column.name}; expected a ${column.kind}.`,
    { parameters: { column: column.name, value, kind: column.kind } },
  );
}

/** A number is compared as one, so that 1.5 is not rounded to the column's scale before. */
function typed({ kind, type }: GridColumn, value: string): Sql {
  if (kind === 'number')
    return sql`TRY_CAST(${value} AS ${type.startsWith('DECIMAL') ? sql`DECIMAL(38, 10)` : sql`DOUBLE`})`;
  if (kind === 'boolean') return sql`TRY_CAST(${value} AS BOOLEAN)`;
  if (kind === 'date') return sql`TRY_CAST(${value} AS DATE)`;
  return type === 'TIMESTAMP WITH TIME ZONE'
    ? sql`TRY_CAST(${value} AS TIMESTAMPTZ)`
    : sql`TRY_CAST(${value} AS TIMESTAMP)`;
}

const looksRight: Readonly<Record<GridColumn['kind'], RegExp>> = {
  text: /^/,
  other: /^/,
  number: /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i,
  boolean: /^(true|false)$/i,
  date: /^\d{4}-\d{2}-\d{2}$/,
  timestamp: /^\d{4}-\d{2}-\d{2}([T ][\d:.]+(Z|[+-]\d{2}(:?\d{2})?)?)?$/,
};
