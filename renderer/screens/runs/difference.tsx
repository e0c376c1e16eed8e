import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useClient } from '../../client/context.ts';
import { Door } from '../../components/door.tsx';
import { Num, When } from '../../components/figures.tsx';
import { ErrorNotice, Loading } from '../../components/notice.tsx';
import { PlainTable } from '../../components/plain-table.tsx';
import { useNames } from '../../format/use-names.ts';
import { Delta } from './delta.tsx';

const measures = ['landed', 'passed', 'quarantined', 'warnings'] as const;

/** This delivery beside the tenant's last one that got through. */
export function Difference({ runId }: { readonly runId: string }) {
  const { t } = useTranslation('runs');
  const client = useClient();
  const names = useNames();
  const { data, error, refetch } = useQuery({
    queryKey: ['run-difference', runId],
    queryFn: ({ signal }) => client.runs.difference({ runId }, { signal }),
  });
  const before = data?.before ?? null;
  const rows = data?.datasets.flatMap(({ dataset, now, before }) =>
    measures.map((measure) => ({
      id: `${dataset} ${measure}`,
      dataset,
      measure,
      now: now[measure],
      before: before?.[measure],
    })),
  );
  const codes = (data?.codes ?? [])
    .filter(({ now, before }) => before !== null && now !== before)
    .slice(0, 8);
  return (
    <section className="section">
      <h3 className="row">
        {t('differenceTitle')}
        {before === null ? null : (
          <span className="faint">
            <Door to={{ screen: 'runs', item: before.runId }}>
              <When time={before.at} />
            </Door>
          </span>
        )}
      </h3>
      {error === null ? null : <ErrorNotice error={error} retry={() => void refetch()} />}
      {data === undefined && error === null ? <Loading /> : null}
      {data?.before === null ? <p className="soft">{t('noBefore')}</p> : null}
      {before === null || rows === undefined ? null : (
        <>
          <PlainTable
            label={t('differenceTitle')}
            rows={rows}
            keyOf={({ id }) => id}
            columns={[
              {
                id: 'what',
                title: t('rowsOf'),
                cell: ({ dataset, measure }) =>
                  `${t(`common:dataset.${dataset}`)}, ${t(`measure.${measure}`)}`,
              },
              { id: 'now', title: t('now'), align: 'right', cell: ({ now }) => <Num value={now} /> },
              {
                id: 'before',
                title: t('before'),
                align: 'right',
                cell: ({ before }) => (before === undefined ? '–' : <Num value={before} />),
              },
              {
                id: 'delta',
                title: t('change'),
                align: 'right',
                cell: ({ now, before }) => <Delta now={now} before={before} />,
              },
            ]}
          />
          {codes.length === 0 ? null : (
            <ul className="stack changes">
              {codes.map(({ dataset, code, now, before }) => (
                <li key={`${dataset} ${code}`} className="row">
                  <Delta now={now} before={before ?? undefined} />
                  <span className="clip">
                    {t(`common:dataset.${dataset}`)}: {names.code(code)}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </section>
  );
}
