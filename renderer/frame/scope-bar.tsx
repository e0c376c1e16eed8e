import { Search } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from 'react-aria-components';
import type { Activity } from '../../contracts/api/jobs.ts';
import { keysText } from './shortcuts.ts';
import { JobsPopover } from './jobs-popover.tsx';
import { TenantMenu } from './tenant-menu.tsx';
import { useFrame } from './use-frame.ts';

/** Whose rows, in which workspace; the palette; what is running. On every screen. */
export function ScopeBar({ activities }: { readonly activities: readonly Activity[] }) {
  const { t } = useTranslation();
  const open = useFrame((frame) => frame.open);
  return (
    <header className="scope-bar">
      <TenantMenu />
      <span className="grow" />
      <Button className="palette-button" onPress={() => open('palette')}>
        <Search size={14} aria-hidden />
        <span className="clip grow">{t('palette.open')}</span>
        <kbd>{keysText('mod+k')}</kbd>
      </Button>
      <span className="grow" />
      <JobsPopover activities={activities} />
    </header>
  );
}
