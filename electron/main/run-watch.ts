import { Notification } from 'electron';
import type { RunNow } from '../../contracts/shell/engine.ts';
import { isOn, noticesOf, taskBarShare } from './activity.ts';
import type { MainWindow } from './main-window.ts';
import type { Words } from './words.ts';

/** Shows outside the window what the engine says of its runs: in the task bar, and in notifications while nobody looks. */
export class RunWatch {
  readonly #window: MainWindow;
  readonly #words: () => Words;
  #runs: readonly RunNow[] = [];

  constructor(window: MainWindow, words: () => Words) {
    this.#window = window;
    this.#words = words;
  }

  get anyOn(): boolean {
    return this.#runs.some(({ state }) => isOn(state));
  }

  hear(runs: readonly RunNow[]): void {
    const notices = noticesOf(this.#runs, runs, this.#words());
    this.#runs = runs;
    this.#window.window?.setProgressBar(...taskBar(taskBarShare(runs)));
    if (this.#window.window?.isFocused() === true || !Notification.isSupported()) return;
    for (const { title, body, runId } of notices) {
      const notification = new Notification({ title, body });
      notification.on('click', () => {
        this.#window.show();
        this.#window.tell({ kind: 'link', link: { to: 'run', runId } });
      });
      notification.show();
    }
  }

  /** With its engine gone nobody knows. */
  forget(): void {
    this.#window.window?.setProgressBar(-1);
  }
}

const taskBar = (share: number): Parameters<Electron.BrowserWindow['setProgressBar']> =>
  share > 1 ? [share, { mode: 'indeterminate' }] : [share];
