import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { generateRequest } from '../../../contracts/api/generate.ts';
import { useClient } from '../../client/context.ts';
import { Button } from '../../components/button.tsx';
import { CopyCommand } from '../../components/copy-command.tsx';
import { ErrorNotice, Loading } from '../../components/notice.tsx';
import { Panes } from '../../components/panes.tsx';
import { ScreenHead } from '../../components/screen-head.tsx';
import { useFormat } from '../../format/use-format.ts';
import { useSettled } from '../../state/use-settled.ts';
import { ChainView } from './chain-view.tsx';
import { DirtPanel } from './dirt-panel.tsx';
import { Distributions } from './distributions.tsx';
import { type GenerateForm, requestOf, tenantsOf, useGenerateForm } from './form.ts';
import { SettingsForm } from './settings-form.tsx';
import { useChain } from './use-chain.ts';
import './generate.css';

/** What will the demo contain? */
export default function Generate() {
  const { t } = useTranslation('generate');
  const client = useClient();
  const format = useFormat();
  const options = useQuery({
    queryKey: ['generate-options'],
    queryFn: ({ signal }) => client.generate.options({}, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const typed = useGenerateForm((state) => state.form);
  const chain = useChain();
  const form = typed ?? (options.data === undefined ? undefined : formOf(options.data.defaults));
  const request = form === undefined ? undefined : requestOf(form);
  const isValid = generateRequest.safeParse(request).success;
  const drawn = useSettled(JSON.stringify(request ?? null), 300);
  const sample = useQuery({
    queryKey: ['distributions', drawn],
    queryFn: ({ signal }) =>
      client.generate.distributions(generateRequest.parse(JSON.parse(drawn)), { signal }),
    enabled: generateRequest.safeParse(JSON.parse(drawn)).success,
    placeholderData: (before) => before,
    // The same request draws the same rows.
    staleTime: Number.POSITIVE_INFINITY,
  });
  const command = useQuery({
    queryKey: ['generate-command', request],
    queryFn: ({ signal }) => client.generate.command(generateRequest.parse(request), { signal }),
    enabled: isValid,
  });
  if (form === undefined || options.data === undefined) {
    return (
      <>
        <ScreenHead title={t('common:screens.generate')} />
        {options.error === null ? (
          <Loading />
        ) : (
          <div className="screen-body">
            <ErrorNotice error={options.error} retry={() => void options.refetch()} />
          </div>
        )}
      </>
    );
  }
  return (
    <>
      <ScreenHead
        title={t('common:screens.generate')}
        facts={t('line', {
          count: tenantsOf(form).length,
          suppliers: format.short(form.suppliers),
          parts: format.short(form.parts),
          seed: form.seed,
        })}
        actions={
          <>
            <CopyCommand command={command.data?.command} />
            <Button kind="primary" isDisabled={!isValid || chain.isOn} onPress={() => chain.start(form)}>
              {t('start')}
            </Button>
          </>
        }
      />
      <Panes
        name="generate"
        panes={[
          {
            name: 'settings',
            label: t('settings'),
            size: 280,
            least: 220,
            content: (
              <div className="generate-settings">
                <SettingsForm form={form} options={options.data} />
                <DirtPanel form={form} options={options.data} sample={sample.data} />
              </div>
            ),
          },
          {
            name: 'picture',
            label: t('picture'),
            content: (
              <div className="screen-body">
                <ChainView chain={chain} again={() => chain.start(form)} />
                {sample.error === null ? null : (
                  <ErrorNotice error={sample.error} retry={() => void sample.refetch()} />
                )}
                {sample.data === undefined && sample.error === null ? <Loading text={t('drawing')} /> : null}
                {sample.data === undefined ? null : <Distributions sample={sample.data} />}
              </div>
            ),
          },
        ]}
      />
    </>
  );
}

const formOf = ({
  tenants,
  suppliers,
  parts,
  seed,
  format,
}: {
  readonly tenants: readonly string[];
  readonly suppliers: number;
  readonly parts: number;
  readonly seed: string;
  readonly format: 'csv' | 'parquet';
}): GenerateForm => ({
  tenants: tenants.join(', '),
  suppliers,
  parts,
  seed,
  format,
  dirtyRate: null,
  kindRates: {},
});
