import type { MenuItemConstructorOptions } from 'electron';
import { type Theme, themes } from '../../contracts/shell/calls.ts';
import type { MenuCommand } from '../../contracts/shell/window.ts';
import type { Words } from './words.ts';

export interface MenuState {
  readonly words: Words;
  readonly mac: boolean;
  readonly development: boolean;
  readonly theme: Theme;
  readonly recentWorkspaces: readonly string[];
}

export interface MenuTargets {
  readonly command: (command: MenuCommand) => void;
  readonly openWorkspace: (path: string | undefined) => void;
  readonly setTheme: (theme: Theme) => void;
  readonly about: () => void;
}

type Item = MenuItemConstructorOptions;
const line: Item = { type: 'separator' };

const themeWords = {
  system: 'themeSystem',
  light: 'themeLight',
  dark: 'themeDark',
} as const satisfies Record<Theme, keyof Words>;

/** The native menu. What the page does on the same keys shows them only: the page hears them first. */
export function menuOf(state: MenuState, targets: MenuTargets): readonly Item[] {
  const { words, mac, development } = state;
  const command = (label: keyof Words, does: MenuCommand, accelerator?: string, own = true): Item => ({
    label: words[label],
    click: () => targets.command(does),
    ...(accelerator === undefined ? {} : { accelerator, registerAccelerator: own }),
  });
  const settings = command('settings', 'settings', 'CmdOrCtrl+,');
  const about: Item = { label: words.about, click: targets.about };
  const app: Item = {
    role: 'appMenu',
    submenu: [about, line, settings, line, { role: 'hide' }, { role: 'hideOthers' }, line, { role: 'quit' }],
  };
  const file: Item = {
    label: words.file,
    submenu: [
      command('openFiles', 'openFiles', 'CmdOrCtrl+O'),
      command('newRun', 'newRun', 'CmdOrCtrl+N'),
      command('generate', 'generate'),
      line,
      {
        label: words.openWorkspace,
        accelerator: 'CmdOrCtrl+Shift+O',
        click: () => targets.openWorkspace(undefined),
      },
      { label: words.recentWorkspaces, submenu: recent(state, targets) },
      ...(mac ? [] : [line, settings, line, { role: 'quit', label: words.quit } satisfies Item]),
    ],
  };
  const edit: Item = { role: 'editMenu', label: words.edit };
  const view: Item = {
    label: words.view,
    submenu: [
      command('palette', 'palette', 'CmdOrCtrl+K', false),
      command('search', 'search', 'CmdOrCtrl+P', false),
      line,
      { label: words.theme, submenu: themeItems(state, targets) },
      line,
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { role: 'togglefullscreen' },
      line,
      { role: 'reload' },
      ...(development ? [{ role: 'toggleDevTools' } satisfies Item] : []),
    ],
  };
  const help: Item = {
    role: 'help',
    label: words.help,
    submenu: [command('shortcuts', 'shortcuts'), ...(mac ? [] : [line, about])],
  };
  return mac ? [app, file, edit, view, { role: 'windowMenu' }, help] : [file, edit, view, help];
}

const recent = ({ recentWorkspaces }: MenuState, targets: MenuTargets): Item[] =>
  recentWorkspaces.map((path) => ({ label: path, click: () => targets.openWorkspace(path) }));

const themeItems = (state: MenuState, targets: MenuTargets): Item[] =>
  themes.map((theme) => ({
    label: state.words[themeWords[theme]],
    type: 'radio',
    checked: theme === state.theme,
    click: () => targets.setTheme(theme),
  }));
