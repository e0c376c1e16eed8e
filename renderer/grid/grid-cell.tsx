import type { CustomCellRendererProps } from 'ag-grid-react';
import { CircleAlert, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { GridColumn } from '../../contracts/api/page.ts';
import { useFormat } from '../format/use-format.ts';
import type { GridContext } from './rows-grid.tsx';
import type { CellValue, GridRow } from './row-source.ts';

interface Props extends CustomCellRendererProps<GridRow, CellValue, GridContext> {
  readonly kind: GridColumn['kind'];
}

/** A value as it is in the data, with the separators of the language for numbers; blanks are told from empty text. */
export function GridCell({ value, data, column, context, kind }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  if (data === undefined) return <span className="cell-wait" />;
  const mark = column === undefined ? undefined : context.mark(data, column.getColId());
  const Icon = mark?.severity === 'error' ? CircleAlert : TriangleAlert;
  return (
    <span className="cell-text">
      <span className="clip grow">{shown(value, kind, format, t('grid.blank'))}</span>
      {mark === undefined ? null : (
        <Icon size={13} aria-label={mark.text} role="img" className={`tone-${mark.severity}`} />
      )}
    </span>
  );
}

function shown(
  value: CellValue | undefined,
  kind: GridColumn['kind'],
  format: ReturnType<typeof useFormat>,
  blank: string,
) {
  if (value === null || value === undefined) return <span className="faint cell-null">{blank}</span>;
  if (typeof value === 'number') return format.number(value);
  if (kind === 'timestamp' && typeof value === 'string') return timeText(value);
  return String(value);
}

/** ISO 8601 without the letters: what sorts stays readable. */
const timeText = (value: string): string =>
  value
    .replace('T', ' ')
    .replace(/(\.\d*?)0*Z$/, '$1')
    .replace(/\.?Z?$/, '');
