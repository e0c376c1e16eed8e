import type { Duck } from '../duck/duck.ts';
import type { GridSource } from './grid.ts';
import type { Host } from './host.ts';
import { type TableRowsRequest, tableSource } from './table-rows.ts';

const mostSources = 16;

/** Sources of the snapshots that were asked last, for which nothing is looked up again: a snapshot's files stay what they are. */
export class TableSources {
  readonly #host: Host;
  readonly #folder: string;
  readonly #known = new Map<string, GridSource>();

  constructor(host: Host, folder: string) {
    this.#host = host;
    this.#folder = folder;
  }

  /** Where a known source fails, as when its files are gone, it is looked up anew. Throws as `tableSource`. */
  async use<T>(
    duck: Duck,
    request: TableRowsRequest,
    question: (source: GridSource) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    const key = JSON.stringify([request.table, request.snapshotId, request.tenant]);
    const known = this.#known.get(key);
    if (known !== undefined) {
      try {
        return await question(known);
      } catch (cause) {
        if (signal?.aborted === true) throw cause;
        this.#known.delete(key);
      }
    }
    const source = await tableSource(this.#host, duck, this.#folder, request, signal);
    if (request.snapshotId !== undefined) this.#known.set(key, source);
    const [oldest] = this.#known.keys();
    if (this.#known.size > mostSources && oldest !== undefined) this.#known.delete(oldest);
    return question(source);
  }
}
