import type { GridApi } from 'ag-grid-community';
import type { CellMark, GridRow } from './row-source.ts';

type MarkOf = (row: GridRow, column: string) => CellMark | undefined;

/** Moves the focus to the next (1) or previous (-1) marked cell among the rows that are loaded. False where there is none. */
export function focusMarked(api: GridApi<GridRow>, markOf: MarkOf, direction: 1 | -1): boolean {
  const columns = api.getAllDisplayedColumns().map((column) => column.getColId());
  const focused = api.getFocusedCell();
  const start = focused?.rowIndex ?? (direction === 1 ? 0 : -1);
  const startColumn = focused === null ? -direction : columns.indexOf(focused.column.getColId());
  for (let row = start; ; row += direction) {
    const data = api.getDisplayedRowAtIndex(row)?.data;
    if (data === undefined) return false;
    const order = direction === 1 ? columns : columns.toReversed();
    for (const column of order) {
      const at = columns.indexOf(column);
      if (row === start && (direction === 1 ? at <= startColumn : at >= startColumn)) continue;
      if (markOf(data, column) === undefined) continue;
      api.ensureIndexVisible(row);
      api.ensureColumnVisible(column);
      api.setFocusedCell(row, column);
      return true;
    }
  }
}
