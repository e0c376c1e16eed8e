import { useQuery } from '@tanstack/react-query';
import { type ClipboardEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Selection } from '../../../../contracts/quarantine/selection.ts';
import { useClient } from '../../../client/context.ts';
import { ErrorNotice, Loading } from '../../../components/notice.tsx';
import { useFormat } from '../../../format/use-format.ts';
import type { Dataset } from '../asked.ts';
import { tableOf } from './bulk-changes.ts';

interface MapTableProps {
  readonly tenant: string;
  readonly dataset: Dataset;
  readonly selection: Selection;
  readonly field: string;
  /** Lines of two cells, as a spreadsheet copies them. */
  readonly onTable: (table: string) => void;
}

/** The values that the rows have, the most frequent first, each with what it becomes. A lookup table of two columns can be pasted. */
export function MapTable({ tenant, dataset, selection, field, onTable }: MapTableProps) {
  const { t } = useTranslation('quarantine');
  const client = useClient();
  const format = useFormat();
  const [to, setTo] = useState<Readonly<Record<string, string>>>({});
  const values = useQuery({
    queryKey: ['steward', tenant, 'values', dataset, selection, field],
    queryFn: ({ signal }) =>
      client.steward.values({ tenant, dataset, selection, of: { column: field, limit: 500 } }, { signal }),
  });
  useEffect(() => setTo({}), [field]);
  useEffect(() => {
    const lines = Object.entries(to).filter(([, text]) => text !== '');
    onTable(lines.map((line) => line.join('\t')).join('\n'));
    // `onTable` is a new function at each drawing.
  }, [to]);
  const paste = (event: ClipboardEvent): void => {
    const text = event.clipboardData.getData('text/plain');
    if (!text.includes('\t')) return;
    event.preventDefault();
    const pasted = tableOf(text).flatMap(({ from, to: target }) =>
      target === null ? [] : [[from, target] as const],
    );
    setTo((last) => ({ ...last, ...Object.fromEntries(pasted) }));
  };
  if (values.error !== null) return <ErrorNotice error={values.error} retry={() => void values.refetch()} />;
  if (values.data === undefined) return <Loading />;
  const known = values.data.values.flatMap(({ value, rows }) => (value === null ? [] : [{ value, rows }]));
  const names = new Set(known.map(({ value }) => value));
  const more = Object.keys(to).filter((value) => !names.has(value));
  return (
    <div className="desk-map" onPaste={paste}>
      <p className="faint">{t('map.hint')}</p>
      <table className="desk-table">
        <thead>
          <tr>
            <th>{t('map.from')}</th>
            <th className="num">{t('map.rows')}</th>
            <th>{t('map.to')}</th>
          </tr>
        </thead>
        <tbody>
          {known.map(({ value, rows }) => (
            <tr key={value}>
              <td className="mono clip">{value}</td>
              <td className="num">{format.number(rows)}</td>
              <td>
                <input
                  className="desk-cell-input"
                  aria-label={t('map.becomes', { value })}
                  value={to[value] ?? ''}
                  onChange={(event) => setTo((last) => ({ ...last, [value]: event.target.value }))}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {values.data.cut ? <p className="faint">{t('map.cut')}</p> : null}
      {more.length === 0 ? null : <p className="faint">{t('map.more', { count: more.length })}</p>}
    </div>
  );
}
