import type { FilterModel, GridApi, IDatasource, SortModelItem } from 'ag-grid-community';
import { type ColumnFilter, columnFilter, type Page, type PageRequest } from '../../contracts/api/page.ts';
import { arrowRows } from './arrow-rows.ts';
import { PageStore } from './page-store.ts';
import type { RowSource } from './row-source.ts';
import { shownColumns } from './shown-columns.ts';

/** What of the source is in the grid now. */
export interface GridView {
  /** Rows after the filters. */
  readonly total: number;
  readonly filters: readonly ColumnFilter[];
}

/** Rows of a page, and of a block of the grid. */
export const blockRows = 200;

interface Ends {
  /** Undefined until the grid is there. */
  readonly api: () => GridApi | undefined;
  readonly tell: (view: GridView) => void;
  readonly fail: () => void;
}

/** AG Grid's requests as pages of the engine. */
export interface InfiniteSource extends IDatasource {
  /** Other rows or columns came into sight. */
  readonly look: () => void;
  /** The same rows may have other values. */
  readonly clear: () => void;
  readonly destroy: () => void;
}

/** The first page is there already. */
export function infiniteSource(
  source: RowSource,
  first: Page,
  text: string,
  { api, tell, fail }: Ends,
): InfiniteSource {
  let store: { readonly key: string; readonly pages: PageStore } | undefined;
  const storeOf = (view: Omit<PageRequest, 'offset' | 'limit'>): PageStore => {
    const key = JSON.stringify(view);
    if (store?.key === key) return store.pages;
    store?.pages.close();
    const pages = new PageStore({
      pageRows: blockRows,
      load: async (page, wanted, signal) => {
        const asked = wanted === undefined ? {} : { columns: [...wanted] };
        const found = await source.page(
          { ...view, ...asked, offset: page * blockRows, limit: blockRows },
          signal,
        );
        return { rows: arrowRows(found.arrow), total: found.total };
      },
      visible: () => {
        const grid = api();
        if (grid === undefined) return [0, 0];
        return [Math.max(0, grid.getFirstDisplayedRowIndex()), Math.max(0, grid.getLastDisplayedRowIndex())];
      },
      columns: source.lean === true ? shownColumns(api, first.columns) : () => undefined,
      completed: () => api()?.refreshCells(),
    });
    const isFirst = store === undefined && view.sort.length === 0 && view.filters.length === 0;
    if (isFirst) pages.put(0, { rows: arrowRows(first.arrow), total: first.total });
    store = { key, pages };
    return pages;
  };
  return {
    rowCount: first.total,
    getRows(request) {
      const { startRow, sortModel, filterModel } = request;
      const filters = filtersOf(filterModel);
      const view = { sort: sortOf(sortModel), filters, ...(text === '' ? {} : { text }) };
      storeOf(view).want(startRow / blockRows, {
        deliver: ({ rows, total }) => {
          request.successCallback([...rows], total);
          if (startRow === 0) tell({ total, filters });
        },
        fail: (cause) => {
          request.failCallback();
          if (cause !== undefined) fail();
        },
      });
    },
    look: () => store?.pages.look(),
    clear: () => store?.pages.clear(),
    destroy: () => store?.pages.close(),
  };
}

const sortOf = (model: readonly SortModelItem[]): PageRequest['sort'] =>
  model.map(({ colId, sort }) => ({ column: colId, descending: sort === 'desc' }));

/** The models of our own filter are what the engine takes. */
export const filtersOf = (model: FilterModel): readonly ColumnFilter[] =>
  Object.values(model).flatMap((one: unknown) => {
    const parsed = columnFilter.safeParse(one);
    return parsed.success ? [parsed.data] : [];
  });

/** What the grid shows now, to ask for more of the same. */
export function viewOf(api: GridApi, text: string): Omit<PageRequest, 'offset' | 'limit'> {
  const sorted = api
    .getColumnState()
    .filter(({ sort }) => sort !== null && sort !== undefined)
    .toSorted((a, b) => (a.sortIndex ?? 0) - (b.sortIndex ?? 0));
  return {
    sort: sorted.map(({ colId, sort }) => ({ column: colId, descending: sort === 'desc' })),
    filters: filtersOf(api.getFilterModel()),
    ...(text === '' ? {} : { text }),
  };
}
