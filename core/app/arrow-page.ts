import {
  Bool,
  Float64,
  makeData,
  RecordBatch,
  Schema,
  Field,
  Struct,
  Table,
  tableToIPC,
  Utf8,
  type Vector,
  vectorFromArray,
} from 'apache-arrow';
import type { GridColumn } from '../../contracts/api/page.ts';
import { isPlainNumber } from './grid.ts';

/** Rows as an Arrow IPC stream; columns keep their order, also where two have one name. */
export function arrowOf(columns: readonly GridColumn[], rows: readonly (readonly unknown[])[]): Uint8Array {
  const vectors = columns.map((column, index) =>
    vectorOf(
      column,
      rows.map((row) => row[index]),
    ),
  );
  const schema = new Schema(
    columns.map(({ name }, index) => new Field(name, vectors[index]?.type ?? new Utf8(), true)),
  );
  const data = makeData({
    type: new Struct(schema.fields),
    length: rows.length,
    nullCount: 0,
    children: vectors.flatMap((vector) => vector.data),
  });
  return tableToIPC(new Table(schema, [new RecordBatch(schema, data)]), 'stream');
}

function vectorOf({ kind, type }: GridColumn, cells: readonly unknown[]): Vector {
  if (kind === 'number' && isPlainNumber(type)) return vectorFromArray(cells.map(numberOf), new Float64());
  if (kind === 'boolean')
    return vectorFromArray(
      cells.map((cell) => (typeof cell === 'boolean' ? cell : null)),
      new Bool(),
    );
  return vectorFromArray(cells.map(textOf), new Utf8());
}

/** What JSON has no number for comes as text: `NaN`, `Infinity`. */
function numberOf(cell: unknown): number | null {
  if (typeof cell === 'number') return cell;
  return typeof cell === 'string' ? Number(cell) : null;
}

function textOf(cell: unknown): string | null {
  if (cell === null || cell === undefined) return null;
  return typeof cell === 'string' ? cell : JSON.stringify(cell);
}
