import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { Duck } from '../../core/duck/duck.ts';
import { type GenerateRequest, generate } from '../../core/generate/generate.ts';
import { type Sql, sql } from '../../core/sql/sql.ts';

export const logicalTime = new Date('2026-11-24T02:00:00Z');

/** A DuckDB and a folder of one's own, both gone at the end of the test. */
export class GenerateBench implements AsyncDisposable {
  readonly duck: Duck;
  readonly folder: string;

  private constructor(duck: Duck, folder: string) {
    this.duck = duck;
    this.folder = folder;
  }

  static async open(threads = 2, memory = 2 ** 30): Promise<GenerateBench> {
    const folder = await mkdtemp(join(tmpdir(), 'quayside-generate-'));
    return new GenerateBench(await Duck.open({ memory, threads, spill: join(folder, 'spill') }), folder);
  }

  /** Generates into a folder below this one's and returns it. */
  async generate(request: Partial<GenerateRequest> = {}, name = 'out'): Promise<string> {
    const out = join(this.folder, name);
    await generate(this.duck, { ...small, out, ...request });
    return out;
  }

  /** The rows of a query as they come. */
  rows<T>(query: Sql, row: z.ZodType<T>): Promise<T[]> {
    return this.duck.rows(query, row);
  }

  /** Numbers of the only row of a query, by name. */
  numbers(query: Sql): Promise<Record<string, number>> {
    return this.duck.row(query, z.record(z.string(), z.coerce.number()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.duck[Symbol.asyncDispose]();
    await rm(this.folder, { recursive: true, force: true });
  }
}

const small: Omit<GenerateRequest, 'out'> = {
  tenants: ['acme'],
  suppliers: 1000,
  parts: 1000,
  seed: 1,
  format: 'parquet',
  logicalTime,
};

/** A generated file with its row numbers. */
export const fileRows = (folder: string, dataset: string): Sql => {
  const path = `${folder}/${dataset}.parquet`;
  return sql`(SELECT file_row_number + 1 AS row_number, * EXCLUDE (file_row_number) FROM read_parquet(${path}, file_row_number = TRUE))`;
};

/** SHA-256 of every file below a folder, by its path relative to it. */
export async function digestsOf(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(
      names.map(async (name) => [name.slice(folder.length + 1), digest(await readFile(name))] as const),
    ),
  );
}

const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
