import { rowViolation, type RowViolation } from '../../../contracts/api/quarantine.ts';
import type { GridRow } from '../../grid/row-source.ts';

const list = rowViolation.array().readonly();
const known = new WeakMap<GridRow, readonly RowViolation[]>();

/** The violations of a row of a page; read once per row, since every cell asks. */
export function violationsOf(row: GridRow): readonly RowViolation[] {
  const found = known.get(row);
  if (found !== undefined) return found;
  const text = row['_violations'];
  const violations = typeof text === 'string' ? (list.safeParse(JSON.parse(text)).data ?? []) : [];
  known.set(row, violations);
  return violations;
}
