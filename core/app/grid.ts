import type { GridColumn } from '../../contracts/api/page.ts';
import type { Duck, ResultColumn } from '../duck/duck.ts';
import { ident, type Sql, sql } from '../sql/sql.ts';

/** Rows that a grid shows: any relation, and what orders rows that are equal by everything else. */
export interface GridSource {
  /** Stands after FROM. */
  readonly relation: Sql;
  readonly columns: readonly GridColumn[];
  /** Expressions over the relation that give its rows one order; together they are different for each row. */
  readonly order: readonly Sql[];
  /** Those of them that tell a row from all others and are never NULL, where `order` has more. */
  readonly places?: readonly Sql[];
  /** `relation` of only the rows whose last place is one of these, where they are found without looking at all others. */
  readonly at?: (places: readonly Sql[]) => Sql;
  /** DuckDB gives the rows in that order by itself: files are read from their beginning. */
  readonly isOrdered?: true;
  /** Rows `offset` to `offset + limit` in that order, where they can be had without reading those before them. */
  readonly slice?: (offset: number, limit: number) => Sql;
  /** Exactly the rows at these places, where they can be had without looking at all others; each is the values of all places. */
  readonly near?: (places: readonly (readonly unknown[])[]) => Sql;
  /** What the rows are: equal keys mean equal rows. What is found out about them is remembered by it. */
  readonly key: string;
}

const kinds: readonly (readonly [RegExp, GridColumn['kind']])[] = [
  [/^(VARCHAR|ENUM\()/, 'text'],
  [/^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DECIMAL\(|DOUBLE|FLOAT)/, 'number'],
  [/^BOOLEAN$/, 'boolean'],
  [/^DATE$/, 'date'],
  [/^TIMESTAMP/, 'timestamp'],
];

/** What a column of this type is to a grid. Types that hold others are neither number nor text. */
export const kindOf = (type: string): GridColumn['kind'] =>
  /\[\d*\]$/.test(type) ? 'other' : (kinds.find(([pattern]) => pattern.test(type))?.[1] ?? 'other');

/** A relation's columns; `personal` says which hold values that name or locate a person. */
export async function gridColumns(
  duck: Duck,
  relation: Sql,
  personal: (column: string) => boolean,
  signal?: AbortSignal,
): Promise<readonly GridColumn[]> {
  const columns = await duck.describe(relation, signal);
  return columns.map(({ name, type }: ResultColumn) => ({
    name,
    type,
    kind: kindOf(type),
    personal: personal(name),
  }));
}

/** The longest text of a cell that crosses; longer ones are cut. */
const cellWidth = 4000;

/** A cell as it crosses (contracts/api/page.ts): small numbers and booleans as they are, all else as text. */
export function cellSql({ name, type, kind }: GridColumn): Sql {
  const column = ident(name);
  switch (kind) {
    case 'text':
      return sql`left(${column}::VARCHAR, ${cellWidth})`;
    case 'number':
      return isPlainNumber(type) ? column : sql`${column}::VARCHAR`;
    case 'boolean':
      return column;
    case 'date':
      return sql`${column}::VARCHAR`;
    case 'timestamp':
      return type === 'TIMESTAMP WITH TIME ZONE'
        ? sql`strftime(${column}, '%Y-%m-%dT%H:%M:%S.%gZ')`
        : sql`strftime(${column}, '%Y-%m-%dT%H:%M:%S.%g')`;
    case 'other':
      return sql`left(to_json(${column})::VARCHAR, ${cellWidth})`;
    default:
      return kind satisfies never;
  }
}

/** Fits a double without loss. */
export const isPlainNumber = (type: string): boolean =>
  /^(U?(TINY|SMALL)INT|U?INTEGER|DOUBLE|FLOAT)$/.test(type);

/** A column as one comparable text, for searching and for lists of values. */
export const textSql = ({ name, kind }: GridColumn): Sql =>
  kind === 'other' ? sql`to_json(${ident(name)})::VARCHAR` : sql`${ident(name)}::VARCHAR`;
