import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { QuaysideError } from '../../core/base/errors.ts';
import { Duck } from '../../core/duck/duck.ts';
import { type Batch, type Delivery, type LandingRequest, receive } from '../../core/landing/receive.ts';
import { ident, join as joinSql, type Sql, sql } from '../../core/sql/sql.ts';

/** A DuckDB and a folder for one test file: makes sources, lands them, reads them back. */
export class LandingBench implements AsyncDisposable {
  readonly duck: Duck;
  readonly root: string;
  #count = 0;

  private constructor(duck: Duck, root: string) {
    this.duck = duck;
    this.root = root;
  }

  static async open(): Promise<LandingBench> {
    const root = await mkdtemp(join(tmpdir(), 'quayside-landing-'));
    const duck = await Duck.open({ memory: 2 * 1024 ** 3, threads: 2, spill: join(root, 'spill') });
    return new LandingBench(duck, root);
  }

  /** A fresh folder. */
  async folder(): Promise<string> {
    this.#count += 1;
    const path = join(this.root, `folder ${this.#count}`);
    await mkdir(path, { recursive: true });
    return path;
  }

  /** A file in a fresh folder (or at an absolute path). */
  async file(name: string, content: string | Uint8Array): Promise<string> {
    const path = name.startsWith('/') ? name : join(await this.folder(), name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    return path;
  }

  async parquet(name: string, query: Sql): Promise<string> {
    const path = name.startsWith('/') ? name : join(await this.folder(), name);
    await mkdir(dirname(path), { recursive: true });
    await this.duck.run(sql`COPY (${query}) TO ${path} (FORMAT parquet)`);
    return path;
  }

  async land(sources: string | readonly string[], request: Partial<LandingRequest> = {}): Promise<Delivery> {
    return receive(
      this.duck,
      {
        tenant: 'acme',
        sources: typeof sources === 'string' ? [sources] : sources,
        kind: 'delta',
        timezone: 'UTC',
        scratch: await this.folder(),
        ...request,
      },
      {},
    );
  }

  /** The one batch of a delivery of one dataset. */
  async batch(sources: string | readonly string[], request: Partial<LandingRequest> = {}): Promise<Batch> {
    const { batches } = await this.land(sources, request);
    const [batch, second] = batches;
    if (batch === undefined || second !== undefined)
      throw new Error(`expected one batch, got ${batches.length}`);
    return batch;
  }

  /** The batch's values, row by row. Fails where the relation has another number of rows than the batch says. */
  async values(batch: Batch): Promise<(string | null)[][]> {
    const columns = batch.columns.map(({ column }) => ident(column));
    const rows = await this.duck.rows(
      sql`SELECT [${joinSql(columns)}]::VARCHAR[] AS cells FROM ${batch.relation} AS raw`,
      z.object({ cells: z.array(z.string().nullable()) }),
    );
    if (rows.length !== batch.rows) throw new Error(`${rows.length} rows, but the batch says ${batch.rows}`);
    return rows.map(({ cells }) => cells);
  }

  /** Lands text as suppliers.csv: its header and its values. */
  async text(
    content: string | Uint8Array,
    name = 'suppliers.csv',
  ): Promise<{ header: string[]; rows: (string | null)[][]; batch: Batch }> {
    const batch = await this.batch(await this.file(name, content));
    return { header: batch.columns.map((column) => column.name), rows: await this.values(batch), batch };
  }

  /** The error that landing ends in; fails where there is none or where it is not one of ours with exit code 3. */
  async refusal(
    sources: string | readonly string[],
    request: Partial<LandingRequest> = {},
  ): Promise<QuaysideError> {
    try {
      await this.land(sources, request);
    } catch (error) {
      if (error instanceof QuaysideError && error.exit === 3) return error;
      throw error;
    }
    throw new Error(`expected a refusal of ${String(sources)}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.duck[Symbol.asyncDispose]();
    await rm(this.root, { recursive: true, force: true });
  }
}
