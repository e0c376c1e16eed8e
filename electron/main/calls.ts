import { isAbsolute } from 'node:path';
import { type BrowserWindow, type IpcMain, shell, type WebContents } from 'electron';
import { type ShellCall, shellCall } from '../../contracts/shell/calls.ts';
import type { ShellState } from '../../contracts/shell/window.ts';
import { callChannel } from './channels.ts';
import { chooseFiles, chooseFolder, chooseSaveFile } from './dialogs.ts';
import type { MainWindow } from './main-window.ts';
import type { SecretStore } from './secrets.ts';
import { isOwnPage } from './sender.ts';
import type { Words } from './words.ts';

/** What the calls of a page set in motion. */
export interface CallTargets {
  readonly window: MainWindow;
  readonly words: () => Words;
  readonly secrets: SecretStore;
  readonly state: () => ShellState;
  readonly connect: (page: WebContents) => void;
  readonly openWorkspace: (path: string) => Promise<void>;
  readonly forgetWorkspace: (path: string) => void;
  readonly setTheme: (theme: ShellState['theme']) => void;
  readonly setLanguage: (language: ShellState['language']) => void;
  readonly restartEngine: () => void;
}

type Handlers = {
  readonly [K in ShellCall['kind']]: (call: Extract<ShellCall, { kind: K }>, page: WebContents) => unknown;
};

/** Answers the application's own page, and nobody else; refuses what `shellCall` does not know. */
export function answerCalls(ipc: IpcMain, targets: CallTargets): void {
  const handlers = handlersOf(targets);
  ipc.handle(callChannel, (event, ...given: readonly unknown[]) => {
    if (!isOwnPage(event, targets.window.pages)) throw new Error('Not the application’s own page.');
    const parsed = shellCall.safeParse(given[0]);
    if (!parsed.success || given.length !== 1) throw new Error('Not a call that the shell knows.');
    return answer(handlers, parsed.data, event.sender);
  });
}

function answer<K extends ShellCall['kind']>(
  handlers: Handlers,
  call: Extract<ShellCall, { kind: K }>,
  page: WebContents,
): unknown {
  const { kind }: { readonly kind: K } = call;
  return handlers[kind](call, page);
}

function handlersOf(targets: CallTargets): Handlers {
  const { secrets, words } = targets;
  const inWindow = <T>(ask: (window: BrowserWindow) => Promise<T>): Promise<T> => {
    const { window } = targets.window;
    return window === undefined ? Promise.reject(new Error('The window is gone.')) : ask(window);
  };
  return {
    connect: (_, page) => targets.connect(page),
    listen: () => targets.window.listen(),
    state: () => targets.state(),
    chooseFiles: () => inWindow((window) => chooseFiles(window, words())),
    chooseFolder: () => inWindow((window) => chooseFolder(window, words().chooseFolder)),
    chooseSaveFile: ({ name, save }) => inWindow((window) => chooseSaveFile(window, words(), name, save)),
    showInFolder: ({ path }) => {
      // A network path would make Windows log in somewhere.
      if (isAbsolute(path) && !/^[\\/]{2}/.test(path)) shell.showItemInFolder(path);
    },
    openWorkspace: async ({ path }) => {
      const chosen = path ?? (await inWindow((window) => chooseFolder(window, words().chooseWorkspace)));
      if (chosen === null || !isAbsolute(chosen)) return false;
      await targets.openWorkspace(chosen);
      return true;
    },
    forgetWorkspace: ({ path }) => targets.forgetWorkspace(path),
    setTheme: ({ theme }) => targets.setTheme(theme),
    setLanguage: ({ language }) => targets.setLanguage(language),
    hasSecret: ({ name }) => secrets.has(name),
    setSecret: ({ name, secret }) => secrets.set(name, secret),
    removeSecret: ({ name }) => secrets.remove(name),
    restartEngine: () => targets.restartEngine(),
  };
}
