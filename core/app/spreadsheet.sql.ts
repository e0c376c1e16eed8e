import { ident, type Sql, sql } from '../sql/sql.ts';
import { formulaPattern, harmless, numberPattern } from './spreadsheet-csv.ts';

/** A text for a cell: what a spreadsheet would take for a formula gets an apostrophe in front; as `spreadsheetCsv`. */
export const harmlessSql = (text: Sql): Sql => sql`CASE
  WHEN regexp_matches(${text}, ${formulaPattern}) AND NOT regexp_matches(${text}, ${numberPattern}) THEN '''' || ${text}
  ELSE ${text}
END`;

/** A column of any type as a cell: lists, structs and maps are JSON. `type` as DuckDB describes it. */
export function cellSql({ name, type }: { readonly name: string; readonly type: string }): Sql {
  const column = ident(name);
  const isNested = /\]$|^(STRUCT|MAP|UNION)\(/.test(type);
  const text = isNested ? sql`to_json(${column})::VARCHAR` : sql`${column}::VARCHAR`;
  return sql`${harmlessSql(text)} AS ${ident(harmless(name))}`;
}
