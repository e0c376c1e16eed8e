import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ColumnFilter } from '../../contracts/api/page.ts';
import { CheckBox, SearchField } from '../components/fields.tsx';
import { Num } from '../components/figures.tsx';
import { ErrorNotice, Loading } from '../components/notice.tsx';
import { useSettled } from '../state/use-settled.ts';
import type { RowSource } from './row-source.ts';

interface SetFormProps {
  readonly column: string;
  readonly model: ColumnFilter | null;
  readonly onChange: (model: ColumnFilter | null) => void;
  readonly load: NonNullable<RowSource['values']>;
  /** Those of the other columns. */
  readonly filters: () => readonly ColumnFilter[];
  readonly sourceKey: string;
}

/** The values of a column, the most frequent first, to be ticked. Nothing ticked: no filter. */
export function SetForm({ column, model, onChange, load, filters, sourceKey }: SetFormProps) {
  const { t } = useTranslation();
  const [search, setSearch] = useState('');
  const wanted = useSettled(search, 200);
  const others = filters();
  const { data, error } = useQuery({
    queryKey: ['grid-values', sourceKey, column, wanted, others],
    queryFn: ({ signal }) =>
      load({ column, filters: others, limit: 200, ...(wanted === '' ? {} : { search: wanted }) }, signal),
    placeholderData: keepPreviousData,
  });
  const ticked = model?.op === 'in' ? model.values : [];
  const tick = (value: string | null, isOn: boolean): void => {
    const values = isOn ? [...ticked, value] : ticked.filter((one) => one !== value);
    onChange(values.length === 0 ? null : { column, op: 'in', values });
  };
  return (
    <div className="stack">
      <SearchField label={t('grid.searchValues')} value={search} onChange={setSearch} autoFocus />
      {error === null ? null : <ErrorNotice error={error} />}
      {data === undefined ? (
        <Loading />
      ) : (
        <ul className="set-values">
          {data.values.map(({ value, rows }) => (
            <li key={value ?? '\0'} className="row">
              <span className="grow clip">
                <CheckBox
                  label={value === null || value === '' ? t('grid.blank') : value}
                  isOn={ticked.includes(value)}
                  onChange={(isOn) => tick(value, isOn)}
                />
              </span>
              <span className="faint">
                <Num value={rows} />
              </span>
            </li>
          ))}
        </ul>
      )}
      {data?.cut === true ? <p className="faint">{t('grid.more')}</p> : null}
    </div>
  );
}
