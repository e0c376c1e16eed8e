import { useMutation, useQueryClient } from '@tanstack/react-query';
import { FolderOpen } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '../../client/context.ts';
import { Button } from '../../components/button.tsx';
import { CopyCommand } from '../../components/copy-command.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { TextField } from '../../components/fields.tsx';
import { ErrorNotice } from '../../components/notice.tsx';
import { useCommandLine } from '../../frame/use-command-line.ts';
import { useWorkspace } from '../../frame/use-workspace.ts';
import { go } from '../../router/use-place.ts';
import { useToasts } from '../../state/toasts.ts';
import { type DeliveryKind, KindChoice } from './kind-choice.tsx';

/** A delivery of every tenant that has a folder in one folder: all of them into the queue at once. */
export function RunAll({ close }: { readonly close: () => void }) {
  const { t } = useTranslation('runs');
  const client = useClient();
  const data = useQueryClient();
  const commandOf = useCommandLine();
  const show = useToasts((toasts) => toasts.show);
  const workspace = useWorkspace().data?.folder;
  const [typed, setFolder] = useState<string | null>(null);
  const [kind, setKind] = useState<DeliveryKind>('delta');
  const folder = typed ?? (workspace === undefined ? '' : `${workspace}/deliveries`);
  const start = useMutation({
    mutationFn: () => client.runs.startAll({ folder: { path: folder }, kind }),
    onSuccess: async ({ runs }) => {
      await data.invalidateQueries();
      show({ tone: 'good', text: t('all.started', { count: runs.length }) });
      close();
      go({ screen: 'runs', item: runs[0]?.runId ?? '' });
    },
  });
  const shell = window.quayside;
  return (
    <Dialog
      title={t('all.title')}
      isOpen
      onClose={close}
      actions={
        <>
          <CopyCommand
            command={commandOf('run', '--all', '--source', folder, ...(kind === 'full' ? ['--full'] : []))}
          />
          <Button onPress={close}>{t('common:cancel')}</Button>
          <Button
            kind="primary"
            isDisabled={folder.trim() === '' || start.isPending}
            onPress={() => start.mutate()}
          >
            {t('all.run')}
          </Button>
        </>
      }
    >
      <p>{t('all.text')}</p>
      <div className="row all-folder">
        <span className="grow">
          <TextField label={t('all.folder')} hint={t('all.hint')} value={folder} onChange={setFolder} />
        </span>
        {shell === undefined ? null : (
          <Button
            icon={FolderOpen}
            onPress={() => void shell.chooseFolder().then((found) => found !== null && setFolder(found))}
          >
            {t('all.choose')}
          </Button>
        )}
      </div>
      <KindChoice value={kind} onChange={setKind} />
      {start.error === null ? null : <ErrorNotice error={start.error} />}
    </Dialog>
  );
}
