import { tableFromIPC } from 'apache-arrow';
import type { CellValue, GridRow } from './row-source.ts';

/** Rows of an Arrow IPC stream as the API's pages have them: text, numbers, booleans and nulls. */
export function arrowRows(bytes: Uint8Array): GridRow[] {
  const table = tableFromIPC(bytes);
  const rows = Array.from({ length: table.numRows }, (): Record<string, CellValue> => ({}));
  table.schema.fields.forEach(({ name }, index) => {
    const column = table.getChildAt(index);
    for (const [at, row] of rows.entries()) row[name] = cellOf(column?.get(at));
  });
  return rows;
}

function cellOf(value: unknown): CellValue {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (value === null || value === undefined) return null;
  return typeof value === 'bigint' ? value.toString() : JSON.stringify(value);
}
