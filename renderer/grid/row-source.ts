import type { ColumnFilter, Page, PageRequest } from '../../contracts/api/page.ts';

interface ValuesRequest {
  readonly column: string;
  readonly search?: string;
  readonly filters: readonly ColumnFilter[];
  readonly text?: string;
  readonly limit: number;
}

interface ColumnValues {
  readonly values: readonly { readonly value: string | null; readonly rows: number }[];
  readonly cut: boolean;
}

/** Where a grid's rows come from: pages of the engine in a stable order. */
export interface RowSource {
  /** Names these rows: another key means other rows, and the grid begins at the top. */
  readonly key: string;
  readonly page: (page: PageRequest, signal?: AbortSignal) => Promise<Page>;
  /** Pages may be asked for the columns in sight only; whoever looks at a row through `onFocusCell` or `markOf` gets no more then. */
  readonly lean?: true;
  /** For the set filter; without it columns are filtered by conditions only. */
  readonly values?: (request: ValuesRequest, signal?: AbortSignal) => Promise<ColumnValues>;
}

export type CellValue = string | number | boolean | null;
/** A row of a page by column name. */
export type GridRow = Readonly<Record<string, CellValue>>;

/** What a cell is marked with, and the sentence that says why. */
export interface CellMark {
  readonly severity: 'error' | 'warning';
  readonly text: string;
}
