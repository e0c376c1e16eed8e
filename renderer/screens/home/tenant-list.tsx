import { useTranslation } from 'react-i18next';
import type { TenantOverview } from '../../../contracts/api/home.ts';
import { Door } from '../../components/door.tsx';
import { Num, When } from '../../components/figures.tsx';
import { Mark, RunStateMark, TenantName } from '../../components/marks.tsx';
import { type PlainColumn, PlainTable } from '../../components/plain-table.tsx';
import { Sparkline } from '../../components/sparkline.tsx';
import { useFormat } from '../../format/use-format.ts';
import { AgeBar } from './age-bar.tsx';

/** Tenants as rows: what waits by age, freshness, the last publication, how the deliveries passed. */
export function TenantList({ tenants }: { readonly tenants: readonly TenantOverview[] }) {
  const { t } = useTranslation('home');
  const format = useFormat();
  const columns: readonly PlainColumn<TenantOverview>[] = [
    { id: 'tenant', title: t('columns.tenant'), cell: ({ tenant }) => <TenantName tenant={tenant} /> },
    {
      id: 'open',
      title: t('columns.quarantine'),
      align: 'right',
      cell: ({ tenant, quarantine }) =>
        quarantine.open === 0 ? (
          <span className="faint">{t('none')}</span>
        ) : (
          <Door
            to={{ screen: 'quarantine', query: { tenant } }}
            label={t('openQuarantine', { rows: format.number(quarantine.open) })}
          >
            <Num value={quarantine.open} />
          </Door>
        ),
    },
    {
      id: 'age',
      title: t('columns.age'),
      width: '132px',
      cell: ({ quarantine }) => <AgeBar ages={quarantine} />,
    },
    {
      id: 'delivery',
      title: t('columns.delivery'),
      cell: ({ lastDeliveryAt, late }) =>
        lastDeliveryAt === null ? (
          <span className="faint">{t('never')}</span>
        ) : (
          <span className="row">
            <When time={lastDeliveryAt} />
            {late ? <Mark tone="warning" text={t('late')} /> : null}
          </span>
        ),
    },
    {
      id: 'run',
      title: t('columns.run'),
      cell: ({ lastRun }) =>
        lastRun === null ? (
          <span className="faint">{t('never')}</span>
        ) : (
          <Door to={{ screen: 'runs', item: lastRun.runId }}>
            <RunStateMark state={lastRun.state} />
          </Door>
        ),
    },
    {
      id: 'publication',
      title: t('columns.publication'),
      cell: ({ lastPublication }) =>
        lastPublication === null ? (
          <span className="faint">{t('never')}</span>
        ) : (
          <When time={lastPublication.at} />
        ),
    },
    {
      id: 'rate',
      title: t('columns.rate'),
      width: '132px',
      cell: ({ passRates }) => (
        <Sparkline
          values={passRates.map(({ rate }) => rate)}
          label={t('rateLabel', {
            count: passRates.length,
            last: format.percent(passRates.at(-1)?.rate ?? 0),
          })}
        />
      ),
    },
  ];
  return (
    <section className="section">
      <h2>{t('tenantsTitle')}</h2>
      <PlainTable label={t('tenantsTitle')} columns={columns} rows={tenants} keyOf={({ tenant }) => tenant} />
    </section>
  );
}
