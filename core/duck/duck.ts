import { type DuckDBConnection, DuckDBInstance, type Json } from '@duckdb/node-api';
import { z } from 'zod';
import type { Limits } from '../base/limits.ts';
import { type Sql, sql } from '../sql/sql.ts';
import { toQuaysideError, toStatementError } from './errors.ts';
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

const describedColumn = z.object({ column_name: z.string(), column_type: z.string() });
const copied = z.object({ Count: z.coerce.number() });

/**
 * One connection to a DuckDB. UTC, insertion order kept, no extension ever fetched.
 * Rows come back as JSON-like values: 64 bit integers and decimals are strings, lists arrays, structs objects.
 * Throws QuaysideError; a cancelled signal interrupts within milliseconds and becomes CANCELLED.
 */
export class Duck implements AsyncDisposable {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;

  readonly #ownsInstance: boolean;

  /** What all connections to the database may use together, in bytes. */
  readonly memory: number;

  private constructor(
    instance: DuckDBInstance,
    connection: DuckDBConnection,
    { memory, ownsInstance }: { readonly memory: number; readonly ownsInstance: boolean },
  ) {
    this.#instance = instance;
    this.#connection = connection;
    this.memory = memory;
    this.#ownsInstance = ownsInstance;
  }

  static async open({ memory, threads, spill, file }: DuckOptions): Promise<Duck> {
    try {
      const instance = await DuckDBInstance.create(file ?? ':memory:', {
        threads: String(threads),
        memory_limit: `${Math.floor(memory / 1024)}KiB`,
        temp_directory: spill,
        preserve_insertion_order: 'true',
        // What was freed goes back to the system sooner: a tenth less at the peak of large runs, for nothing.
        allocator_flush_threshold: '16MB',
        allocator_bulk_deallocation_flush_threshold: '64MB',
        autoinstall_known_extensions: 'false',
        autoload_known_extensions: 'false',
      });
      return new Duck(instance, await connect(instance), { memory, ownsInstance: true });
    } catch (cause) {
      throw toQuaysideError(cause);
    }
  }

  /** Another connection to the same database: same tables, threads and memory, statements at once. To be disposed before this one. */
  async fork(): Promise<Duck> {
    try {
      const connection = await connect(this.#instance);
      return new Duck(this.#instance, connection, { memory: this.memory, ownsInstance: false });
    } catch (cause) {
      throw toQuaysideError(cause);
    }
  }

  /** Runs a statement whose rows nobody needs. */
  async run(statement: Sql, signal?: AbortSignal): Promise<void> {
    await this.#interruptible(signal, () => this.#connection.run(statement.text));
  }

  /** Runs a query whose result is small enough for memory; every row is parsed. */
  async rows<T>(query: Sql, row: z.ZodType<T>, signal?: AbortSignal): Promise<T[]> {
    const reader = await this.#interruptible(signal, () => this.#connection.runAndReadAll(query.text));
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
    if (this.#ownsInstance) this.#instance.closeSync();
    await Promise.resolve();
  }
}

async function connect(instance: DuckDBInstance): Promise<DuckDBConnection> {
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  return connection;
}
