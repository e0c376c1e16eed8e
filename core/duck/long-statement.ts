import { setTimeout as pause } from 'node:timers/promises';
import { DuckDBMaterializedResult } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';

/** Milliseconds between two looks at a statement: the first soon, those of a long one seldom. */
const firstPause = 1;
const longestPause = 4;

/**
 * Runs a statement on DuckDB's own threads alone and looks now and then whether it is done. The thread that calls `run` takes part in the
 * work and, where no piece of it is left, asks for more without a pause until the others are done: on two cores that is a core that does
 * nothing and slows the other. An interrupt of the connection ends it as it ends `run`.
 */
export async function runApart(
  connection: duckdb.Connection,
  text: string,
  signal: AbortSignal | undefined,
): Promise<DuckDBMaterializedResult> {
  const prepared = await duckdb.prepare(connection, text);
  try {
    // An interrupt of the planning is forgotten where the work begins.
    signal?.throwIfAborted();
    const pending = duckdb.pending_prepared(prepared);
    let milliseconds = firstPause;
    while (!duckdb.pending_execution_is_finished(duckdb.pending_execute_check_state(pending))) {
      await pause(milliseconds);
      milliseconds = Math.min(milliseconds + 1, longestPause);
    }
    // Not the state: a statement that is done may show as failed, without a message.
    const failure = duckdb.pending_error(pending);
    if (failure !== '') throw new Error(failure);
    return new DuckDBMaterializedResult(await duckdb.execute_pending(pending));
  } finally {
    duckdb.destroy_prepare_sync(prepared);
  }
}
