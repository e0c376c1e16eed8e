import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useClient } from '../../client/context.ts';
import { Button } from '../../components/button.tsx';
import { Fold } from '../../components/fold.tsx';
import { ErrorNotice, Loading } from '../../components/notice.tsx';
import { useFormat } from '../../format/use-format.ts';
import { copyText } from '../../host/clipboard.ts';
import { useToasts } from '../../state/toasts.ts';

/** Versions and limits, and the report for whoever is asked for help. */
export function About() {
  const { t } = useTranslation('settings');
  const client = useClient();
  const format = useFormat();
  const show = useToasts((toasts) => toasts.show);
  const { data, error, refetch } = useQuery({
    queryKey: ['about'],
    queryFn: ({ signal }) => client.settings.about({}, { signal }),
  });
  if (error !== null) return <ErrorNotice error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading />;
  const facts: readonly (readonly [string, string])[] = [
    [t('about.version'), data.version],
    [t('about.workspace'), data.workspace],
    [t('about.scratch'), data.scratch],
    [t('about.memory'), format.bytes(data.limits.memory)],
    [t('about.threads'), format.number(data.limits.threads)],
    [t('about.jobs'), format.number(data.limits.jobs)],
    ['DuckDB', data.duckdb],
    ['Node', data.node],
    [t('about.platform'), data.platform],
    [t('about.licence'), data.licence],
  ];
  const copy = async (): Promise<void> => {
    if (await copyText(data.diagnostics)) show({ tone: 'info', text: t('common:copied') });
  };
  return (
    <section className="section">
      <div className="row">
        <h2 className="grow">Quayside</h2>
        <Button kind="primary" onPress={() => void copy()}>
          {t('about.copy')}
        </Button>
      </div>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="settings-value">{value}</dd>
          </div>
        ))}
      </dl>
      <p className="soft">{t('about.text')}</p>
      <Fold title={t('about.diagnostics')}>
        <pre className="report">{data.diagnostics}</pre>
      </Fold>
    </section>
  );
}
