import type { FromEngine } from '../../../contracts/shell/engine.ts';
import type { EngineNews } from '../../../contracts/shell/window.ts';
import type { EngineLink, StartEngine } from './link.ts';
import { restartDelay } from './restart-plan.ts';

export interface SupervisorListener {
  readonly news: (news: EngineNews) => void;
  /** A new engine takes clients. */
  readonly up: (link: EngineLink) => void;
  readonly gone: () => void;
  readonly message: (message: FromEngine) => void;
}

/** An engine that wants to leave and does not is ended after this. */
const graceMilliseconds = 5000;

/** Keeps an engine on one workspace: starts it, starts it again when it dies, lets it leave. */
export class EngineSupervisor {
  readonly #start: StartEngine;
  readonly #listener: SupervisorListener;
  #workspace: string;
  #link: EngineLink | undefined;
  #news: EngineNews = { state: 'starting' };
  /** Why it did not start, where it said so. */
  #code: string | undefined;
  #deaths: readonly number[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** Resolves when the engine that was asked to leave is gone. */
  #leaving: (() => void) | undefined;

  constructor(start: StartEngine, workspace: string, listener: SupervisorListener) {
    this.#start = start;
    this.#workspace = workspace;
    this.#listener = listener;
  }

  get news(): EngineNews {
    return this.#news;
  }

  get workspace(): string {
    return this.#workspace;
  }

  get link(): EngineLink | undefined {
    return this.#link;
  }

  start(): void {
    if (this.#link !== undefined) return;
    clearTimeout(this.#timer);
    this.#code = undefined;
    if (this.#news.state !== 'restarting') this.#become('starting');
    this.#link = this.#start(this.#workspace, {
      message: (message) => this.#hear(message),
      gone: () => this.#lost(),
    });
  }

  /** A person wants another try after it failed. */
  restart(): void {
    if (this.#news.state !== 'failed') return;
    this.#deaths = [];
    this.start();
  }

  /** Lets the engine go and starts one on another workspace. */
  async moveTo(workspace: string): Promise<void> {
    await this.leave();
    this.#workspace = workspace;
    this.#deaths = [];
    this.start();
  }

  /** Asks the engine to leave; resolves when it is gone. */
  async leave(): Promise<void> {
    clearTimeout(this.#timer);
    const link = this.#link;
    if (link === undefined) return;
    const late = setTimeout(() => link.kill(), graceMilliseconds);
    await new Promise<void>((resolve) => {
      this.#leaving = resolve;
      link.send({ kind: 'leave' });
    });
    clearTimeout(late);
  }

  #hear(message: FromEngine): void {
    if (message.kind === 'ready' && this.#link !== undefined) {
      this.#become('up');
      this.#listener.up(this.#link);
    }
    // What it says once it is up is a death like others: another one may live.
    if (message.kind === 'refused' && this.#news.state !== 'up') this.#code = message.code;
    this.#listener.message(message);
  }

  #lost(): void {
    this.#link = undefined;
    this.#listener.gone();
    const leaving = this.#leaving;
    this.#leaving = undefined;
    if (leaving !== undefined) return leaving();
    const now = performance.now();
    this.#deaths = [...this.#deaths, now];
    const delay = this.#code === undefined ? restartDelay(this.#deaths, now) : undefined;
    if (delay === undefined) return this.#become('failed');
    this.#become('restarting');
    this.#timer = setTimeout(() => this.start(), delay);
  }

  #become(state: EngineNews['state']): void {
    this.#news = { state, ...(this.#code === undefined ? {} : { code: this.#code }) };
    this.#listener.news(this.#news);
  }
}
