import type { CodeLists } from '../../contracts/data/code-lists.ts';
import { type Sql, sql } from '../sql/sql.ts';
import { cellsRelation, countryOf, exchangedKey } from './country-cells.ts';
import { jsonObject, lookUp } from './dialect.ts';
import { cellColumn } from './judging.sql.ts';
import type { PlannedRowRule } from './plan-dataset.ts';
import type { WorkingTables } from './working-tables.ts';

/** Rows whose point lies in no cell of their country, and whether the same point with its axes exchanged does. */
export function outsideCountrySql(
  { judging, aside }: WorkingTables,
  rule: PlannedRowRule,
  countryCells: Sql,
  codeLists: CodeLists,
): Sql {
  const column = cellColumn(rule);
  const codes = Object.fromEntries(codeLists.countries.map(({ code }, number) => [`${number}`, code]));
  return sql`
    WITH cells AS MATERIALIZED (SELECT key FROM ${cellsRelation(countryCells, codeLists)}),
    outside AS (
      SELECT file_no, row_no, ${column} AS cell
      FROM ${judging}
      ANTI JOIN cells ON cells.key = ${column}
      ANTI JOIN ${aside} USING (file_no, row_no)
      WHERE ${column} IS NOT NULL
    ),
    swapped AS (
      SELECT DISTINCT cells.key
      FROM cells
      SEMI JOIN (SELECT ${exchangedKey(sql`cell`)} AS key FROM outside) AS exchanged ON exchanged.key = cells.key
    )
    SELECT file_no, row_no,
      ${jsonObject({ country: lookUp(sql`${countryOf(sql`cell`)}::VARCHAR`, codes), swapped: sql`swapped.key IS NOT NULL` })} AS expected,
      NULL AS caused_by
    FROM outside
    SEMI JOIN (SELECT DISTINCT ${countryOf(sql`key`)} AS number FROM cells) AS outlined
      ON outlined.number = ${countryOf(sql`cell`)}
    LEFT JOIN swapped ON swapped.key = ${exchangedKey(sql`cell`)}`;
}
