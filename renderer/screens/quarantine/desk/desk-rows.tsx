import { ListChecks } from 'lucide-react';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OperationInput } from '../../../../contracts/quarantine/operation.ts';
import { type DeskState, deskStates, type Selection } from '../../../../contracts/quarantine/selection.ts';
import { useClient } from '../../../client/context.ts';
import { Button } from '../../../components/button.tsx';
import { SearchField, Select } from '../../../components/fields.tsx';
import { useFormat } from '../../../format/use-format.ts';
import { useNames } from '../../../format/use-names.ts';
import type { GridRow, RowSource } from '../../../grid/row-source.ts';
import { type CellPlace, RowsGrid } from '../../../grid/rows-grid.tsx';
import { useToasts } from '../../../state/toasts.ts';
import type { Dataset } from '../asked.ts';
import { deskColumns, isOwn, pinned } from '../column-order.ts';
import { useMarks } from '../use-marks.ts';
import { CellBar } from './cell-bar.tsx';
import { cellsOfPaste } from './paste.ts';

interface DeskRowsProps {
  readonly tenant: string;
  readonly dataset: Dataset;
  readonly selection: Selection;
  readonly version: number;
  readonly focus: { readonly row: GridRow; readonly column: string } | null;
  readonly onFocus: (row: GridRow, column: string) => void;
  readonly onPending: (operation: OperationInput) => void;
  /** Null: rows in any state; `closed`: those that are not here any more. */
  readonly onState: (state: DeskState | 'closed' | null) => void;
  readonly onBulk: () => void;
}

/** The rows as they are after all operations; a cell is changed in the line above them. */
export function DeskRows({
  tenant,
  dataset,
  selection,
  version,
  focus,
  onFocus,
  onPending,
  onState,
  onBulk,
}: DeskRowsProps) {
  const { t } = useTranslation('quarantine');
  const client = useClient();
  const names = useNames();
  const format = useFormat();
  const show = useToasts((toasts) => toasts.show);
  const [text, setText] = useState('');
  const [shown, setShown] = useState<number | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const key = JSON.stringify([tenant, dataset, selection]);
  const source = useMemo<RowSource>(
    () => ({
      key,
      page: (page, signal) =>
        client.steward.page({ tenant, dataset, selection, page }, signal === undefined ? {} : { signal }),
      values: (request, signal) =>
        client.steward.values(
          { tenant, dataset, selection, of: { ...request, filters: [...request.filters] } },
          signal === undefined ? {} : { signal },
        ),
    }),
    // `key` says all of tenant, dataset and selection, which is a new object at each drawing.
    [client, key],
  );
  const markOf = useMarks();
  const about = selection.field;
  const columns = useMemo(() => deskColumns(dataset, about), [dataset, about]);
  const onView = useCallback(({ total }: { readonly total: number }) => setShown(total), []);
  const titleOf = useCallback(
    (column: string) => (isOwn(column) ? t(`column.${column}`) : names.field(column)),
    [t, names],
  );
  const wordOf = useCallback(
    (column: string, value: string) => (column === '_state' ? t(`rowState.${value}`) : undefined),
    [t],
  );
  const paste = async (pasted: string, at: CellPlace): Promise<void> => {
    const operation = await cellsOfPaste(pasted, at, dataset, (page) => source.page(page));
    if (operation === undefined) show({ tone: 'warning', text: t('paste.nothing') });
    else onPending(operation);
  };
  return (
    <div className="waiting-rows">
      <div className="row wrap waiting-bar-line">
        <div className="waiting-search">
          <SearchField label={t('search')} value={text} onChange={setText} />
        </div>
        <div className="waiting-state">
          <Select
            bare
            label={t('state')}
            value={selection.state ?? 'any'}
            onChange={(state) => onState(state === 'any' ? null : state)}
            choices={[
              { id: 'any' as const, text: t('anyState') },
              ...deskStates.map((id) => ({ id, text: t(`rowState.${id}`) })),
              { id: 'closed' as const, text: t('states.closed') },
            ]}
          />
        </div>
        <span className="faint num grow">
          {shown === null ? null : t('shown', { count: shown, n: format.number(shown) })}
        </span>
        <Button icon={ListChecks} isDisabled={shown === null || shown === 0} onPress={onBulk}>
          {t('bulk.button')}
        </Button>
      </div>
      <CellBar inputRef={input} dataset={dataset} focus={focus} onPending={onPending} />
      <RowsGrid
        source={source}
        label={t('rowsLabel', { dataset: t(`common:dataset.${dataset}`) })}
        text={text}
        version={version}
        columns={columns}
        pinned={pinned[dataset]}
        titleOf={titleOf}
        wordOf={wordOf}
        markOf={markOf}
        onFocusCell={onFocus}
        onOpenRow={(row, column) => {
          if (column !== '') onFocus(row, column);
          input.current?.focus();
          input.current?.select();
        }}
        onPaste={(pasted, at) => void paste(pasted, at)}
        onView={onView}
      />
    </div>
  );
}
