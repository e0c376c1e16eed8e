import { drainQueue, type WorkerHost } from '../run-many.ts';
import { openQueue } from '../run-queue.ts';
import { Workspace } from '../run-workspace.ts';

/**
 * Sees to it that the workspace's queue of runs is taken from: by this engine, unless another living one does so already. Runs that are
 * on when it ends go on in their workers.
 */
export class QueueKeeper {
  readonly #host: WorkerHost;
  readonly #folder: string;
  #on: Promise<void> | undefined;

  constructor(host: WorkerHost, folder: string) {
    this.#host = host;
    this.#folder = folder;
  }

  /** To be called where something may wait: at the start, and after every order. */
  async tend(): Promise<void> {
    if (this.#on !== undefined || !(await this.#isNeeded())) return;
    this.#on ??= drainQueue(this.#host, this.#folder, {})
      .catch(() => undefined)
      .finally(() => {
        this.#on = undefined;
        // Something may have been ordered while it left.
        void this.tend().catch(() => undefined);
      });
  }

  async #isNeeded(): Promise<boolean> {
    await using workspace = await Workspace.open(this.#host, this.#folder);
    using queue = openQueue(this.#host, workspace.folder);
    queue.sweep();
    return queue.needsEngine();
  }
}
