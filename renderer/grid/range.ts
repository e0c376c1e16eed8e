import type { CellValue } from './row-source.ts';

/** A rectangle of cells: rows by index, columns by their position on the screen. Both ends belong to it. */
export interface Range {
  readonly anchor: Cell;
  readonly end: Cell;
}

export interface Cell {
  readonly row: number;
  readonly column: number;
}

export interface Box {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

export const boxOf = ({ anchor, end }: Range): Box => ({
  top: Math.min(anchor.row, end.row),
  bottom: Math.max(anchor.row, end.row),
  left: Math.min(anchor.column, end.column),
  right: Math.max(anchor.column, end.column),
});

export const isIn = ({ top, bottom, left, right }: Box, { row, column }: Cell): boolean =>
  row >= top && row <= bottom && column >= left && column <= right;

export const cellsOf = ({ top, bottom, left, right }: Box): number => (bottom - top + 1) * (right - left + 1);

/**
 * Cells as spreadsheets take them: tabs and line ends, a text with either in quotes. A text that a spreadsheet would take for a formula
 * stays as it is: it is pasted as the person copied it, into the person's own sheet.
 */
export const toTabText = (rows: readonly (readonly (CellValue | undefined)[])[]): string =>
  rows.map((cells) => cells.map(quoted).join('\t')).join('\n');

function quoted(cell: CellValue | undefined): string {
  const text = cell === null || cell === undefined ? '' : String(cell);
  return /["\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
