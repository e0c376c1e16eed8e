import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { MenuCommand, ShellEvent } from '../../contracts/shell/window.ts';
import { chooseFiles, chosenPaths } from '../host/files.ts';
import { go } from '../router/use-place.ts';
import { useAppearance } from '../state/appearance.ts';
import { useArrived } from '../state/arrived.ts';
import { useToasts } from '../state/toasts.ts';
import { useFrame } from './use-frame.ts';

/** Does what a person asks of the desktop application outside the page: in its menu, by a link, by files on its icon. */
export function useShellEvents(): void {
  const open = useFrame((frame) => frame.open);
  const arrive = useArrived((arrived) => arrived.arrive);
  const setTheme = useAppearance((appearance) => appearance.setTheme);
  useEffect(() => {
    const commands: Readonly<Record<MenuCommand, () => void>> = {
      openFiles: () => void chooseFiles().then(arrive),
      newRun: () => go({ screen: 'runs', item: 'new' }),
      generate: () => go({ screen: 'generate' }),
      settings: () => go({ screen: 'settings' }),
      search: () => open('keySearch'),
      palette: () => open('palette'),
      shortcuts: () => open('shortcuts'),
    };
    const hear = (event: ShellEvent): void => {
      if (event.kind === 'command') commands[event.command]();
      if (event.kind === 'opened') arrive(chosenPaths(event.paths));
      if (event.kind === 'link') go({ screen: 'runs', item: event.link.runId });
      if (event.kind === 'theme') setTheme(event.theme);
    };
    return window.quayside?.on(hear);
  }, [open, arrive, setTheme]);
}

/** Tells that the engine died and there is another one: its window lost nothing, but a person should know. */
export function useEngineNews(): void {
  const { t } = useTranslation();
  const show = useToasts((toasts) => toasts.show);
  useEffect(() => {
    let died = false;
    return window.quayside?.onEngine(({ state }) => {
      if (state === 'up' && died) show({ tone: 'info', text: t('line.restarted') });
      died = state === 'restarting' || (died && state !== 'up');
    });
  }, [show, t]);
}
