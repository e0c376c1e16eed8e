export interface QuittingOptions {
  /** Whether a person agrees, where that has to be asked. */
  readonly agreed: () => Promise<boolean>;
  /** Ends what must not be cut off. */
  readonly leave: () => Promise<void>;
  readonly quit: () => void;
}

/** The application's end: asked for once, then everything leaves, then it quits. */
export class Quitting {
  readonly #options: QuittingOptions;
  #stage: 'no' | 'leaving' | 'yes' = 'no';

  constructor(options: QuittingOptions) {
    this.#options = options;
  }

  /** Whether it may end now. If not, it ends by itself as soon as it may, unless a person wants to stay. */
  now(): boolean {
    if (this.#stage === 'no') void this.#end();
    return this.#stage === 'yes';
  }

  async #end(): Promise<void> {
    this.#stage = 'leaving';
    if (!(await this.#options.agreed())) {
      this.#stage = 'no';
      return;
    }
    await this.#options.leave();
    this.#stage = 'yes';
    this.#options.quit();
  }
}
