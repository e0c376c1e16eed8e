import { QuaysideError } from '../base/errors.ts';
import { type TableName, tableText } from '../iceberg/table.ts';

export const tableNotFound = (table: TableName): QuaysideError =>
  new QuaysideError(
    'TABLE_NOT_FOUND',
    `The catalog has no table ${tableText(table)}; list its tables and choose one of them.`,
    { parameters: { table: tableText(table) } },
  );
