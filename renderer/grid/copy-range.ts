import type { Column, GridApi } from 'ag-grid-community';
import { maxPageRows, type PageRequest } from '../../contracts/api/page.ts';
import { copyText } from '../host/clipboard.ts';
import { arrowRows } from './arrow-rows.ts';
import { type Box, cellsOf, toTabText } from './range.ts';
import type { GridRow, RowSource } from './row-source.ts';

/** Copies the cells of a box, also those that were never scrolled to. The number of cells; 0 where the browser refused. */
export async function copyRange(
  source: RowSource,
  view: Omit<PageRequest, 'offset' | 'limit'>,
  box: Box,
  columns: readonly Column[],
): Promise<number> {
  const names = columns.slice(box.left, box.right + 1).map((column) => column.getColId());
  const rows: GridRow[] = [];
  for (let offset = box.top; offset <= box.bottom; offset += maxPageRows) {
    const limit = Math.min(maxPageRows, box.bottom - offset + 1);
    const page = await source.page({ ...view, columns: names, offset, limit });
    rows.push(...arrowRows(page.arrow));
  }
  const text = toTabText(rows.map((row) => names.map((name) => row[name])));
  return (await copyText(text)) ? cellsOf({ ...box, bottom: box.top + rows.length - 1 }) : 0;
}

/** The focused cell as a box of one. */
export function focusedBox(api: GridApi<GridRow>): Box | undefined {
  const focused = api.getFocusedCell();
  if (focused === null) return undefined;
  const column = api
    .getAllDisplayedColumns()
    .findIndex((one) => one.getColId() === focused.column.getColId());
  const row = focused.rowIndex;
  return column < 0 ? undefined : { top: row, bottom: row, left: column, right: column };
}
