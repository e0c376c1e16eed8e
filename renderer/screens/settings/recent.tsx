import { FolderOpen, X } from 'lucide-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { QuaysideWindow } from '../../../contracts/shell/window.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { baseName } from '../../format/ids.ts';

/** Other workspaces of this machine; the desktop shell keeps the list. */
export function Recent({ shell }: { readonly shell: QuaysideWindow }) {
  const { t } = useTranslation('settings');
  const { data, refetch } = useQuery({ queryKey: ['shell'], queryFn: () => shell.state() });
  const others = data?.recentWorkspaces.filter((path) => path !== data.workspace) ?? [];
  return (
    <section className="section">
      <div className="row">
        <h2 className="grow">{t('recent.title')}</h2>
        <Button icon={FolderOpen} onPress={() => void shell.openWorkspace()}>
          {t('recent.open')}
        </Button>
      </div>
      {others.length === 0 ? <p className="soft">{t('recent.none')}</p> : null}
      <ul className="checks">
        {others.map((path) => (
          <li key={path} className="check">
            <span className="grow clip" title={path}>
              {baseName(path)} <span className="faint">{path}</span>
            </span>
            <Button onPress={() => void shell.openWorkspace(path)}>{t('recent.switch')}</Button>
            <IconButton
              icon={X}
              label={t('recent.forget', { name: baseName(path) })}
              onPress={() => void shell.forgetWorkspace(path).then(() => refetch())}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
