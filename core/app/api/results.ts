import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { QuaysideError } from '../../base/errors.ts';
import { thisProcess } from '../../base/process-mark.ts';
import { scratchPrefix } from '../../runs/scratch.ts';
import type { Host } from '../host.ts';

/** A result may be hundreds of megabytes on the disk. */
const mostResults = 20;

/** Results of queries that wait to be paged through: files in the engine's scratch, gone when it ends. */
export class Results implements AsyncDisposable {
  readonly #host: Host;
  readonly #totals = new Map<string, number>();
  #folder: Promise<string> | undefined;

  constructor(host: Host) {
    this.#host = host;
  }

  async pathOf(jobId: string): Promise<string> {
    this.#folder ??= mkdtemp(join(this.#host.scratchRoot, `${scratchPrefix(thisProcess())}results-`));
    return join(await this.#folder, `${jobId}.parquet`);
  }

  /** The result is there from now on; the oldest goes where there are too many. */
  async keep(jobId: string, total: number): Promise<void> {
    this.#totals.set(jobId, total);
    const [oldest] = this.#totals.keys();
    if (this.#totals.size > mostResults && oldest !== undefined) await this.forget(oldest);
  }

  /** Throws JOB_NOT_FOUND. */
  async find(jobId: string): Promise<{ readonly path: string; readonly total: number }> {
    const total = this.#totals.get(jobId);
    if (total !== undefined) return { path: await this.pathOf(jobId), total };
    throw new QuaysideError('JOB_NOT_FOUND', `No result of ${jobId} is kept any more; run the query again.`, {
      parameters: { jobId },
    });
  }

  async forget(jobId: string): Promise<boolean> {
    if (!this.#totals.delete(jobId)) return false;
    await rm(await this.pathOf(jobId), { force: true });
    return true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#folder !== undefined) await rm(await this.#folder, { recursive: true, force: true });
  }
}
