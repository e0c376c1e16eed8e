import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { tenantTitle } from '../../format/ids.ts';
import { useWorkspace } from '../../frame/use-workspace.ts';
import { useScope } from '../../state/scope.ts';

const most = 4;

/** Fixing is done tenant by tenant: the way there from all of them. */
export function ChooseTenant() {
  const { t } = useTranslation('quarantine');
  const setTenant = useScope((scope) => scope.setTenant);
  const tenants = useWorkspace().data?.tenants ?? [];
  if (tenants.length === 0) return null;
  return (
    <div className="row wrap waiting-chips">
      <span className="soft">{t('fixOne')}</span>
      {tenants.slice(0, most).map((tenant) => (
        <Button key={tenant} onPress={() => setTenant(tenant)}>
          {tenantTitle(tenant)}
        </Button>
      ))}
    </div>
  );
}
