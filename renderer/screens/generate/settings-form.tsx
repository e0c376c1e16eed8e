import { useTranslation } from 'react-i18next';
import { tenantError } from '../runs/tenant-error.ts';
import { Button } from '../../components/button.tsx';
import { NumberField, Segments, TextField } from '../../components/fields.tsx';
import type { GenerateOptions } from './api-types.ts';
import { type GenerateForm, tenantsOf, useGenerateForm } from './form.ts';

interface SettingsFormProps {
  readonly form: GenerateForm;
  readonly options: GenerateOptions;
}

/** Whose, how many, from what seed. */
export function SettingsForm({ form, options }: SettingsFormProps) {
  const { t } = useTranslation('generate');
  const { change, reset, form: typed } = useGenerateForm();
  const tenants = tenantsOf(form);
  const isBad = tenants.length === 0 || tenants.some((name) => tenantError(name) !== undefined);
  const isSeedBad = !/^\d{1,19}$/.test(form.seed);
  return (
    <section className="section">
      <div className="row">
        <h2 className="grow">{t('settings')}</h2>
        <Button kind="quiet" isDisabled={typed === null} onPress={reset}>
          {t('reset')}
        </Button>
      </div>
      <TextField
        label={t('tenants')}
        hint={t('tenantsHint')}
        value={form.tenants}
        onChange={(text) => change({ ...form, tenants: text })}
        error={isBad ? t('runs:form.tenantError') : undefined}
      />
      <div className="generate-pair">
        <NumberField
          label={t('common:dataset.suppliers')}
          value={form.suppliers}
          most={options.mostRows}
          onChange={(suppliers) => change({ ...form, suppliers })}
        />
        <NumberField
          label={t('common:dataset.parts')}
          value={form.parts}
          most={options.mostRows}
          onChange={(parts) => change({ ...form, parts })}
        />
      </div>
      <TextField
        label={t('seed')}
        hint={t('seedHint')}
        value={form.seed}
        onChange={(seed) => change({ ...form, seed })}
        error={isSeedBad ? t('seedError') : undefined}
      />
      <div className="field">
        <span className="react-aria-Label">{t('format')}</span>
        <Segments
          label={t('format')}
          choices={options.formats.map((id) => ({ id, text: id === 'csv' ? 'CSV' : 'Parquet' }))}
          value={form.format}
          onChange={(format) => change({ ...form, format })}
        />
      </div>
    </section>
  );
}
