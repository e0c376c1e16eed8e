import { useCallback } from 'react';
import { useNames } from '../../format/use-names.ts';
import type { CellMark, GridRow } from '../../grid/row-source.ts';
import { violationsOf } from './violations-of.ts';

/** How a grid marks a cell: by the worst of what is wrong with it, with the sentence that says so. */
export function useMarks(): (row: GridRow, column: string) => CellMark | undefined {
  const names = useNames();
  return useCallback(
    (row, column) => {
      const found = violationsOf(row).filter(({ field }) => field === column);
      const worst = found.find(({ severity }) => severity === 'error') ?? found[0];
      return worst === undefined ? undefined : { severity: worst.severity, text: names.code(worst.code) };
    },
    [names],
  );
}
