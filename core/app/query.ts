import { QuaysideError } from '../base/errors.ts';
import type { Work } from '../base/progress.ts';
import type { Duck, ResultTable } from '../duck/duck.ts';
import { ancestry, currentSchema, headOf } from '../iceberg/metadata/lookup.ts';
import { planScan, type ScanPlan } from '../iceberg/scan/plan-scan.ts';
import { type Table, tableText } from '../iceberg/table.ts';
import { ident, sql } from '../sql/sql.ts';
import { Bench, type Host } from './host.ts';
import { tooMuchMemory, watchMemory } from './memory-watch.ts';
import { checkStatement } from './query-check.ts';
import { mostBytes, tookTooLong, tooLarge } from './query-errors.ts';
import { openOnly } from './query-views.ts';
import { Workspace } from './run-workspace.ts';
import { cellSql } from './spreadsheet.sql.ts';
import { loadAll } from './table-views.ts';
import { copySql, type FileFormat, partialOf, writeFileWhole } from './write-file.ts';

export interface QueryRequest {
  /** Absolute path. */
  readonly workspace: string;
  /** One SELECT; tables by their names in the catalog. */
  readonly statement: string;
  /** The table that has this snapshot is read at it, the others as they are; a time reads all as they were then. */
  readonly at?: { readonly snapshotId: bigint } | { readonly time: Date } | undefined;
  readonly limit: number;
  readonly timeoutSeconds: number;
}

/**
 * What a person's SELECT finds, the first `limit` rows. It reaches nothing but the tables it names: it runs in a DuckDB of its own
 * that may open exactly their files. Throws USAGE for what is not such a SELECT, takes too long or too much memory, or is too large;
 * SNAPSHOT_NOT_FOUND. In this process: a single value of many gibibytes cannot be stopped while it is made; see `queryApart`.
 */
export const query = (host: Host, request: QueryRequest, work: Work = {}): Promise<ResultTable> =>
  asking(host, request, [], work, async (duck, signal) =>
    small(await duck.table(request.statement, request.limit, signal).catch(explained)),
  );

function small(table: ResultTable): ResultTable {
  let bytes = 0;
  for (const row of table.rows) {
    for (const cell of row)
      bytes += typeof cell === 'string' ? cell.length : (JSON.stringify(cell)?.length ?? 0);
    if (bytes > mostBytes) throw tooLarge();
  }
  return table;
}

/** JavaScript holds no text of more than half a gibibyte. */
function explained(cause: unknown): never {
  const whole = cause instanceof QuaysideError ? cause.cause : cause;
  throw whole instanceof Error && 'code' in whole && whole.code === 'ERR_STRING_TOO_LONG'
    ? tooLarge()
    : cause;
}

export interface QueryExport extends Omit<QueryRequest, 'limit'> {
  readonly format: FileFormat;
  /** Absolute path of the file; one that is there is replaced. */
  readonly out: string;
  /** At most so many rows; all without it. */
  readonly limit?: number | undefined;
}

/**
 * The same with all rows in a file, which appears whole or not at all: Parquet with the types of the result, CSV with nothing that a
 * spreadsheet would take for a formula. Of two columns of one name the second gets a number. Throws as `query`; NOT_WRITABLE.
 */
export const exportQuery = (
  host: Host,
  request: QueryExport,
  work: Work = {},
): Promise<{ readonly path: string; readonly rows: number }> =>
  writeFileWhole(request.out, () =>
    asking(host, request, [partialOf(request.out)], work, async (duck, signal) => {
      const { statement, format, out, limit } = request;
      const asked = ident('asked');
      const columns = await duck.view(asked, statement, signal);
      const most = limit === undefined ? sql`` : sql`LIMIT ${limit}`;
      const cells = format === 'csv' ? sql`SELECT ${columns.map(cellSql)} FROM ${asked}` : sql`FROM ${asked}`;
      return { path: out, rows: await duck.copyView(copySql(sql`(${cells} ${most})`, out, format), signal) };
    }),
  );

/** Opens exactly the tables that a checked statement names, then lets `answer` run it; `tables` are their names. */
export async function asking<T>(
  host: Host,
  request: Pick<QueryRequest, 'workspace' | 'statement' | 'at' | 'timeoutSeconds'>,
  written: readonly string[],
  { signal }: Work,
  answer: (duck: Duck, signal: AbortSignal, tables: readonly string[]) => Promise<T>,
): Promise<T> {
  const { workspace: folder, statement, at, timeoutSeconds } = request;
  await using workspace = await Workspace.open(host, folder);
  const tables = await loadAll(workspace);
  await using bench = await Bench.open(host);
  const used = await checkStatement(bench.duck, statement, tables.map(nameOf));
  if (at !== undefined && 'snapshotId' in at && !tables.some((table) => has(table, at.snapshotId))) {
    throw new QuaysideError(
      'SNAPSHOT_NOT_FOUND',
      `No table in ${folder} has a snapshot ${at.snapshotId}; \`quayside tables snapshots NAME\` lists them.`,
      { parameters: { snapshot: String(at.snapshotId) } },
    );
  }
  const plans: ScanPlan[] = [];
  for (const table of tables) {
    if (used.includes(nameOf(table))) plans.push(await planAt(table, at));
  }
  await openOnly(bench.duck, plans, written);
  const patience = AbortSignal.timeout(timeoutSeconds * 1000);
  const memory = new AbortController();
  using _watch = watchMemory(host.limits, () => memory.abort());
  const signals = [patience, memory.signal, ...(signal === undefined ? [] : [signal])];
  const either = AbortSignal.any(signals);
  try {
    return await answer(bench.duck, either, used);
  } catch (cause) {
    if (signal?.aborted === true) throw cause;
    const isOut = cause instanceof QuaysideError && cause.code === 'OUT_OF_MEMORY';
    if (memory.signal.aborted || isOut) throw tooMuchMemory(host.limits, cause);
    throw patience.aborted ? tookTooLong(timeoutSeconds, cause) : cause;
  }
}

const nameOf = (table: Table): string => tableText(table.name);

const has = ({ metadata }: Table, id: bigint): boolean =>
  metadata.snapshots.some((snapshot) => snapshot['snapshot-id'] === id);

function planAt(table: Table, at: QueryRequest['at']): Promise<ScanPlan> | ScanPlan {
  if (at === undefined) return planScan(table);
  if ('snapshotId' in at) return planScan(table, has(table, at.snapshotId) ? { at } : {});
  const { metadata } = table;
  const then = ancestry(metadata, headOf(metadata, 'main')).find(
    (snapshot) => snapshot['timestamp-ms'] <= at.time.getTime(),
  );
  if (then !== undefined) return planScan(table, { at: { snapshotId: then['snapshot-id'] } });
  // Before its first snapshot a table had no rows.
  return {
    table,
    snapshot: undefined,
    schema: currentSchema(metadata),
    filter: undefined,
    files: [],
    deletes: [],
  };
}
