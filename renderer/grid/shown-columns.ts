import type { GridApi } from 'ag-grid-community';
import type { GridColumn } from '../../contracts/api/page.ts';

/** Columns beside those in sight that are asked for too: a step to the side finds them there. */
const beside = 2;

/** The columns of a source that were in sight since this was asked for, in the source's order. They only become more. */
export function shownColumns(
  api: () => GridApi | undefined,
  all: readonly GridColumn[],
): () => readonly string[] | undefined {
  const seen = new Set<string>();
  let names: readonly string[] | undefined;
  return () => {
    const grid = api();
    const before = seen.size;
    const order = grid?.getAllDisplayedColumns().map((column) => column.getColId()) ?? [];
    const drawn =
      grid?.getAllDisplayedVirtualColumns().map((column) => order.indexOf(column.getColId())) ?? [];
    for (const at of drawn)
      for (const name of order.slice(Math.max(0, at - beside), at + beside + 1)) seen.add(name);
    if (seen.size === 0) return undefined;
    if (seen.size > before) names = all.flatMap(({ name }) => (seen.has(name) ? [name] : []));
    return names;
  };
}
