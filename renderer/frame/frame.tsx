import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Loading } from '../components/notice.tsx';
import { useActivity } from '../client/use-activity.ts';
import { usePlace } from '../router/use-place.ts';
import { ChainDriver } from '../screens/generate/chain-driver.ts';
import { screens } from '../screens/index.ts';
import { DropVeil } from './drop-veil.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { KeySearch } from './key-search.tsx';
import { LineNotice } from './line-notice.tsx';
import { Palette } from './palette.tsx';
import { Rail } from './rail.tsx';
import { ScopeBar } from './scope-bar.tsx';
import { ShortcutsHelp } from './shortcuts-help.tsx';
import { ToastList } from './toast-list.tsx';
import { Tour } from './tour.tsx';
import { useDroppedFiles } from './use-dropped-files.ts';
import { useFrameKeys } from './use-frame-keys.ts';
import { useLostJobs } from './use-lost-jobs.ts';
import { useEngineNews, useShellEvents } from './use-shell-events.ts';
import { usePrefetch } from './use-prefetch.ts';
import { useTenantOfPlace } from './use-tenant-of-place.ts';
import './frame.css';

/** What is around every screen. */
export function Frame() {
  const { t } = useTranslation();
  const place = usePlace();
  const activities = useActivity();
  useFrameKeys();
  useShellEvents();
  useEngineNews();
  useDroppedFiles();
  useLostJobs(activities);
  useTenantOfPlace(place);
  usePrefetch();
  const screen = screens.find(({ name }) => name === place.screen) ?? screens[0];
  if (screen === undefined) return null;
  return (
    <div className="frame">
      <a className="skip" href="#screen" onClick={focusScreen}>
        {t('skip')}
      </a>
      <Rail current={screen.name} />
      <div className="frame-main">
        <ScopeBar activities={activities} />
        <LineNotice />
        <main id="screen" className="screen" tabIndex={-1} data-screen={screen.name}>
          <ErrorBoundary key={screen.name}>
            <Suspense fallback={<Loading />}>
              <screen.Component place={place} />
            </Suspense>
          </ErrorBoundary>
        </main>
      </div>
      <Palette />
      <KeySearch />
      <ShortcutsHelp />
      <ChainDriver />
      <DropVeil />
      <Tour />
      <ToastList />
    </div>
  );
}

function focusScreen(event: { preventDefault: () => void }): void {
  event.preventDefault();
  document.getElementById('screen')?.focus();
}
