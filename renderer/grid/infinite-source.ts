import type { FilterModel, GridApi, IDatasource, SortModelItem } from 'ag-grid-community';
import { type ColumnFilter, columnFilter, type Page, type PageRequest } from '../../contracts/api/page.ts';
import { arrowRows } from './arrow-rows.ts';
import type { RowSource } from './row-source.ts';

/** What of the source is in the grid now. */
export interface GridView {
  /** Rows after the filters. */
  readonly total: number;
  readonly filters: readonly ColumnFilter[];
}

/** AG Grid's requests as pages of the engine. The first page is there already. */
export function infiniteSource(
  source: RowSource,
  first: Page,
  text: string,
  tell: (view: GridView) => void,
  fail: () => void,
): IDatasource {
  let known: Page | undefined = first;
  return {
    rowCount: first.total,
    getRows(request) {
      const { startRow, endRow, sortModel, filterModel } = request;
      const sort = sortOf(sortModel);
      const filters = filtersOf(filterModel);
      const here = known;
      if (here !== undefined && startRow === 0 && sort.length === 0 && filters.length === 0) {
        known = undefined;
        request.successCallback(arrowRows(here.arrow), here.total);
        tell({ total: here.total, filters });
        return;
      }
      const wanted = {
        offset: startRow,
        limit: endRow - startRow,
        sort,
        filters,
        ...(text === '' ? {} : { text }),
      };
      source.page(wanted).then(
        (page) => {
          request.successCallback(arrowRows(page.arrow), page.total);
          if (startRow === 0) tell({ total: page.total, filters });
        },
        () => {
          request.failCallback();
          fail();
        },
      );
    },
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
