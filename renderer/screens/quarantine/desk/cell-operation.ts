import type { RowViolation } from '../../../../contracts/api/quarantine.ts';
import type { OperationInput } from '../../../../contracts/quarantine/operation.ts';
import type { GridRow } from '../../../grid/row-source.ts';
import type { Dataset } from '../asked.ts';

export interface CellChange {
  readonly dataset: Dataset;
  readonly row: GridRow;
  readonly field: string;
  /** Empty: the cell becomes blank. */
  readonly value: string;
}

const changeTo = (field: string, value: string) =>
  value === '' ? ({ kind: 'clear', field } as const) : ({ kind: 'set', field, value } as const);

/** This cell alone. */
export function cellOf({ dataset, row, field, value }: CellChange): OperationInput {
  const rowId = String(row['_rowId']);
  return {
    dataset,
    selection: { rows: [rowId] },
    changes: [{ kind: 'cells', field, cells: [{ row: rowId, value: value === '' ? null : value }] }],
  };
}

/** Every cell of the field with the same text, and with the same reason where there is one. */
export function alikeOf(
  { dataset, row, field, value }: CellChange,
  wrong: Pick<RowViolation, 'code' | 'value'> | undefined,
): OperationInput {
  const text = row[field];
  const here = text === null || text === undefined ? null : String(text);
  return {
    dataset,
    selection: { ...(wrong === undefined ? {} : { reason: wrong.code }), field, value: wrong?.value ?? here },
    changes: [changeTo(field, value)],
  };
}
