import type { WebContents } from 'electron';
import type { EngineNews, ShellEvent } from '../../contracts/shell/window.ts';
import { engineChannel, eventChannel } from './channels.ts';

const mostKept = 100;

/** Tells a page what happens. What a person asks for before it listens is kept for it; how the engine is, it asks itself. */
export class PageEvents {
  readonly #page: WebContents;
  #kept: ShellEvent[] = [];
  #listens = false;

  constructor(page: WebContents) {
    this.#page = page;
    // Loaded again (not: gone to another place within itself) it has to say anew that it listens.
    page.on('did-navigate', () => {
      this.#listens = false;
    });
  }

  tell(event: ShellEvent): void {
    if (this.#page.isDestroyed()) return;
    if (this.#listens) this.#page.send(eventChannel, event);
    else if (this.#kept.length < mostKept) this.#kept.push(event);
  }

  tellEngine(news: EngineNews): void {
    if (!this.#page.isDestroyed()) this.#page.send(engineChannel, news);
  }

  listen(): void {
    this.#listens = true;
    const kept = this.#kept;
    this.#kept = [];
    for (const event of kept) this.tell(event);
  }
}
