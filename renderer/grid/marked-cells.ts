import type { GridApi } from 'ag-grid-community';
import type { CellMark, GridRow } from './row-source.ts';

type MarkOf = (row: GridRow, column: string) => CellMark | undefined;

interface Place {
  readonly row: number;
  readonly column: string;
}

/** The next (1) or previous (-1) marked cell among the rows that are loaded, from the one that has the focus. */
export function findMarked(api: GridApi<GridRow>, markOf: MarkOf, direction: 1 | -1): Place | undefined {
  const columns = api.getAllDisplayedColumns().map((column) => column.getColId());
  const focused = api.getFocusedCell();
  const start = focused?.rowIndex ?? (direction === 1 ? 0 : -1);
  const startColumn = focused === null ? -direction : columns.indexOf(focused.column.getColId());
  const order = direction === 1 ? columns : columns.toReversed();
  for (let row = start; ; row += direction) {
    const data = api.getDisplayedRowAtIndex(row)?.data;
    if (data === undefined) return undefined;
    for (const column of order) {
      const at = columns.indexOf(column);
      if (row === start && (direction === 1 ? at <= startColumn : at >= startColumn)) continue;
      if (markOf(data, column) !== undefined) return { row, column };
    }
  }
}

/** Moves the focus there. False where there is none. */
export function focusMarked(api: GridApi<GridRow>, markOf: MarkOf, direction: 1 | -1): boolean {
  const found = findMarked(api, markOf, direction);
  if (found === undefined) return false;
  api.ensureIndexVisible(found.row);
  api.ensureColumnVisible(found.column);
  api.setFocusedCell(found.row, found.column);
  return true;
}
