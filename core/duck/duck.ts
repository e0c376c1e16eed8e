import {
  DuckDBConnection,
  type DuckDBMaterializedResult,
  DuckDBResultReader,
  type Json,
} from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import { z } from 'zod';
import type { Limits } from '../base/limits.ts';
import { type Sql, sql } from '../sql/sql.ts';
import { toQuaysideError, toStatementError } from './errors.ts';
import { runApart } from './long-statement.ts';
import { type Scalar, toScalarFunction } from './scalar.ts';

export interface DuckOptions extends Limits {
  /** Folder for what does not fit into memory; it is the caller's to remove. */
  readonly spill: string;
  /** A database file of one's own in scratch; in memory when absent. No state of Quayside lives in it. */
  readonly file?: string;
}

/** The first rows of a result: values are JSON-like, in the order of the columns, of which two may have one name. */
export interface ResultTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Json[])[];
  /** There are more rows. */
  readonly cut: boolean;
}

/** A column as DuckDB describes it. */
export interface ResultColumn {
  readonly name: string;
  readonly type: string;
}

/** Characters from which on a statement is taken for a long one: those over all rows of a delivery name all its columns. */
const longStatement = 2500;

const describedColumn = z.object({ column_name: z.string(), column_type: z.string() });
const copied = z.object({ Count: z.coerce.number() });

/**
 * One connection to a DuckDB. UTC, insertion order kept, no extension ever fetched.
 * Rows come back as JSON-like values: 64 bit integers and decimals are strings, lists arrays, structs objects.
 * Throws QuaysideError; a cancelled signal interrupts within milliseconds and becomes CANCELLED.
 */
export class Duck implements AsyncDisposable {
  readonly #database: duckdb.Database;
  readonly #handle: duckdb.Connection;
  readonly #connection: DuckDBConnection;

  readonly #ownsDatabase: boolean;

  /** What all connections to the database may use together, in bytes. */
  readonly memory: number;

  private constructor(
    database: duckdb.Database,
    handle: duckdb.Connection,
    { memory, ownsDatabase }: { readonly memory: number; readonly ownsDatabase: boolean },
  ) {
    this.#database = database;
    this.#handle = handle;
    this.#connection = new DuckDBConnection(handle);
    this.memory = memory;
    this.#ownsDatabase = ownsDatabase;
  }

  static async open({ memory, threads, spill, file }: DuckOptions): Promise<Duck> {
    try {
      const config = duckdb.create_config();
      const settings = {
        threads: String(threads),
        // All threads are DuckDB's own: see `runApart`.
        external_threads: '0',
        memory_limit: `${Math.floor(memory / 1024)}KiB`,
        temp_directory: spill,
        preserve_insertion_order: 'true',
        // What was freed goes back to the system sooner: a tenth less at the peak of large runs, for nothing.
        allocator_flush_threshold: '16MB',
        allocator_bulk_deallocation_flush_threshold: '64MB',
        autoinstall_known_extensions: 'false',
        autoload_known_extensions: 'false',
      };
      for (const [name, value] of Object.entries(settings)) duckdb.set_config(config, name, value);
      const database = await duckdb.open(file ?? ':memory:', config);
      return new Duck(database, await connect(database), { memory, ownsDatabase: true });
    } catch (cause) {
      throw toQuaysideError(cause);
    }
  }

  /** Another connection to the same database: same tables, threads and memory, statements at once. To be disposed before this one. */
  async fork(): Promise<Duck> {
    try {
      const handle = await connect(this.#database);
      return new Duck(this.#database, handle, { memory: this.memory, ownsDatabase: false });
    } catch (cause) {
      throw toQuaysideError(cause);
    }
  }

  /** Runs a statement whose rows nobody needs. */
  async run(statement: Sql, signal?: AbortSignal): Promise<void> {
    await this.#interruptible(signal, () => this.#result(statement, signal));
  }

  /** Runs a query whose result is small enough for memory; every row is parsed. */
  async rows<T>(query: Sql, row: z.ZodType<T>, signal?: AbortSignal): Promise<T[]> {
    const result = await this.#interruptible(signal, () => this.#result(query, signal));
    const reader = new DuckDBResultReader(result);
    await reader.readAll();
    return reader.getRowObjectsJson().map((value) => row.parse(value));
  }

  /** The first row; throws INTERNAL where there is none. */
  async row<T>(query: Sql, row: z.ZodType<T>, signal?: AbortSignal): Promise<T> {
    const [first] = await this.rows(query, row, signal);
    if (first === undefined) throw toQuaysideError(new Error(`expected a row from: ${query.text}`));
    return first;
  }

  /**
   * Runs a statement that a person wrote and reads its first rows. Whoever calls has checked the statement and locked this DuckDB;
   * what DuckDB does not accept in it is USAGE.
   */
  async table(statement: string, limit: number, signal?: AbortSignal): Promise<ResultTable> {
    const reader = await this.#interruptible(
      signal,
      () => this.#connection.streamAndReadUntil(statement, limit + 1),
      toStatementError,
    );
    const rows = reader.getRowsJson();
    return { columns: reader.columnNames(), rows: rows.slice(0, limit), cut: rows.length > limit };
  }

  /** Makes a relation of a statement that a person wrote, under the same conditions as `table`, and says its columns. */
  async view(name: Sql, statement: string, signal?: AbortSignal): Promise<readonly ResultColumn[]> {
    const create = `CREATE OR REPLACE TEMP VIEW ${name.text} AS\n${statement}`;
    await this.#interruptible(signal, () => this.#connection.run(create), toStatementError);
    return this.describe(name, signal);
  }

  /** The columns of a relation: what stands after FROM. */
  async describe(relation: Sql, signal?: AbortSignal): Promise<readonly ResultColumn[]> {
    const described = await this.rows(sql`DESCRIBE FROM ${relation}`, describedColumn, signal);
    return described.map((column) => ({ name: column.column_name, type: column.column_type }));
  }

  /** Runs a COPY of such a relation; returns the number of rows. */
  async copyView(copy: Sql, signal?: AbortSignal): Promise<number> {
    const reader = await this.#interruptible(
      signal,
      () => this.#connection.runAndReadAll(copy.text),
      toStatementError,
    );
    return copied.parse(reader.getRowObjectsJson()[0]).Count;
  }

  /** Makes a function of TypeScript callable in SQL; a later one of the same name replaces it. */
  registerScalar(scalar: Scalar): void {
    this.#connection.registerScalarFunction(toScalarFunction(scalar));
  }

  /** A short statement is done before anybody could look whether it is. */
  async #result({ text }: Sql, signal: AbortSignal | undefined): Promise<DuckDBMaterializedResult> {
    return text.length < longStatement ? this.#connection.run(text) : runApart(this.#handle, text, signal);
  }

  async #interruptible<T>(
    signal: AbortSignal | undefined,
    work: () => Promise<T>,
    toError = toQuaysideError,
  ): Promise<T> {
    const interrupt = (): void => this.#connection.interrupt();
    signal?.addEventListener('abort', interrupt, { once: true });
    try {
      signal?.throwIfAborted();
      return await work();
    } catch (cause) {
      throw toError(cause, signal);
    } finally {
      signal?.removeEventListener('abort', interrupt);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#connection.closeSync();
    if (this.#ownsDatabase) duckdb.close_sync(this.#database);
    await Promise.resolve();
  }
}

async function connect(database: duckdb.Database): Promise<duckdb.Connection> {
  const handle = await duckdb.connect(database);
  await duckdb.query(handle, "SET TimeZone = 'UTC'");
  return handle;
}
