import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '../../client/context.ts';
import { Door } from '../../components/door.tsx';
import { Segments } from '../../components/fields.tsx';
import { When } from '../../components/figures.tsx';
import { TenantName } from '../../components/marks.tsx';
import { ErrorNotice } from '../../components/notice.tsx';
import { useFormat } from '../../format/use-format.ts';

/** Who has what in quarantine, and what waits for whom, what waits longest first; nothing where nobody took anything on. */
export function DueList({ tenant }: { readonly tenant: string | null }) {
  const { t } = useTranslation('home');
  const client = useClient();
  const format = useFormat();
  const [whose, setWhose] = useState<'everybody' | 'mine'>('everybody');
  const due = useQuery({
    queryKey: ['home', 'due', tenant],
    queryFn: ({ signal }) => client.home.due(tenant === null ? {} : { tenant }, { signal }),
  });
  if (due.error !== null) return <ErrorNotice error={due.error} retry={() => void due.refetch()} />;
  if (due.data === undefined || due.data.due.length === 0) return null;
  const { person: me } = due.data;
  const shown = due.data.due.filter(({ person }) => whose === 'everybody' || person === me);
  return (
    <section className="section">
      <div className="row">
        <h2 className="grow">{t('due.title')}</h2>
        <Segments
          label={t('due.whose')}
          value={whose}
          onChange={setWhose}
          choices={(['everybody', 'mine'] as const).map((id) => ({ id, text: t(`due.${id}`) }))}
        />
      </div>
      {shown.length === 0 ? (
        <p className="soft">{t('due.none')}</p>
      ) : (
        <ul className="needs">
          {shown.map(({ tenant: of, dataset, person, waitsFor, rows, since }) => (
            <li key={JSON.stringify([of, dataset, person, waitsFor])} className="need">
              <span className="need-tenant">
                <TenantName tenant={of} />
              </span>
              <span className="need-person clip">
                {person === null ? <span className="faint">{t('due.nobody')}</span> : person}
                {person === me ? <span className="faint"> ({t('due.me')})</span> : null}
              </span>
              <span className="grow clip">
                <Door
                  to={{
                    screen: 'quarantine',
                    query: { tenant: of, dataset, ...(person === null ? {} : { assigned: person }) },
                  }}
                >
                  {t('due.rows', {
                    count: rows,
                    n: format.number(rows),
                    dataset: t(`common:dataset.${dataset}`),
                  })}
                </Door>
                {waitsFor === null ? null : (
                  <span className="soft"> · {t('due.waits', { for: waitsFor })}</span>
                )}
              </span>
              <span className="faint">
                <When time={since} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
