import type {
  CellKeyDownEvent,
  CellMouseDownEvent,
  CellMouseOverEvent,
  Column,
  GridApi,
} from 'ag-grid-community';
import { useMemo, useRef } from 'react';
import { type Box, boxOf, type Cell, isIn, type Range } from './range.ts';
import type { GridRow } from './row-source.ts';

export interface RangeHandlers {
  readonly isInRange: (row: number, columnId: string) => boolean;
  readonly box: () => Box | undefined;
  readonly columns: () => readonly Column[];
  readonly onMouseDown: (event: CellMouseDownEvent<GridRow>) => void;
  readonly onMouseOver: (event: CellMouseOverEvent<GridRow>) => void;
  /** True where the key was for the range. */
  readonly onKeyDown: (event: CellKeyDownEvent<GridRow>, key: KeyboardEvent) => boolean;
}

/** A range of cells by mouse and by Shift with arrow keys; AG Grid's own one belongs to its paid edition. */
export function useRange(api: () => GridApi<GridRow> | undefined): RangeHandlers {
  const range = useRef<Range | undefined>(undefined);
  return useMemo(() => {
    const columns = (): readonly Column[] => api()?.getAllDisplayedColumns() ?? [];
    const cellOf = (row: number | null, column: Column): Cell | undefined => {
      const at = columns().findIndex((one) => one.getColId() === column.getColId());
      return row === null || at < 0 ? undefined : { row, column: at };
    };
    const set = (next: Range | undefined): void => {
      range.current = next;
      api()?.refreshCells({ force: true });
    };
    return {
      columns,
      box: () => (range.current === undefined ? undefined : boxOf(range.current)),
      isInRange: (row, columnId) => {
        if (range.current === undefined) return false;
        const box = boxOf(range.current);
        const isOne = box.top === box.bottom && box.left === box.right;
        const column = columns().findIndex((one) => one.getColId() === columnId);
        return !isOne && isIn(box, { row, column });
      },
      onMouseDown: ({ rowIndex, column, event }) => {
        const cell = cellOf(rowIndex, column);
        if (cell === undefined || !(event instanceof MouseEvent) || event.button !== 0) return;
        set({ anchor: event.shiftKey ? (range.current?.anchor ?? cell) : cell, end: cell });
      },
      onMouseOver: ({ rowIndex, column, event }) => {
        const cell = cellOf(rowIndex, column);
        if (cell === undefined || !(event instanceof MouseEvent) || (event.buttons & 1) === 0) return;
        if (range.current !== undefined) set({ ...range.current, end: cell });
      },
      onKeyDown: ({ rowIndex, column }, key) => {
        const step = steps[key.key];
        const cell = 'getColId' in column ? cellOf(rowIndex, column) : undefined;
        if (step === undefined || cell === undefined) return false;
        if (!key.shiftKey) {
          set(undefined);
          return false;
        }
        const from = range.current ?? { anchor: cell, end: cell };
        const end = clamp(
          { row: from.end.row + step[0], column: from.end.column + step[1] },
          columns().length,
        );
        set({ anchor: from.anchor, end });
        api()?.ensureIndexVisible(end.row);
        return true;
      },
    };
  }, [api]);
}

const steps: Readonly<Record<string, readonly [number, number] | undefined>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

const clamp = ({ row, column }: Cell, columns: number): Cell => ({
  row: Math.max(0, row),
  column: Math.min(columns - 1, Math.max(0, column)),
});
