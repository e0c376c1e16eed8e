import type { CellValue, GridRow } from './row-source.ts';

/** What a page brings. */
export interface LoadedPage {
  readonly rows: readonly GridRow[];
  readonly total: number;
}

interface Options {
  readonly pageRows: number;
  readonly load: (
    page: number,
    columns: readonly string[] | undefined,
    signal: AbortSignal,
  ) => Promise<LoadedPage>;
  /** The first and the last row that can be seen. */
  readonly visible: () => readonly [number, number];
  /** Columns that can be seen; undefined: all are asked for. */
  readonly columns: () => readonly string[] | undefined;
  /** Rows that were handed out have more columns now. */
  readonly completed: () => void;
}

interface Kept {
  readonly rows: Record<string, CellValue>[];
  readonly total: number;
  /** Those that are there; undefined: all. */
  readonly columns: ReadonlySet<string> | undefined;
}

interface Waiting {
  readonly deliver: (page: LoadedPage) => void;
  readonly fail: (cause: unknown) => void;
}

/** Requests at once: the engine has other questions too. */
const mostFlying = 3;
/** Pages in the direction of the last movement that are fetched before they are seen. */
const ahead = 3;
const mostKept = 60;
/** More of them than the grid has blocks: the oldest belong to blocks that are gone. */
const mostWaiting = 60;

/**
 * Pages of one view (filters, order) in the order in which they are needed: what can be seen, then what comes next. A request for what
 * cannot be seen any more is given up; who waits for it is served when it comes into sight again, or when nothing else is to be done.
 */
export class PageStore {
  readonly #options: Options;
  readonly #kept = new Map<number, Kept>();
  readonly #flying = new Map<number, AbortController>();
  readonly #waiting = new Map<number, Waiting>();
  #first = 0;
  #direction: 1 | -1 = 1;
  #total = Number.POSITIVE_INFINITY;
  #isOver = false;

  constructor(options: Options) {
    this.#options = options;
  }

  /** A page that is there already. */
  put(page: number, { rows, total }: LoadedPage): void {
    this.#keep(page, { rows: rows.map((row) => ({ ...row })), total, columns: undefined });
  }

  want(page: number, waiting: Waiting): void {
    const kept = this.#kept.get(page);
    if (kept === undefined) {
      this.#waiting.delete(page);
      this.#waiting.set(page, waiting);
      this.#dropOldest();
    } else waiting.deliver(kept);
    this.look();
  }

  /** To be called when other rows or columns came into sight. */
  look(): void {
    if (this.#isOver) return;
    const { seen, next } = this.#needed();
    const needed = [...seen, ...next];
    for (const [page, controller] of this.#flying) {
      if (needed.includes(page)) continue;
      controller.abort();
      this.#flying.delete(page);
    }
    // What comes next must not slow down what a person waits for.
    const wanted = seen.length > 0 ? seen : next.length > 0 ? next : [...this.#waiting.keys()].slice(-1);
    let flying = seen.length > 0 ? 0 : this.#flying.size;
    for (const page of wanted) {
      if (this.#flying.has(page)) continue;
      if (flying >= mostFlying) return;
      flying += 1;
      void this.#fetch(page);
    }
  }

  /** All rows may have other values. */
  clear(): void {
    for (const controller of this.#flying.values()) controller.abort();
    this.#flying.clear();
    this.#kept.clear();
  }

  /** Nobody will look at it any more. */
  close(): void {
    this.clear();
    this.#waiting.clear();
    this.#isOver = true;
  }

  /** Pages that are not there: those in sight, and those that will be if the movement goes on; the most urgent first. */
  #needed(): { readonly seen: readonly number[]; readonly next: readonly number[] } {
    const [from, to] = this.#options.visible();
    if (from !== this.#first) this.#direction = from > this.#first ? 1 : -1;
    this.#first = from;
    const { pageRows } = this.#options;
    const [top, bottom] = [Math.floor(from / pageRows), Math.floor(Math.max(from, to) / pageRows)];
    const seen = Array.from({ length: bottom - top + 1 }, (_, index) => top + index);
    const [edge, behind] = this.#direction === 1 ? [bottom, top - 1] : [top, bottom + 1];
    const next = Array.from({ length: ahead }, (_, index) => edge + this.#direction * (index + 1));
    const isNeeded = (page: number): boolean =>
      page >= 0 && page * pageRows < this.#total && this.#isMissing(page);
    return {
      seen: (this.#direction === 1 ? seen : seen.toReversed()).filter(isNeeded),
      next: [...next, behind].filter(isNeeded),
    };
  }

  #isMissing(page: number): boolean {
    const kept = this.#kept.get(page);
    if (kept === undefined) return true;
    const { columns } = kept;
    if (columns === undefined) return false;
    const wanted = this.#options.columns();
    return wanted === undefined || wanted.some((column) => !columns.has(column));
  }

  async #fetch(page: number): Promise<void> {
    const controller = new AbortController();
    this.#flying.set(page, controller);
    const columns = this.#options.columns();
    try {
      const loaded = await this.#options.load(page, columns, controller.signal);
      if (this.#flying.get(page) !== controller) return;
      this.#flying.delete(page);
      this.#arrive(page, loaded, columns);
    } catch (cause) {
      if (this.#flying.get(page) !== controller) return;
      this.#flying.delete(page);
      this.#waiting.get(page)?.fail(cause);
      this.#waiting.delete(page);
      return;
    }
    this.look();
  }

  #arrive(page: number, { rows, total }: LoadedPage, columns: readonly string[] | undefined): void {
    this.#total = total;
    const known = this.#kept.get(page);
    if (known === undefined) {
      const kept = { rows: rows.map((row) => ({ ...row })), total, columns: columns && new Set(columns) };
      this.#keep(page, kept);
    } else {
      for (const [index, row] of known.rows.entries()) Object.assign(row, rows[index]);
      const all = columns === undefined ? undefined : new Set([...columns, ...(known.columns ?? [])]);
      this.#keep(page, { ...known, columns: all });
      this.#options.completed();
    }
    const kept = this.#kept.get(page);
    if (kept !== undefined) this.#waiting.get(page)?.deliver(kept);
    this.#waiting.delete(page);
  }

  #keep(page: number, kept: Kept): void {
    this.#kept.delete(page);
    this.#kept.set(page, kept);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > mostKept && oldest !== undefined) this.#kept.delete(oldest);
  }

  #dropOldest(): void {
    const [oldest] = this.#waiting;
    if (this.#waiting.size <= mostWaiting || oldest === undefined) return;
    this.#waiting.delete(oldest[0]);
    oldest[1].fail(undefined);
  }
}
