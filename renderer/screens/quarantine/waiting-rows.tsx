import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '../../client/context.ts';
import { SearchField } from '../../components/fields.tsx';
import { useFormat } from '../../format/use-format.ts';
import { useNames } from '../../format/use-names.ts';
import type { GridRow, RowSource } from '../../grid/row-source.ts';
import { RowsGrid } from '../../grid/rows-grid.tsx';
import type { Dataset, filterOf } from './asked.ts';
import { columnOrder, pinned } from './column-order.ts';
import { useMarks } from './use-marks.ts';

interface WaitingRowsProps {
  readonly dataset: Dataset;
  readonly filter: ReturnType<typeof filterOf>;
  readonly onFocus: (row: GridRow, column: string) => void;
}

/** The rows that wait, as they came, with what is wrong in them marked. */
export function WaitingRows({ dataset, filter, onFocus }: WaitingRowsProps) {
  const { t } = useTranslation('quarantine');
  const client = useClient();
  const names = useNames();
  const format = useFormat();
  const [text, setText] = useState('');
  const [shown, setShown] = useState<number | null>(null);
  const key = JSON.stringify([dataset, filter]);
  const source = useMemo<RowSource>(
    () => ({
      key,
      page: (page, signal) =>
        client.quarantine.page({ ...filter, dataset, page }, signal === undefined ? {} : { signal }),
      values: (request, signal) =>
        client.quarantine.values(
          { ...filter, dataset, of: { ...request, filters: [...request.filters] } },
          signal === undefined ? {} : { signal },
        ),
    }),
    // `key` says all of dataset and filter, which are new objects at each drawing.
    [client, key],
  );
  const markOf = useMarks();
  const about = filter.field;
  const columns = useMemo(() => columnOrder(dataset, about), [dataset, about]);
  const onView = useCallback(({ total }: { readonly total: number }) => setShown(total), []);
  return (
    <div className="waiting-rows">
      <div className="row waiting-bar-line">
        <div className="waiting-search">
          <SearchField label={t('search')} value={text} onChange={setText} />
        </div>
        <span className="faint num grow">
          {shown === null ? null : t('shown', { count: shown, n: format.number(shown) })}
        </span>
        <span className="faint clip waiting-keys">{t('keys')}</span>
      </div>
      <RowsGrid
        source={source}
        label={t('rowsLabel', { dataset: t(`common:dataset.${dataset}`) })}
        text={text}
        columns={columns}
        pinned={pinned[dataset]}
        titleOf={names.field}
        markOf={markOf}
        onFocusCell={onFocus}
        onView={onView}
      />
    </div>
  );
}
