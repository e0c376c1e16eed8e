import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TenantSettings } from '../../../contracts/api/settings.ts';
import { useClient } from '../../client/context.ts';
import { SearchField, Segments } from '../../components/fields.tsx';
import { ErrorNotice, Loading } from '../../components/notice.tsx';
import { useNames } from '../../format/use-names.ts';
import type { Change } from './use-settings.ts';

interface SeveritiesProps {
  readonly tenant: TenantSettings;
  readonly change: (changes: readonly Change[]) => void;
}

const levels = ['error', 'warning', 'off'] as const;

/** What a violation means to this tenant: to quarantine, a warning, or nothing. Keys, the tenant and types stay errors. */
export function Severities({ tenant, change }: SeveritiesProps) {
  const { t } = useTranslation('settings');
  const client = useClient();
  const names = useNames();
  const [search, setSearch] = useState('');
  const { data, error } = useQuery({
    queryKey: ['codes'],
    queryFn: ({ signal }) => client.settings.codes({}, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (error !== null) return <ErrorNotice error={error} />;
  if (data === undefined) return <Loading />;
  const wanted = search.toLowerCase();
  const codes = data.codes.filter(({ code }) => `${code} ${names.code(code)}`.toLowerCase().includes(wanted));
  return (
    <section className="section">
      <div className="row wrap">
        <h2 className="grow">{t('severities.title')}</h2>
        <div className="settings-search">
          <SearchField label={t('severities.search')} value={search} onChange={setSearch} />
        </div>
      </div>
      <p className="soft">{t('severities.text')}</p>
      <ul className="checks">
        {codes.map(({ code, severity, locked }) => {
          const present = tenant.severities[code] ?? severity;
          return (
            <li key={code} className="check">
              <span className="grow">
                {names.code(code)} <code className="faint">{code}</code>
              </span>
              {present === severity ? null : <span className="badge">{t('severities.own')}</span>}
              {locked ? (
                <span className="faint settings-locked">{t('severities.locked')}</span>
              ) : (
                <Segments
                  label={names.code(code)}
                  choices={levels.map((id) => ({ id, text: t(`severities.level.${id}`) }))}
                  value={present}
                  onChange={(level) =>
                    change([
                      {
                        path: ['tenants', tenant.tenant, 'severities', code],
                        value: level === severity ? null : level,
                      },
                    ])
                  }
                />
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
