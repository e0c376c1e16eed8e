import { Check, ChevronDown, Folder, Layers } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { TenantDot } from '../components/marks.tsx';
import { tenantTitle } from '../format/ids.ts';
import { useScope } from '../state/scope.ts';
import { useWorkspace } from './use-workspace.ts';

/** The tenant that screens keep to, and the workspace. */
export function TenantMenu() {
  const { t } = useTranslation();
  const { tenant, setTenant } = useScope();
  const { data } = useWorkspace();
  const tenants = data?.tenants ?? [];
  const known = tenant !== null && !tenants.includes(tenant) ? [tenant, ...tenants] : tenants;
  return (
    <>
      <MenuTrigger>
        <Button className="scope-button" aria-label={`${t('scope.label')}: ${tenant ?? t('allTenants')}`}>
          {tenant === null ? <Layers size={14} aria-hidden /> : <TenantDot tenant={tenant} />}
          <span className="clip">{tenant === null ? t('allTenants') : tenantTitle(tenant)}</span>
          <ChevronDown size={14} aria-hidden />
        </Button>
        <Popover className="popover" placement="bottom start">
          <Menu className="list-box" onAction={(key) => setTenant(key === '' ? null : String(key))}>
            <MenuItem id="" className="list-item" textValue={t('allTenants')}>
              <Layers size={14} aria-hidden />
              <span className="grow">{t('allTenants')}</span>
              {tenant === null ? <Check size={14} aria-hidden /> : null}
            </MenuItem>
            {known.map((name) => (
              <MenuItem id={name} key={name} className="list-item" textValue={tenantTitle(name)}>
                <TenantDot tenant={name} />
                <span className="grow clip">{tenantTitle(name)}</span>
                <span className="faint clip">{name}</span>
                {name === tenant ? <Check size={14} aria-hidden /> : null}
              </MenuItem>
            ))}
          </Menu>
        </Popover>
      </MenuTrigger>
      {data === undefined ? null : (
        <span className="scope-workspace clip" title={data.folder}>
          <Folder size={14} aria-hidden />
          <span className="clip">{data.name}</span>
          <span className="faint">{t('scope.local')}</span>
        </span>
      )}
    </>
  );
}
