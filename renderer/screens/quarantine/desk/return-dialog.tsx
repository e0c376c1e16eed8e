import { useQuery } from '@tanstack/react-query';
import { Upload } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '../../../client/context.ts';
import { useJob } from '../../../client/use-job.ts';
import { Button } from '../../../components/button.tsx';
import { CopyCommand } from '../../../components/copy-command.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { TextField } from '../../../components/fields.tsx';
import { ErrorNotice, Loading } from '../../../components/notice.tsx';
import { ProgressLine } from '../../../components/progress-line.tsx';
import { tenantTitle } from '../../../format/ids.ts';
import { useFormat } from '../../../format/use-format.ts';
import { useToasts } from '../../../state/toasts.ts';
import { choiceOf, Meetings } from './meetings.tsx';
import type { DeskState } from './use-desk.ts';

interface ReturnDialogProps {
  readonly tenant: string;
  readonly desk: DeskState;
  readonly onClose: () => void;
}

const datasets = ['suppliers', 'parts'] as const;

/** What goes to silver, and what meets a row that is there already; then does it. */
export function ReturnDialog({ tenant, desk, onClose }: ReturnDialogProps) {
  const { t } = useTranslation('quarantine');
  const client = useClient();
  const format = useFormat();
  const show = useToasts((toasts) => toasts.show);
  const [reason, setReason] = useState('');
  const preview = useQuery({
    queryKey: ['steward', tenant, 'return'],
    queryFn: ({ signal }) => client.steward.previewReturn({ tenant }, { signal }),
    staleTime: 0,
    gcTime: 0,
  });
  const job = useJob('return', () =>
    client.steward.returnToSilver({
      tenant,
      ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
      ...(preview.data === undefined ? {} : { basedOn: preview.data.head }),
    }),
  );
  const outcome = job.job?.outcome;
  useEffect(() => {
    if (outcome === undefined) return;
    const released = datasets.reduce((sum, name) => sum + (outcome.datasets[name]?.released ?? 0), 0);
    show({
      tone: 'good',
      text: t('return.done', { count: released, n: format.number(released), tenant: tenantTitle(tenant) }),
    });
    void desk.changed();
    onClose();
    // Once per outcome.
  }, [outcome]);
  const found = preview.data?.preview;
  const rows =
    found === undefined
      ? []
      : datasets.flatMap((name) =>
          found.datasets[name] === undefined ? [] : [{ name, ...found.datasets[name] }],
        );
  const leaves = rows.reduce((sum, one) => sum + one.released + one.rejected, 0);
  return (
    <Dialog
      title={t('return.title', { tenant: tenantTitle(tenant) })}
      isOpen
      onClose={onClose}
      width={680}
      actions={
        <>
          <CopyCommand command={preview.data?.command} />
          <Button onPress={job.isOn ? () => void job.cancel() : onClose}>{t('common:cancel')}</Button>
          <Button kind="primary" icon={Upload} isDisabled={leaves === 0 || job.isOn} onPress={job.start}>
            {t('return.do', { tenant: tenantTitle(tenant) })}
          </Button>
        </>
      }
    >
      <p>{t('return.text')}</p>
      {preview.error === null ? (
        found === undefined ? (
          <Loading text={t('return.judging')} />
        ) : (
          <>
            <table className="desk-table">
              <thead>
                <tr>
                  <th />
                  <th className="num">{t('return.released')}</th>
                  <th className="num">{t('return.rejected')}</th>
                  <th className="num">{t('return.older')}</th>
                  <th className="num">{t('return.stays')}</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((one) => (
                  <tr key={one.name}>
                    <th scope="row">{t(`common:dataset.${one.name}`)}</th>
                    <td className="num">{format.number(one.released)}</td>
                    <td className="num">{format.number(one.rejected)}</td>
                    <td className="num">{format.number(one.older)}</td>
                    <td className="num">{format.number(one.stays)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
            <Meetings
              meetings={found.meetings}
              isBusy={desk.apply.isPending || preview.isFetching || job.isOn}
              onKeep={(meeting, which) =>
                desk.apply.mutate(
                  { operation: choiceOf(meeting, which), basedOn: preview.data?.head ?? 0 },
                  { onSettled: () => void preview.refetch() },
                )
              }
            />
            {desk.apply.error === null ? null : <ErrorNotice error={desk.apply.error} />}
            <TextField label={t('return.reason')} value={reason} onChange={setReason} />
          </>
        )
      ) : (
        <ErrorNotice error={preview.error} retry={() => void preview.refetch()} />
      )}
      {job.isOn ? <ProgressLine progress={job.job?.progress} label={t('return.doing')} /> : null}
      {job.error === undefined || job.error === null ? null : (
        <ErrorNotice error={job.error} retry={() => void preview.refetch()} />
      )}
    </Dialog>
  );
}
