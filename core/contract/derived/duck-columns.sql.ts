import type { DatasetContract, LogicalType } from '../../../contracts/data/dataset.ts';
import { ident, type Sql, sql } from '../../sql/sql.ts';
import { type TableColumn, tableColumns } from './columns.ts';
import { duckType } from './duck-types.ts';

/** The columns of a contract's silver table for CREATE TABLE in DuckDB: `name TYPE, …`. */
export const duckColumns = (contract: DatasetContract): Sql =>
  sql`${tableColumns(contract).map(({ name, type }) => sql`${ident(name)} ${duckType(type)}`)}`;

/** The value of COPY's FIELD_IDS for rows with all columns of the silver table: Parquet files that Iceberg reads by id. */
export const fieldIdsSql = (contract: DatasetContract): Sql =>
  sql`{${tableColumns(contract).map((column) => sql`${ident(column.name)}: ${idsOf(column)}`)}}`;

function idsOf({ id, type }: TableColumn): Sql {
  const nested = nestedIds(type);
  return nested === undefined ? sql`${id}` : sql`{__duckdb_field_id: ${id}, ${nested}}`;
}

function nestedIds(type: LogicalType): Sql | undefined {
  switch (type.kind) {
    case 'strings':
      return sql`element: ${type.elementId}`;
    case 'geo':
      return sql`lat: ${type.latId}, lon: ${type.lonId}`;
    case 'map':
      return sql`key: ${type.keyId}, value: ${type.valueId}`;
    case 'string':
    case 'int':
    case 'decimal':
    case 'date':
    case 'timestamp':
      return undefined;
  }
}
