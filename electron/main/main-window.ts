import { app, BrowserWindow, nativeTheme, screen, type WebContents } from 'electron';
import type { EngineNews, ShellEvent } from '../../contracts/shell/window.ts';
import { versionArgument } from './channels.ts';
import { PageEvents } from './events.ts';
import { isPageUrl, pageUrl } from './page.ts';
import type { ShellSettings } from './shell-settings.ts';
import { leastSize, placeWindow } from './window-bounds.ts';

export interface MainWindowOptions {
  readonly preload: string;
  readonly settings: ShellSettings;
  readonly development: boolean;
  /** A person closes it; false: it stays. */
  readonly mayClose: () => boolean;
  /** Its page crashed again and again. */
  readonly pageIsLost: (window: BrowserWindow) => Promise<void>;
}

/** A page that crashes is loaded again, so often in a row. */
const mostReloads = 3;
const rowMilliseconds = 60_000;

/** The application's one window, which may be closed and opened again. */
export class MainWindow {
  readonly #options: MainWindowOptions;
  /** Of all windows that are the application's own. */
  readonly pages = new Set<WebContents>();
  #window: BrowserWindow | undefined;
  #events: PageEvents | undefined;
  #crashes: readonly number[] = [];

  constructor(options: MainWindowOptions) {
    this.#options = options;
  }

  get window(): BrowserWindow | undefined {
    return this.#window;
  }

  tell(event: ShellEvent): void {
    this.#events?.tell(event);
  }

  tellEngine(news: EngineNews): void {
    this.#events?.tellEngine(news);
  }

  listen(): void {
    this.#events?.listen();
  }

  /** Brings it to the front; opens it where it was closed. */
  show(): void {
    const window = this.#window;
    if (window === undefined) return this.open();
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  }

  open(): void {
    const { preload, settings, development, mayClose } = this.#options;
    const last = settings.now.window;
    const areas = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map(({ workArea }) => workArea);
    const window = new BrowserWindow({
      ...placeWindow(last?.bounds, areas),
      minWidth: leastSize.width,
      minHeight: leastSize.height,
      show: false,
      title: 'Quayside',
      backgroundColor: nativeTheme.shouldUseDarkColors ? '#16181b' : '#ffffff',
      webPreferences: {
        preload,
        additionalArguments: [`${versionArgument}${app.getVersion()}`],
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        nodeIntegrationInSubFrames: false,
        nodeIntegrationInWorker: false,
        webSecurity: true,
        webviewTag: false,
        navigateOnDragDrop: false,
        devTools: development,
        // Runs are watched while it is covered.
        backgroundThrottling: false,
      },
    });
    this.#window = window;
    const page = window.webContents;
    this.pages.add(page);
    this.#events = new PageEvents(page);
    window.once('ready-to-show', () => {
      if (last?.maximised === true) window.maximize();
      window.show();
    });
    window.on('close', (event) => {
      if (!mayClose()) return event.preventDefault();
      settings.change({ window: { bounds: window.getNormalBounds(), maximised: window.isMaximized() } });
    });
    window.once('closed', () => {
      this.pages.delete(page);
      this.#window = undefined;
      this.#events = undefined;
    });
    // An empty page (about:blank) asks nobody before it comes.
    page.on('did-navigate', (_, url) => {
      if (!isPageUrl(url)) void window.loadURL(pageUrl);
    });
    page.on('render-process-gone', (_, { reason }) => {
      if (reason !== 'clean-exit') this.#crashed(window);
    });
    void window.loadURL(pageUrl);
  }

  #crashed(window: BrowserWindow): void {
    const now = performance.now();
    this.#crashes = [...this.#crashes.filter((at) => now - at < rowMilliseconds), now];
    if (this.#crashes.length <= mostReloads) window.webContents.reload();
    else void this.#options.pageIsLost(window);
  }
}
