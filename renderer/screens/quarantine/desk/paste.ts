import type { Page, PageRequest } from '../../../../contracts/api/page.ts';
import type { OperationInput } from '../../../../contracts/quarantine/operation.ts';
import { arrowRows } from '../../../grid/arrow-rows.ts';
import type { CellPlace } from '../../../grid/rows-grid.tsx';
import type { Dataset } from '../asked.ts';

const pageRows = 1000;

/**
 * A block of cells as a spreadsheet copies it (tabs and line ends), laid over the rows from the focused cell on, as they are filtered and
 * sorted. Undefined where it hits no cell of a field.
 */
export async function cellsOfPaste(
  pasted: string,
  { rowIndex, column, columns, view }: CellPlace,
  dataset: Dataset,
  read: (page: PageRequest) => Promise<Page>,
): Promise<OperationInput | undefined> {
  const lines = pasted
    .replace(/\r?\n$/, '')
    .split(/\r?\n/)
    .map((line) => line.split('\t'));
  const rows: string[] = [];
  while (rows.length < lines.length) {
    const page = await read({
      ...view,
      offset: rowIndex + rows.length,
      limit: Math.min(pageRows, lines.length - rows.length),
      columns: ['_rowId'],
    });
    const ids = arrowRows(page.arrow).flatMap((row) =>
      typeof row['_rowId'] === 'string' ? [row['_rowId']] : [],
    );
    if (ids.length === 0) break;
    rows.push(...ids);
  }
  const first = columns.indexOf(column);
  const width = Math.max(...lines.map((line) => line.length));
  const changes = columns.slice(first, first + width).flatMap((field, at) =>
    field.startsWith('_')
      ? []
      : [
          {
            kind: 'cells' as const,
            field,
            cells: rows.flatMap((row, index) => {
              const value = lines[index]?.[at];
              return value === undefined ? [] : [{ row, value: value === '' ? null : value }];
            }),
          },
        ],
  );
  const filled = changes.filter(({ cells }) => cells.length > 0);
  return filled.length === 0 ? undefined : { dataset, selection: { rows }, changes: filled };
}
