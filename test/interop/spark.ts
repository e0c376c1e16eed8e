import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';

const here = import.meta.dirname;
const python = join(here, '.spark', 'bin', 'python');

/** Whether test/interop/install-spark.sh was run. */
export function isSparkThere(): boolean {
  const found = existsSync(python) && existsSync(join(here, '.spark', 'jars'));
  if (!found)
    console.warn(`No Spark at ${join(here, '.spark')}: run test/interop/install-spark.sh. Skipping.`);
  return found;
}

const reply = z.union([z.object({ answer: z.unknown() }), z.object({ error: z.string() })]);
const dumped = z.object({ rows: z.number(), columns: z.array(z.string()) });

type SparkProcess = ChildProcess & { readonly stdin: Writable; readonly stdout: Readable };

/** A session of Spark on the catalog in `root`, as `quayside`; it starts in some ten seconds. */
export class Spark implements AsyncDisposable {
  readonly #child: SparkProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #said: string[];

  private constructor(child: SparkProcess, said: string[]) {
    this.#child = child;
    this.#said = said;
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  static async open(root: string): Promise<Spark> {
    const child = spawn(python, [join(here, 'spark-probe.py'), root], { stdio: ['pipe', 'pipe', 'pipe'] });
    const said: string[] = [];
    child.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text));
    const spark = new Spark(child, said);
    z.object({ spark: z.string().startsWith('3.5.') }).parse(await spark.#line());
    return spark;
  }

  /** Rows of a statement; times and decimals are text. */
  async sql(statement: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    return z.array(z.record(z.string(), z.unknown())).parse(await this.#ask('sql', statement));
  }

  /** Writes the rows of a query into Parquet files of the folder `out`. */
  async dump(query: string, out: string): Promise<z.infer<typeof dumped>> {
    return dumped.parse(await this.#ask('dump', query, out));
  }

  /** The same for a table that is named by its folder (its version hint) or its metadata file. */
  async load(location: string, out: string): Promise<z.infer<typeof dumped>> {
    return dumped.parse(await this.#ask('load', location, out));
  }

  async #ask(...command: readonly string[]): Promise<unknown> {
    this.#child.stdin.write(`${JSON.stringify(command)}\n`);
    const answered = reply.parse(await this.#line());
    if ('error' in answered) throw new Error(answered.error);
    return answered.answer;
  }

  async #line(): Promise<unknown> {
    const { value, done } = await this.#lines.next();
    if (done === true) throw new Error(`Spark ended: ${this.#said.join('').slice(-4000)}`);
    return JSON.parse(value);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#child, 'close');
    this.#child.stdin.end();
    await ended;
  }
}
