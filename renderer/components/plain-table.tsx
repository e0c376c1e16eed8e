import type { ReactNode } from 'react';
import './plain-table.css';

export interface PlainColumn<T> {
  readonly id: string;
  readonly title: string;
  readonly cell: (row: T) => ReactNode;
  readonly align?: 'right';
  /** CSS width; the others share what is left. */
  readonly width?: string;
}

interface PlainTableProps<T> {
  readonly label: string;
  readonly columns: readonly PlainColumn<T>[];
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
}

/** A table of few rows that are all there. For many rows: `RowsGrid`. The first column heads its row. */
export function PlainTable<T>({ label, columns, rows, keyOf }: PlainTableProps<T>) {
  return (
    <div className="plain-table-box" role="region" aria-label={label} tabIndex={0}>
      <table className="plain-table" aria-label={label}>
        <thead>
          <tr>
            {columns.map(({ id, title, align, width }) => (
              <th key={id} scope="col" className={align} style={width === undefined ? undefined : { width }}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map(({ id, cell, align }, index) =>
                index === 0 ? (
                  <th key={id} scope="row" className={align}>
                    {cell(row)}
                  </th>
                ) : (
                  <td key={id} className={align}>
                    {cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
