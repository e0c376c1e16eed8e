import { useMutation } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '../../client/context.ts';
import { useJob } from '../../client/use-job.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorNotice, Notice } from '../../components/notice.tsx';
import { ProgressLine } from '../../components/progress-line.tsx';
import { useFormat } from '../../format/use-format.ts';
import { go } from '../../router/use-place.ts';
import { FlowTable } from './flow-table.tsx';

/** Says what another run of the same delivery would change, before it is asked for. */
export function Rerun({ runId, close }: { readonly runId: string; readonly close: () => void }) {
  const { t } = useTranslation('runs');
  const client = useClient();
  const format = useFormat();
  const plan = useJob('plan', () => client.runs.plan({ runId }));
  const { start } = plan;
  useEffect(start, []);
  const rerun = useMutation({
    mutationFn: () => client.runs.rerun({ runId }),
    onSuccess: (started) => {
      close();
      go({ screen: 'runs', item: started.runId });
    },
  });
  const { outcome } = plan.job ?? {};
  const leave = (): void => {
    if (plan.isOn) void plan.cancel();
    close();
  };
  const changes = Object.values(outcome?.datasets ?? {}).reduce(
    (sum, { inserted, updated }) => sum + inserted + updated,
    0,
  );
  return (
    <Dialog
      title={t('rerun.title')}
      isOpen
      onClose={leave}
      width={720}
      actions={
        <>
          <Button onPress={leave}>{t('common:cancel')}</Button>
          <Button kind="primary" isDisabled={rerun.isPending} onPress={() => rerun.mutate()}>
            {t('act.rerunNow')}
          </Button>
        </>
      }
    >
      {plan.error === undefined ? null : <ErrorNotice error={plan.error} retry={plan.start} />}
      {rerun.error === null ? null : <ErrorNotice error={rerun.error} />}
      {outcome === undefined && plan.error === undefined ? (
        <div className="stack">
          <p>{t('rerun.working')}</p>
          <ProgressLine progress={plan.job?.progress} label={t('rerun.working')} />
        </div>
      ) : null}
      {outcome === undefined ? null : (
        <>
          <Notice
            tone={outcome.answer === 'repeat' || changes === 0 ? 'good' : 'info'}
            title={
              outcome.answer === 'repeat'
                ? t('rerun.repeat')
                : changes === 0
                  ? t('rerun.nothing')
                  : t('rerun.changes', { count: changes, n: format.number(changes) })
            }
          />
          <FlowTable datasets={outcome.datasets} />
        </>
      )}
    </Dialog>
  );
}
