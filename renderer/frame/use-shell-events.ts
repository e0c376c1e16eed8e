import { useEffect } from 'react';
import type { MenuCommand, ShellEvent } from '../../contracts/shell/window.ts';
import { chooseFiles, chosenPaths } from '../host/files.ts';
import { go } from '../router/use-place.ts';
import { useAppearance } from '../state/appearance.ts';
import { useArrived } from '../state/arrived.ts';
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
