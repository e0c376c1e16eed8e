import { UsersRound } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { Select } from '../../components/fields.tsx';
import { TenantDot } from '../../components/marks.tsx';
import { Empty, ErrorNotice, Loading } from '../../components/notice.tsx';
import { tenantTitle } from '../../format/ids.ts';
import { go } from '../../router/use-place.ts';
import { useScope } from '../../state/scope.ts';
import { Severities } from './severities.tsx';
import { TenantForm } from './tenant-form.tsx';
import { useSettings } from './use-settings.ts';

/** What holds for each tenant: time zone, limits, and what a violation means. */
export function Tenants() {
  const { t } = useTranslation('settings');
  const scope = useScope((state) => state.tenant);
  const [chosen, choose] = useState(scope);
  const { read, change } = useSettings();
  if (read.error !== null) return <ErrorNotice error={read.error} retry={() => void read.refetch()} />;
  if (read.data === undefined) return <Loading />;
  const { tenants } = read.data;
  const tenant = tenants.find((one) => one.tenant === chosen) ?? tenants[0];
  if (tenant === undefined) {
    return (
      <Empty
        icon={UsersRound}
        text={t('tenants.empty')}
        action={<Button onPress={() => go({ screen: 'runs', item: 'new' })}>{t('tenants.newRun')}</Button>}
      />
    );
  }
  return (
    <>
      <div className="settings-choice">
        <Select
          label={t('common:scope.label')}
          choices={tenants.map((one) => ({
            id: one.tenant,
            text: tenantTitle(one.tenant),
            icon: <TenantDot tenant={one.tenant} />,
          }))}
          value={tenant.tenant}
          onChange={choose}
        />
      </div>
      {change.error === null ? null : <ErrorNotice error={change.error} />}
      <TenantForm key={tenant.tenant} tenant={tenant} change={change.mutate} />
      <Severities tenant={tenant} change={change.mutate} />
    </>
  );
}
