import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TenantSettings } from '../../../contracts/api/settings.ts';
import { isTimezone } from '../../../contracts/timezone.ts';
import { Button } from '../../components/button.tsx';
import { NumberField, Switch, TextField } from '../../components/fields.tsx';
import type { Change } from './use-settings.ts';

interface TenantFormProps {
  readonly tenant: TenantSettings;
  readonly change: (changes: readonly Change[]) => void;
}

/** Time zone, when a delivery is late, and what a full delivery may remove. Saved at once. */
export function TenantForm({ tenant, change }: TenantFormProps) {
  const { t } = useTranslation('settings');
  const [zone, setZone] = useState(tenant.timezone);
  const at = (...rest: readonly string[]): readonly string[] => ['tenants', tenant.tenant, ...rest];
  const isZone = isTimezone(zone);
  return (
    <section className="section settings-form">
      <div className="row settings-zone">
        <div className="grow">
          <TextField
            label={t('tenants.timezone')}
            hint={t('tenants.timezoneHint')}
            value={zone}
            onChange={setZone}
            error={isZone ? undefined : t('tenants.timezoneError')}
          />
        </div>
        <Button
          isDisabled={!isZone || zone === tenant.timezone}
          onPress={() => change([{ path: at('timezone'), value: zone }])}
        >
          {t('save')}
        </Button>
      </div>
      <NumberField
        label={t('tenants.stale')}
        hint={t('tenants.staleHint')}
        value={tenant.staleAfterDays}
        least={1}
        most={36_500}
        onChange={(days) => change([{ path: at('staleAfterDays'), value: days }])}
      />
      <Switch
        label={t('tenants.removes')}
        isOn={tenant.fullDelivery.removes}
        onChange={(removes) => change([{ path: at('fullDelivery', 'removes'), value: removes }])}
      />
      <NumberField
        label={t('tenants.maxShare')}
        hint={t('tenants.maxShareHint')}
        value={Math.round(tenant.fullDelivery.maxShare * 100)}
        most={100}
        isDisabled={!tenant.fullDelivery.removes}
        onChange={(share) => change([{ path: at('fullDelivery', 'maxShare'), value: share / 100 }])}
      />
    </section>
  );
}
