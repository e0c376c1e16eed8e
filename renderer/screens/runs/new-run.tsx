import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RunInput } from '../../../contracts/api/runs.ts';
import { useClient } from '../../client/context.ts';
import { useJob } from '../../client/use-job.ts';
import { Button } from '../../components/button.tsx';
import { CopyCommand } from '../../components/copy-command.tsx';
import { TextField } from '../../components/fields.tsx';
import { ErrorNotice } from '../../components/notice.tsx';
import { ProgressLine } from '../../components/progress-line.tsx';
import type { ChosenSource } from '../../host/files.ts';
import { go } from '../../router/use-place.ts';
import { useTakeArrived } from '../../state/arrived.ts';
import { CheckResult } from './check-result.tsx';
import { DetailsForm } from './details-form.tsx';
import { detailsOf, noDetails, wrongDetails } from './details.ts';
import { FilePicker, withMore } from './file-picker.tsx';
import { FilePreview } from './file-preview.tsx';
import { type DeliveryKind, KindChoice } from './kind-choice.tsx';
import { tenantError } from './tenant-error.ts';

/** A delivery from files: which, whose, what would pass; then the run. One page, nothing is kept before Run. */
export function NewRun({ tenant: first }: { readonly tenant: string }) {
  const { t } = useTranslation('runs');
  const client = useClient();
  const data = useQueryClient();
  const [chosen, setChosen] = useState<readonly ChosenSource[]>([]);
  useTakeArrived(useCallback((more: readonly ChosenSource[]) => setChosen((now) => withMore(now, more)), []));
  const [typed, setTenant] = useState<string | null>(first === '' ? null : first);
  const [kind, setKind] = useState<DeliveryKind>('delta');
  const [details, setDetails] = useState(noDetails);
  const sources = chosen.map(({ source }) => source);
  const found = useQuery({
    queryKey: ['inspect', sources],
    queryFn: ({ signal }) => client.files.inspect({ sources }, { signal }),
    enabled: sources.length > 0,
  });
  const tenant = typed ?? found.data?.found.find((one) => one.tenant !== null)?.tenant ?? '';
  const error = tenantError(tenant);
  const isReady = sources.length > 0 && error === undefined && wrongDetails(details).length === 0;
  const request: RunInput = { tenant, sources, kind, ...detailsOf(details) };
  const command = useQuery({
    queryKey: ['run-command', request],
    queryFn: ({ signal }) => client.runs.command(request, { signal }),
    enabled: isReady,
  });
  const check = useJob('check', () => client.files.check({ tenant, sources, ...detailsOf(details) }));
  const run = useMutation({
    mutationFn: () => client.runs.start(request),
    onSuccess: async ({ runId }) => {
      await data.invalidateQueries();
      go({ screen: 'runs', item: runId });
    },
  });
  return (
    <div className="run-view">
      <header className="row wrap">
        <h2 className="grow">{t('new')}</h2>
        <CopyCommand command={command.data?.command} />
        <Button isDisabled={!isReady || check.isOn} onPress={check.start}>
          {t('form.check')}
        </Button>
        <Button kind="primary" isDisabled={!isReady || run.isPending} onPress={() => run.mutate()}>
          {t('form.run')}
        </Button>
      </header>
      <FilePicker chosen={chosen} found={found.data?.found} onChange={setChosen} />
      {found.error === null ? null : <ErrorNotice error={found.error} />}
      <div className="form-row">
        <TextField
          label={t('form.tenant')}
          hint={t('form.tenantHint')}
          value={tenant}
          onChange={setTenant}
          error={tenant === '' || error === undefined ? undefined : t('form.tenantError')}
        />
        <KindChoice value={kind} onChange={setKind} />
      </div>
      <DetailsForm details={details} onChange={setDetails} />
      {run.error === null ? null : <ErrorNotice error={run.error} />}
      {check.error === undefined ? null : <ErrorNotice error={check.error} retry={check.start} />}
      {check.isOn ? (
        <div className="row">
          <div className="grow">
            <ProgressLine progress={check.job?.progress} label={t('form.check')} />
          </div>
          <Button onPress={() => void check.cancel()}>{t('common:cancel')}</Button>
        </div>
      ) : null}
      {check.job?.outcome === undefined ? null : <CheckResult checked={check.job.outcome} />}
      {found.data === undefined ? null : <FilePreview found={found.data.found} />}
    </div>
  );
}
