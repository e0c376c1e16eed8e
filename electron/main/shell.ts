import { app, ipcMain, Menu, nativeTheme } from 'electron';
import type { Theme } from '../../contracts/shell/calls.ts';
import type { ShellState } from '../../contracts/shell/window.ts';
import type { Asked } from './arguments.ts';
import { answerCalls } from './calls.ts';
import { chooseFolder } from './dialogs.ts';
import { EngineClients } from './engine/clients.ts';
import type { StartEngine } from './engine/link.ts';
import { EngineSupervisor } from './engine/supervisor.ts';
import { MainWindow } from './main-window.ts';
import { menuOf } from './menu.ts';
import { askToInterrupt, askToReload, showAbout } from './questions.ts';
import { Quitting } from './quitting.ts';
import { withoutRecent, withRecent } from './recent.ts';
import { RunWatch } from './run-watch.ts';
import type { SecretStore } from './secrets.ts';
import type { ShellSettings } from './shell-settings.ts';
import { languageOf, type Words, wordsOf } from './words.ts';

export interface ShellOptions {
  readonly settings: ShellSettings;
  readonly secrets: SecretStore;
  /** The preload script's file. */
  readonly preload: string;
  readonly startEngine: StartEngine;
  /** Absolute path. */
  readonly workspace: string;
}

/** The desktop application around the engine and the page: everything that needs the system. */
export class DesktopShell {
  readonly quitting: Quitting;
  readonly #settings: ShellSettings;
  readonly #secrets: SecretStore;
  readonly #window: MainWindow;
  readonly #clients = new EngineClients();
  readonly #engine: EngineSupervisor;
  readonly #runs: RunWatch;

  constructor({ settings, secrets, preload, startEngine, workspace }: ShellOptions) {
    this.#settings = settings;
    this.#secrets = secrets;
    this.quitting = new Quitting({
      agreed: () => this.#agreesToQuit(),
      leave: () => this.#engine.leave(),
      quit: () => app.quit(),
    });
    this.#window = new MainWindow({
      preload,
      settings,
      development: !app.isPackaged,
      mayClose: () => process.platform === 'darwin' || this.quitting.now(),
      pageIsLost: async (window) => {
        if (await askToReload(window, this.#words())) window.webContents.reload();
        else app.quit();
      },
    });
    this.#runs = new RunWatch(this.#window, () => this.#words());
    this.#engine = new EngineSupervisor(startEngine, workspace, {
      news: (news) => this.#window.tellEngine(news),
      up: (link) => this.#clients.engineIsUp(link),
      gone: () => {
        this.#clients.engineIsGone();
        this.#runs.forget();
      },
      message: (message) => {
        if (message.kind === 'rpc') this.#clients.hear(message.client, message.data);
        if (message.kind === 'activity') this.#runs.hear(message.runs);
      },
    });
    this.#answerCalls();
  }

  open(asked: Asked): void {
    nativeTheme.themeSource = this.#settings.now.theme;
    this.#remember(this.#engine.workspace);
    this.#engine.start();
    this.#window.open();
    this.take(asked);
  }

  /** Another start of the application, a link, or files on its icon. */
  take({ paths, link, workspace }: Asked): void {
    this.#window.show();
    if (workspace !== undefined && workspace !== this.#engine.workspace) void this.#openWorkspace(workspace);
    if (paths.length > 0) this.#window.tell({ kind: 'opened', paths });
    if (link !== undefined) this.#window.tell({ kind: 'link', link });
  }

  #answerCalls(): void {
    answerCalls(ipcMain, {
      window: this.#window,
      words: () => this.#words(),
      secrets: this.#secrets,
      state: () => this.#state(),
      connect: (page) => this.#clients.connect(page),
      openWorkspace: (path) => this.#openWorkspace(path),
      forgetWorkspace: (path) => {
        const recentWorkspaces = withoutRecent(this.#settings.now.recentWorkspaces, path);
        this.#settings.change({ recentWorkspaces });
        this.#showMenu();
      },
      setTheme: (theme) => this.#setTheme(theme),
      setLanguage: (language) => {
        this.#settings.change({ language });
        this.#showMenu();
      },
      restartEngine: () => this.#engine.restart(),
    });
  }

  async #openWorkspace(path: string): Promise<void> {
    await this.#engine.moveTo(path);
    this.#remember(path);
    this.#window.window?.webContents.reload();
  }

  async #chooseWorkspace(): Promise<void> {
    const { window } = this.#window;
    const path = window === undefined ? null : await chooseFolder(window, this.#words().chooseWorkspace);
    if (path !== null) await this.#openWorkspace(path);
  }

  /** Only where runs would end with the application. */
  async #agreesToQuit(): Promise<boolean> {
    const { window } = this.#window;
    const atStake = this.#runs.anyOn && this.#engine.link?.workersEndToo === true;
    return window === undefined || !atStake || askToInterrupt(window, this.#words());
  }

  #showMenu(): void {
    const { theme, recentWorkspaces } = this.#settings.now;
    const menu = menuOf(
      {
        words: this.#words(),
        mac: process.platform === 'darwin',
        development: !app.isPackaged,
        theme,
        recentWorkspaces,
      },
      {
        command: (command) => this.#window.tell({ kind: 'command', command }),
        openWorkspace: (path) =>
          void (path === undefined ? this.#chooseWorkspace() : this.#openWorkspace(path)),
        setTheme: (chosen) => {
          this.#setTheme(chosen);
          this.#window.tell({ kind: 'theme', theme: chosen });
        },
        about: () => {
          const { window } = this.#window;
          if (window !== undefined) void showAbout(window, this.#words(), app.getVersion());
        },
      },
    );
    Menu.setApplicationMenu(Menu.buildFromTemplate([...menu]));
  }

  #setTheme(theme: Theme): void {
    this.#settings.change({ theme });
    nativeTheme.themeSource = theme;
    this.#showMenu();
  }

  #remember(workspace: string): void {
    this.#settings.change({ recentWorkspaces: withRecent(this.#settings.now.recentWorkspaces, workspace) });
    this.#showMenu();
  }

  #words(): Words {
    return wordsOf(this.#state().language);
  }

  #state(): ShellState {
    const { theme, recentWorkspaces, language } = this.#settings.now;
    return {
      workspace: this.#engine.workspace,
      recentWorkspaces,
      theme,
      language: language ?? languageOf(app.getLocale()),
      engine: this.#engine.news,
      secrets: this.#secrets.available(),
    };
  }
}
