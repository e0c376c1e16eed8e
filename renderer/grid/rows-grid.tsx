import {
  type CellFocusedEvent,
  type CellKeyDownEvent,
  type CellPosition,
  CellStyleModule,
  ColumnApiModule,
  CustomFilterModule,
  type FullWidthCellKeyDownEvent,
  type GridApi,
  InfiniteRowModelModule,
  LocaleModule,
  ModuleRegistry,
  RenderApiModule,
  RowApiModule,
  ScrollApiModule,
  type TabToNextCellParams,
  TooltipModule,
} from 'ag-grid-community';
import { AgGridReact } from 'ag-grid-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ClipboardEvent, useCallback, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ColumnFilter, GridColumn, Page, PageRequest } from '../../contracts/api/page.ts';
import { ErrorNotice, Loading } from '../components/notice.tsx';
import { useToasts } from '../state/toasts.ts';
import { copyRange, focusedBox } from './copy-range.ts';
import { columnDefinition } from './grid-columns.ts';
import { gridTheme } from './grid-theme.ts';
import { useGridTexts } from './grid-texts.ts';
import { blockRows, filtersOf, type GridView, infiniteSource, viewOf } from './infinite-source.ts';
import { findMarked, focusMarked } from './marked-cells.ts';
import type { CellMark, GridRow, RowSource } from './row-source.ts';
import { useCellWords } from './use-cell-words.ts';
import { useRange } from './use-range.ts';
import './grid.css';

ModuleRegistry.registerModules([
  InfiniteRowModelModule,
  CustomFilterModule,
  CellStyleModule,
  ColumnApiModule,
  RenderApiModule,
  RowApiModule,
  ScrollApiModule,
  LocaleModule,
  TooltipModule,
]);

/** What cells and filters find beside their own value. */
export interface GridContext {
  readonly source: () => RowSource;
  /** Filters of all columns but this one. */
  readonly filters: (except: string) => readonly ColumnFilter[];
  readonly mark: (row: GridRow, column: string) => CellMark | undefined;
  readonly words: () => ReturnType<typeof useCellWords>;
  /** What is shown in the place of a word of ours. */
  readonly word: (column: string, value: string) => string | undefined;
}

interface RowsGridProps {
  readonly source: RowSource;
  readonly label: string;
  /** Rows that have this text in any column. */
  readonly text?: string;
  /** A column's name for people; the default is the name itself. */
  readonly titleOf?: (column: string) => string;
  /** Columns in this order; the default is the source's, without those whose name begins with `_`. */
  readonly columns?: readonly string[];
  /** Columns that stay at the left. */
  readonly pinned?: readonly string[];
  readonly markOf?: (row: GridRow, column: string) => CellMark | undefined;
  /** A column whose values are words of ours: what a person reads instead; undefined: the value itself. */
  readonly wordOf?: (column: string, value: string) => string | undefined;
  readonly onFocusCell?: (row: GridRow, column: string) => void;
  /** Enter or a double press on a row. */
  readonly onOpenRow?: (row: GridRow, column: string) => void;
  readonly onView?: (view: GridView) => void;
  /** Another number: the same rows may have other values, and those in view are read again. */
  readonly version?: number;
  /** A key on a cell that the grid has no use for. True: it was used. */
  readonly onKey?: (key: KeyboardEvent, row: GridRow, column: string) => boolean;
  /** Text that was pasted while a cell has the focus, and what the grid shows, to find the rows below it. */
  readonly onPaste?: (text: string, at: CellPlace) => void;
}

/** A cell by where it is among the rows as they are filtered and sorted. */
export interface CellPlace {
  readonly rowIndex: number;
  readonly column: string;
  /** Columns as they are shown, from left to right. */
  readonly columns: readonly string[];
  readonly view: Omit<PageRequest, 'offset' | 'limit'>;
}

/** PageStore says which are made. */
const manyRequests = 100_000;
const noMark = (): undefined => undefined;

/** Rows of any number: only what is in view is asked for; sorting, filtering and counting is the engine's. */
export function RowsGrid(props: RowsGridProps) {
  const { source, text = '' } = props;
  const data = useQueryClient();
  const queryKey = ['grid', source.key, text];
  const first = useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      const found = await source.page(
        { offset: 0, limit: blockRows, sort: [], filters: [], ...(text === '' ? {} : { text }) },
        signal,
      );
      // Rows that are still the same leave the grid where it is.
      const before = data.getQueryData<Page>(queryKey);
      return before !== undefined && isSamePage(before, found) ? before : found;
    },
    staleTime: 0,
  });
  if (first.error !== null) return <ErrorNotice error={first.error} retry={() => void first.refetch()} />;
  if (first.data === undefined) return <Loading />;
  return <LoadedGrid {...props} key={source.key} first={first.data} />;
}

function LoadedGrid(props: RowsGridProps & { readonly first: Awaited<ReturnType<RowSource['page']>> }) {
  const { t } = useTranslation();
  const { source, first, label, text = '', titleOf, columns, pinned, version } = props;
  const { onFocusCell, onOpenRow, onView, onPaste } = props;
  const api = useRef<GridApi<GridRow> | undefined>(undefined);
  const getApi = useCallback(() => api.current, []);
  const latest = useRef(props);
  latest.current = props;
  const range = useRange(getApi);
  const texts = useGridTexts();
  const words = useCellWords();
  const latestWords = useRef(words);
  latestWords.current = words;
  useEffect(() => api.current?.refreshCells({ force: true }), [words]);
  const show = useToasts((toasts) => toasts.show);
  const tell = useCallback((view: GridView) => latest.current.onView?.(view), []);
  const datasource = useMemo(
    () =>
      infiniteSource(source, first, text, {
        api: getApi,
        tell,
        fail: () => show({ tone: 'error', text: t('grid.failed') }),
      }),
    [source, first, text, getApi, tell, show, t],
  );
  const look = datasource.look;
  useEffect(() => onView?.({ total: first.total, filters: [] }), [first.total]);
  const definitions = useMemo(
    () =>
      chosen(first.columns, columns).map((column) =>
        columnDefinition(
          column,
          titleOf?.(column.name) ?? column.name,
          pinned?.includes(column.name) ?? false,
        ),
      ),
    [first.columns, columns, pinned, titleOf],
  );
  const context = useMemo<GridContext>(
    () => ({
      source: () => latest.current.source,
      filters: (except) =>
        filtersOf(api.current?.getFilterModel() ?? {}).filter(({ column }) => column !== except),
      mark: (row, column) => (latest.current.markOf ?? noMark)(row, column),
      words: () => latestWords.current,
      word: (column, value) => latest.current.wordOf?.(column, value),
    }),
    [],
  );
  const copy = async (): Promise<void> => {
    const grid = api.current;
    const box = range.box() ?? (grid === undefined ? undefined : focusedBox(grid));
    if (grid === undefined || box === undefined) return;
    const count = await copyRange(source, viewOf(grid, text), box, range.columns());
    if (count > 0) show({ tone: 'info', text: t('grid.copiedCells', { count }) });
    else show({ tone: 'warning', text: t('copyFailed') });
  };
  const onKey = (event: CellKeyDownEvent<GridRow> | FullWidthCellKeyDownEvent<GridRow>): void => {
    const key = event.event;
    if (!(key instanceof KeyboardEvent) || !('column' in event) || key.isComposing) return;
    if ((key.ctrlKey || key.metaKey) && key.key === 'c') {
      key.preventDefault();
      void copy();
    } else if (!key.ctrlKey && !key.metaKey && !key.altKey && (key.key === 'j' || key.key === 'k')) {
      focusMarked(event.api, context.mark, key.key === 'j' ? 1 : -1);
    } else if (key.key === 'Enter' && event.data !== undefined) {
      onOpenRow?.(event.data, event.column.getColId());
    } else if (range.onKeyDown(event, key)) key.preventDefault();
    else if (
      event.data !== undefined &&
      latest.current.onKey?.(key, event.data, event.column.getColId()) === true
    )
      key.preventDefault();
  };
  const paste = (event: ClipboardEvent<HTMLDivElement>): void => {
    const grid = api.current;
    const cell = grid?.getFocusedCell();
    const pasted = event.clipboardData.getData('text/plain');
    if (onPaste === undefined || grid === undefined || cell === null || cell === undefined || pasted === '')
      return;
    event.preventDefault();
    onPaste(pasted, {
      rowIndex: cell.rowIndex,
      column: cell.column.getColId(),
      columns: grid.getAllDisplayedColumns().map((one) => one.getColId()),
      view: viewOf(grid, text),
    });
  };
  useEffect(() => {
    if (version === undefined) return;
    datasource.clear();
    api.current?.refreshInfiniteCache();
  }, [version]);
  /** Tab goes from mark to mark, and out of the grid after the last. */
  const tabToNextCell = ({ backwards, api: grid }: TabToNextCellParams<GridRow>): CellPosition | boolean => {
    const found = findMarked(grid, context.mark, backwards ? -1 : 1);
    const column = found === undefined ? null : grid.getColumn(found.column);
    if (found === undefined || column === null) return false;
    grid.ensureIndexVisible(found.row);
    return { rowIndex: found.row, rowPinned: null, column };
  };
  const onFocus = (event: CellFocusedEvent<GridRow>): void => {
    const { rowIndex, column } = event;
    if (rowIndex === null || column === null) return;
    const data = event.api.getDisplayedRowAtIndex(rowIndex)?.data;
    if (data !== undefined) onFocusCell?.(data, typeof column === 'string' ? column : column.getColId());
  };
  return (
    <div className="rows-grid" onPaste={paste}>
      <AgGridReact<GridRow>
        theme={gridTheme}
        rowModelType="infinite"
        datasource={datasource}
        columnDefs={definitions}
        context={context}
        defaultColDef={{
          sortable: true,
          resizable: true,
          minWidth: 56,
          suppressHeaderMenuButton: true,
          cellClassRules: {
            'cell-error': ({ data, colDef }) => isMarked(context, data, colDef.colId, 'error'),
            'cell-warning': ({ data, colDef }) => isMarked(context, data, colDef.colId, 'warning'),
            'cell-range': ({ rowIndex, colDef }) => range.isInRange(rowIndex, colDef.colId ?? ''),
          },
        }}
        cacheBlockSize={blockRows}
        maxBlocksInCache={25}
        maxConcurrentDatasourceRequests={manyRequests}
        rowBuffer={8}
        infiniteInitialRowCount={Math.min(first.total, 1000)}
        onBodyScroll={look}
        onViewportChanged={look}
        onVirtualColumnsChanged={look}
        suppressCellFocus={false}
        suppressScrollOnNewData={false}
        suppressMultiSort={false}
        multiSortKey="ctrl"
        animateRows={false}
        suppressColumnMoveAnimation
        localeText={texts}
        onGridReady={(event) => {
          api.current = event.api;
          event.api.setGridAriaProperty('label', label);
        }}
        onCellKeyDown={onKey}
        {...(props.markOf === undefined ? {} : { tabToNextCell })}
        onCellMouseDown={range.onMouseDown}
        onCellMouseOver={range.onMouseOver}
        onCellFocused={onFocus}
        onRowDoubleClicked={({ data }) => {
          if (data !== undefined) onOpenRow?.(data, '');
        }}
      />
    </div>
  );
}

const isSamePage = (one: Page, other: Page): boolean =>
  one.total === other.total &&
  one.arrow.length === other.arrow.length &&
  one.arrow.every((byte, index) => byte === other.arrow[index]);

function chosen(all: readonly GridColumn[], names: readonly string[] | undefined): readonly GridColumn[] {
  if (names === undefined) return all.filter(({ name }) => !name.startsWith('_'));
  return names.flatMap((name) => all.filter((column) => column.name === name));
}

const isMarked = (
  context: GridContext,
  row: GridRow | undefined,
  column: string | undefined,
  severity: CellMark['severity'],
): boolean => row !== undefined && column !== undefined && context.mark(row, column)?.severity === severity;
