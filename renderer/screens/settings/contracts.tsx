import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '../../client/context.ts';
import { SearchField, Segments } from '../../components/fields.tsx';
import { Mark } from '../../components/marks.tsx';
import { ErrorNotice, Loading } from '../../components/notice.tsx';
import { PlainTable } from '../../components/plain-table.tsx';
import { useNames } from '../../format/use-names.ts';

/** The data contracts, field by field: what is expected, and what happens where it is not so. */
export function Contracts() {
  const { t } = useTranslation('settings');
  const client = useClient();
  const names = useNames();
  const [dataset, setDataset] = useState<'suppliers' | 'parts'>('suppliers');
  const [search, setSearch] = useState('');
  const { data, error, refetch } = useQuery({
    queryKey: ['contracts'],
    queryFn: ({ signal }) => client.settings.contracts({}, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (error !== null) return <ErrorNotice error={error} retry={() => void refetch()} />;
  const contract = data?.contracts.find((one) => one.dataset === dataset);
  if (contract === undefined) return <Loading />;
  const wanted = search.toLowerCase();
  const fields = contract.fields.filter(({ name, doc }) =>
    `${name} ${names.field(name)} ${doc}`.toLowerCase().includes(wanted),
  );
  const rulesOf = (field: string) => contract.rules.filter((rule) => rule.field === field);
  return (
    <section className="section">
      <div className="row wrap">
        <Segments
          label={t('section.contracts')}
          choices={[
            { id: 'suppliers', text: t('common:dataset.suppliers') },
            { id: 'parts', text: t('common:dataset.parts') },
          ]}
          value={dataset}
          onChange={setDataset}
        />
        <span className="soft grow">
          {t('contracts.facts', { version: contract.version, count: contract.fields.length })} ·{' '}
          <code>{contract.silverTable}</code>
        </span>
        <div className="settings-search">
          <SearchField label={t('contracts.search')} value={search} onChange={setSearch} />
        </div>
      </div>
      <PlainTable
        label={t('section.contracts')}
        rows={fields}
        keyOf={({ name }) => name}
        columns={[
          {
            id: 'field',
            title: t('contracts.field'),
            width: '190px',
            cell: ({ name, required }) => (
              <span className="contract-field">
                {names.field(name)}
                <code className="faint">{name}</code>
                {required ? <span className="badge">{t('contracts.required')}</span> : null}
              </span>
            ),
          },
          { id: 'type', title: t('contracts.type'), width: '104px', cell: ({ type }) => <code>{type}</code> },
          {
            id: 'rules',
            title: t('contracts.rules'),
            cell: ({ name }) => (
              <ul>
                {rulesOf(name).map(({ code, kind, severity }) => (
                  <li key={`${code} ${kind}`}>
                    <Mark
                      tone={severity === 'error' ? 'error' : severity === 'warning' ? 'warning' : 'quiet'}
                      text={names.code(code)}
                    />
                  </li>
                ))}
              </ul>
            ),
          },
        ]}
      />
    </section>
  );
}
