import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useClient } from '../../client/context.ts';
import { Num } from '../../components/figures.tsx';
import { ErrorNotice, Loading } from '../../components/notice.tsx';
import { ScreenHead } from '../../components/screen-head.tsx';
import { useFormat } from '../../format/use-format.ts';
import { useWorkspace } from '../../frame/use-workspace.ts';
import { useScope } from '../../state/scope.ts';
import { DemoProgress } from './demo-progress.tsx';
import { DueList } from './due-list.tsx';
import { FirstStart } from './first-start.tsx';
import { NeedList } from './need-list.tsx';
import { TenantList } from './tenant-list.tsx';
import { TopAction } from './top-action.tsx';
import { useDemo } from './use-demo.ts';
import './home.css';

/** What needs me now? */
export default function Home() {
  const { t } = useTranslation('home');
  const client = useClient();
  const format = useFormat();
  const tenant = useScope((scope) => scope.tenant);
  const workspace = useWorkspace();
  const overview = useQuery({
    queryKey: ['home', tenant],
    queryFn: ({ signal }) => client.home.overview(tenant === null ? {} : { tenant }, { signal }),
  });
  const demo = useDemo();
  const { data } = overview;
  const title = t('common:screens.home');
  if (workspace.data?.tenants.length === 0 || (demo.isOn && workspace.data?.hasTables === false)) {
    return (
      <>
        <ScreenHead title={title} facts={t('first.facts', { name: workspace.data.name })} />
        <FirstStart demo={demo} />
      </>
    );
  }
  const waiting = data?.tenants.reduce((sum, one) => sum + one.quarantine.open, 0) ?? 0;
  return (
    <>
      <ScreenHead
        title={title}
        facts={
          data === undefined ? null : (
            <>
              {t('needs', { count: data.needs.length, n: format.number(data.needs.length) })} ·{' '}
              <Num value={waiting} /> {t('inQuarantine', { count: waiting })} ·{' '}
              {t('tenants', { count: data.tenants.length })}
            </>
          )
        }
        actions={data === undefined ? null : <TopAction need={data.needs[0]} />}
      />
      <div className="screen-body">
        {demo.isOn ? <DemoProgress demo={demo} /> : null}
        {demo.error === undefined ? null : <ErrorNotice error={demo.error} retry={demo.start} />}
        {overview.error === null ? null : (
          <ErrorNotice error={overview.error} retry={() => void overview.refetch()} />
        )}
        {data === undefined && overview.error === null ? <Loading /> : null}
        {data === undefined ? null : (
          <>
            <NeedList needs={data.needs} />
            <DueList tenant={tenant} />
            <TenantList tenants={data.tenants} />
          </>
        )}
      </div>
    </>
  );
}
