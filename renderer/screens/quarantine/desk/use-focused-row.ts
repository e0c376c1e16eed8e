import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useClient } from '../../../client/context.ts';
import { arrowRows } from '../../../grid/arrow-rows.ts';
import type { GridRow } from '../../../grid/row-source.ts';
import type { Dataset } from '../asked.ts';

interface Focus {
  readonly row: GridRow;
  readonly column: string;
}

/** The focused cell with its row as it is by now: a change may have been applied since the grid said which it is. */
export function useFocusedRow(
  tenant: string,
  dataset: Dataset,
  focus: Focus | null,
  version: number,
): Focus | null {
  const client = useClient();
  const rowId = focus === null ? '' : String(focus.row['_rowId']);
  const fresh = useQuery({
    queryKey: ['steward', tenant, 'focused', dataset, rowId, version],
    queryFn: async ({ signal }) => {
      const selection = { rows: [rowId] };
      const page = await client.steward.page({ tenant, dataset, selection, page: { limit: 1 } }, { signal });
      return arrowRows(page.arrow)[0] ?? null;
    },
    enabled: focus !== null && version > 0,
    placeholderData: keepPreviousData,
  });
  if (focus === null) return null;
  const row = fresh.data;
  return row !== null && row !== undefined && row['_rowId'] === rowId ? { ...focus, row } : focus;
}
