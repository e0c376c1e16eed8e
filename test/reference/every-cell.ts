import { contracts } from '../../contracts/data/contracts.ts';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { Cells } from './clean-rows.ts';
import { anywhere, hostile } from './hostile-values.ts';
import type { RawRow } from './types.ts';

/**
 * A clean row for every field and every hostile value that the field's shape knows, with just that cell changed and an id and a
 * code of its own, so that nothing but the cell decides.
 */
export function everyHostileCell(
  dataset: DatasetName,
  clean: Cells,
  own: (ordinal: number) => Cells,
): readonly RawRow[] {
  const fields = contracts[dataset].fields.filter(({ fromDelivery }) => fromDelivery !== 'run');
  const changes = fields.flatMap(({ name, shape }) =>
    [...hostile[shape], ...anywhere].map((text) => ({ [name]: text })),
  );
  return [{}, ...changes].map((change, index) => ({
    fileNo: 1,
    rowNo: index + 1,
    cells: { ...clean, ...own(index + 1), ...change },
  }));
}
