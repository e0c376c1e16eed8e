import type { ICellRendererComp, ICellRendererParams } from 'ag-grid-community';
import type { GridColumn } from '../../contracts/api/page.ts';
import type { CellValue, GridRow } from './row-source.ts';
import type { GridContext } from './rows-grid.tsx';

type Params = ICellRendererParams<GridRow, CellValue, GridContext> & { readonly kind: GridColumn['kind'] };

/**
 * A value as it is in the data, numbers with the separators of the language, blanks told from empty text, a mark with its words. Plain
 * elements: while somebody scrolls hundreds of cells come and go, which React components are too slow for.
 */
export class GridCell implements ICellRendererComp<GridRow> {
  readonly #element = document.createElement('span');

  init(params: Params): void {
    this.#draw(params);
  }

  getGui(): HTMLElement {
    return this.#element;
  }

  refresh(params: Params): boolean {
    this.#draw(params);
    return true;
  }

  #draw({ value, data, column, context, kind }: Params): void {
    const element = this.#element;
    // A row, or a column of it, that is not there yet.
    if (data === undefined || value === undefined) {
      element.className = 'cell-wait';
      element.replaceChildren();
      return;
    }
    element.className = 'cell-text';
    const mark = column === undefined ? undefined : context.mark(data, column.getColId());
    const text = document.createElement('span');
    const isNull = value === null;
    text.className = isNull ? 'clip grow faint cell-null' : 'clip grow';
    const word =
      typeof value === 'string' && column !== undefined ? context.word(column.getColId(), value) : undefined;
    text.textContent = isNull ? context.words().blank : (word ?? shown(value, kind, context.words().number));
    if (mark === undefined) return element.replaceChildren(text);
    const icon = document.createElement('span');
    icon.className = `cell-mark cell-mark-${mark.severity}`;
    icon.setAttribute('role', 'img');
    icon.setAttribute('aria-label', mark.text);
    element.replaceChildren(text, icon);
  }
}

function shown(
  value: NonNullable<CellValue>,
  kind: GridColumn['kind'],
  number: (value: number) => string,
): string {
  if (typeof value === 'number') return number(value);
  if (kind === 'timestamp' && typeof value === 'string') return timeText(value);
  return String(value);
}

/** ISO 8601 without the letters: what sorts stays readable. */
const timeText = (value: string): string =>
  value
    .replace('T', ' ')
    .replace(/(\.\d*?)0*Z$/, '$1')
    .replace(/\.?Z?$/, '');
