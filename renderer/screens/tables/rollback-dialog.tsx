import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Undo2 } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Snapshot } from '../../../contracts/api/tables.ts';
import { useClient } from '../../client/context.ts';
import { useJob } from '../../client/use-job.ts';
import { Button } from '../../components/button.tsx';
import { CopyCommand } from '../../components/copy-command.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Select } from '../../components/fields.tsx';
import { ErrorNotice, Loading } from '../../components/notice.tsx';
import { ProgressLine } from '../../components/progress-line.tsx';
import { tenantTitle } from '../../format/ids.ts';
import { useFormat } from '../../format/use-format.ts';
import { useToasts } from '../../state/toasts.ts';

interface RollbackDialogProps {
  readonly tenant: string;
  readonly tenants: readonly string[];
  readonly onTenant: (tenant: string) => void;
  readonly snapshot: Snapshot;
  readonly onClose: () => void;
}

/** Shows exactly what going back would change, then does it: a new snapshot, so that it can be taken back as well. */
export function RollbackDialog({ tenant, tenants, onTenant, snapshot, onClose }: RollbackDialogProps) {
  const { t } = useTranslation('tables');
  const client = useClient();
  const data = useQueryClient();
  const format = useFormat();
  const show = useToasts((toasts) => toasts.show);
  const wish = { tenant, to: { snapshotId: snapshot.snapshotId } };
  const preview = useQuery({
    queryKey: ['tables', 'rollback', tenant, snapshot.snapshotId],
    queryFn: ({ signal }) => client.tables.rollbackPreview(wish, { signal }),
    staleTime: 0,
  });
  const command = useQuery({
    queryKey: ['tables', 'rollback-command', tenant, snapshot.snapshotId],
    queryFn: ({ signal }) => client.tables.rollbackCommand(wish, { signal }),
  });
  const rollback = useJob('rollback', () => client.tables.rollback(wish));
  const outcome = rollback.job?.outcome;
  useEffect(() => {
    if (outcome === undefined) return;
    show({ tone: 'good', text: t('rollback.done', { tenant: tenantTitle(tenant) }) });
    void data.invalidateQueries();
    onClose();
    // Once per outcome.
  }, [outcome]);
  const changes = preview.data?.tables.filter(({ rowsBack, rowsGone }) => rowsBack + rowsGone > 0) ?? [];
  return (
    <Dialog
      title={t('rollback.title', { tenant: tenantTitle(tenant) })}
      isOpen
      onClose={onClose}
      actions={
        <>
          <CopyCommand command={command.data?.command} />
          <Button onPress={onClose}>{t('common:cancel')}</Button>
          <Button
            kind="primary"
            icon={Undo2}
            isDisabled={changes.length === 0 || rollback.isOn}
            onPress={rollback.start}
          >
            {t('rollback.do', { tenant: tenantTitle(tenant) })}
          </Button>
        </>
      }
    >
      {tenants.length > 1 ? (
        <Select
          label={t('rollback.whose')}
          value={tenant}
          onChange={onTenant}
          choices={tenants.map((id) => ({ id, text: tenantTitle(id) }))}
        />
      ) : null}
      <p>{t('rollback.text')}</p>
      {preview.error === null ? (
        preview.data === undefined ? (
          <Loading />
        ) : changes.length === 0 ? (
          <p className="soft">{t('rollback.nothing')}</p>
        ) : (
          <table className="tables-plain">
            <thead>
              <tr>
                <th>{t('rollback.table')}</th>
                <th className="num">{t('rollback.back')}</th>
                <th className="num">{t('rollback.gone')}</th>
              </tr>
            </thead>
            <tbody>
              {changes.map(({ table, rowsBack, rowsGone }) => (
                <tr key={table}>
                  <td>
                    <code>{table}</code>
                  </td>
                  <td className="num tables-plus">{format.number(rowsBack)}</td>
                  <td className="num tables-minus">{format.number(rowsGone)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )
      ) : (
        <ErrorNotice error={preview.error} retry={() => void preview.refetch()} />
      )}
      {rollback.isOn ? <ProgressLine progress={rollback.job?.progress} label={t('rollback.doing')} /> : null}
      {rollback.error === undefined || rollback.error === null ? null : (
        <ErrorNotice error={rollback.error} retry={rollback.start} />
      )}
    </Dialog>
  );
}
