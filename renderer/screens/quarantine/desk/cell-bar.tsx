import { type KeyboardEvent, type RefObject, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OperationInput } from '../../../../contracts/quarantine/operation.ts';
import { Button } from '../../../components/button.tsx';
import { useNames } from '../../../format/use-names.ts';
import type { GridRow } from '../../../grid/row-source.ts';
import type { Dataset } from '../asked.ts';
import { violationsOf } from '../violations-of.ts';
import { alikeOf, cellOf } from './cell-operation.ts';

interface CellBarProps {
  readonly inputRef: RefObject<HTMLInputElement | null>;
  readonly dataset: Dataset;
  readonly focus: { readonly row: GridRow; readonly column: string } | null;
  readonly onPending: (operation: OperationInput) => void;
}

/** The focused cell's text, to be changed: Enter changes this cell, Shift Enter all cells alike. */
export function CellBar({ inputRef, dataset, focus, onPending }: CellBarProps) {
  const { t } = useTranslation('quarantine');
  const names = useNames();
  const before = focus === null ? null : textOf(focus.row[focus.column]);
  const [text, setText] = useState(before ?? '');
  // By what the cell is, not by the object that says so: that is a new one at each drawing, and would take away what is being typed.
  const cell = focus === null ? '' : `${String(focus.row['_rowId'])} ${focus.column}`;
  useEffect(() => setText(before ?? ''), [cell, before]);
  const wrong =
    focus === null ? undefined : violationsOf(focus.row).find(({ field }) => field === focus.column);
  const isField = focus !== null && !focus.column.startsWith('_');
  const pend = (alike: boolean): void => {
    if (focus === null || !isField) return;
    const at = { dataset, row: focus.row, field: focus.column, value: text };
    onPending(alike ? alikeOf(at, wrong) : cellOf(at));
    document.querySelector<HTMLElement>('.rows-grid .ag-cell-focus')?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') {
      event.preventDefault();
      pend(event.shiftKey);
    } else if (event.key === 'Escape') {
      setText(before ?? '');
      document.querySelector<HTMLElement>('.rows-grid .ag-cell-focus')?.focus();
    }
  };
  return (
    <div className="row desk-cell">
      <label className="row grow">
        <span className="desk-cell-name clip">{isField ? names.field(focus.column) : t('cell.none')}</span>
        <input
          ref={inputRef}
          className="desk-cell-input"
          value={isField ? text : ''}
          placeholder={isField ? t('inspector.blank') : t('cell.hint')}
          disabled={!isField}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
        />
      </label>
      <Button isDisabled={!isField || text === (before ?? '')} onPress={() => pend(false)} keys="Enter">
        {t('cell.set')}
      </Button>
      <Button isDisabled={!isField || text === (before ?? '')} onPress={() => pend(true)} keys="Shift Enter">
        {t('cell.alike')}
      </Button>
    </div>
  );
}

const textOf = (value: GridRow[string] | undefined): string | null =>
  value === null || value === undefined ? null : String(value);
