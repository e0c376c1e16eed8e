import type { ColDef } from 'ag-grid-community';
import type { GridColumn } from '../../contracts/api/page.ts';
import { ColumnFilterForm } from './column-filter.tsx';
import { GridCell } from './grid-cell.ts';
import type { GridRow } from './row-source.ts';

const widths: Record<GridColumn['kind'], number> = {
  text: 160,
  number: 104,
  boolean: 84,
  date: 108,
  timestamp: 172,
  other: 160,
};

/** How a column of a page is shown. Columns whose name begins with `_` are about the row and are not shown by themselves. */
export const columnDefinition = (column: GridColumn, title: string, isPinned: boolean): ColDef<GridRow> => ({
  colId: column.name,
  headerName: title,
  headerTooltip: column.name,
  valueGetter: ({ data }) => data?.[column.name],
  width: widths[column.kind],
  filter: ColumnFilterForm,
  cellRenderer: GridCell,
  cellRendererParams: { kind: column.kind },
  ...(column.kind === 'number' ? { type: 'rightAligned', cellClass: 'num' } : {}),
  ...(isPinned ? { pinned: 'left' as const } : {}),
});
