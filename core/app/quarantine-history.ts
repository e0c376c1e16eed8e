import { z } from 'zod';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { PastOperation, RowEvent, RowHistory } from '../../contracts/quarantine/history.ts';
import { QuaysideError } from '../base/errors.ts';
import type { Work } from '../base/progress.ts';
import { chainSql, type Link } from '../quarantine/chain.sql.ts';
import { fieldsOf } from '../quarantine/change.sql.ts';
import { rawOf, stateColumns } from '../quarantine/desk-tables.ts';
import { operationsOf } from '../quarantine/operations.ts';
import { ident, type Sql, sql } from '../sql/sql.ts';
import type { Desk, DeskDataset } from './quarantine-desk.ts';
import { maskOperation, shownText } from './quarantine-mask.ts';
import { linksOf } from './quarantine-replay.ts';

/** What stewards did to the tenant's quarantine, the last first. */
export async function operationHistory(
  desk: Desk,
  {
    dataset,
    showPersonalData,
  }: { readonly dataset?: DatasetName | undefined; readonly showPersonalData: boolean },
  work: Work = {},
): Promise<readonly PastOperation[]> {
  await desk.refresh(work);
  return desk.operations
    .filter(({ stored }) => dataset === undefined || stored.operation.dataset === dataset)
    .map(({ entry, turns, counts, stored }) => ({
      operationId: stored.operationId,
      at: entry.at,
      person: entry.body.person,
      reason: entry.body.reason ?? null,
      dataset: entry.body.dataset,
      operation: maskOperation(stored.operation, showPersonalData),
      rows: entry.body.rows,
      cleared: entry.body.cleared,
      created: entry.body.created,
      counts,
      turns: turns.map(({ at, body }) => ({
        action: body.action,
        at,
        person: body.person,
        reason: body.reason ?? null,
      })),
    }))
    .toReversed();
}

export interface RowRequest {
  readonly dataset: DatasetName;
  readonly rowId: string;
  /** Only what happened to this cell. */
  readonly field?: string | undefined;
  readonly showPersonalData: boolean;
}

/** What happened to one row of quarantine, closed or not: where it came from, what each operation made of it, how it left. Throws USAGE for a row that is not there. */
export async function rowHistory(desk: Desk, request: RowRequest, work: Work = {}): Promise<RowHistory> {
  await desk.refresh(work);
  const { dataset: name, rowId, field, showPersonalData } = request;
  const dataset = desk.dataset(name);
  const row = await rowOf(desk, dataset, rowId, work);
  const events: RowEvent[] = [
    ...(field === undefined ? await earlierOf(desk, dataset, rowId, showPersonalData, work) : []),
    { what: 'opened', at: row.openedAt, runId: row.runId, file: row.file, fileRow: row.fileRow },
  ];
  const links = row.closedBy === null ? linksOf(desk, name) : linksUntil(desk, name, row);
  for (const event of await changesOf(desk, dataset, rowId, links, work)) {
    const cells = event.cells
      .filter((cell) => field === undefined || cell.field === field)
      .map((cell) => ({
        field: cell.field,
        before: shownText(name, cell.field, cell.before, showPersonalData),
        after: shownText(name, cell.field, cell.after, showPersonalData),
      }));
    if (cells.length > 0 || (field === undefined && event.state.length > 0)) events.push({ ...event, cells });
  }
  if (row.closedAt !== null)
    events.push({ what: 'closed', at: row.closedAt, state: row.state, by: row.closedBy });
  return { dataset: name, rowId, key: row.key, events };
}

const text = z.string().nullable();
const originalRow = z.object({
  key: text,
  state: z.string(),
  runId: text,
  file: text,
  fileRow: z.coerce.number().nullable(),
  openedAt: text,
  closedAt: text,
  closedBy: text,
});

const timeText = (column: Sql): Sql => sql`strftime(${column}, '%Y-%m-%dT%H:%M:%S.%gZ')`;

async function rowOf(desk: Desk, { contract, original }: DeskDataset, rowId: string, { signal }: Work) {
  const [row] = await desk.duck.rows(
    sql`
    SELECT row_key AS key, state, run_id AS "runId", source_path AS file, source_row AS "fileRow",
      ${timeText(sql`opened_at`)} AS "openedAt", ${timeText(sql`closed_at`)} AS "closedAt", closed_by AS "closedBy"
    FROM ${original} WHERE row_id = ${rowId}`,
    originalRow,
    signal,
  );
  if (row !== undefined) return row;
  throw new QuaysideError(
    'USAGE',
    `There is no row ${rowId} in the quarantine of ${contract.dataset} of ${desk.tenant}; \`quayside quarantine show\` lists the rows.`,
    { parameters: { row: rowId, dataset: contract.dataset, tenant: desk.tenant } },
  );
}

const earlierRow = z.object({ rowId: z.string(), state: z.string(), closedAt: text, closedBy: text });
const textsOf = z.record(z.string(), text);
/** Versions of a row that are looked at; the last ones. */
const mostEarlier = 5;

/** Closed rows of the same key, with what the row says otherwise, and who decided about them. */
async function earlierOf(
  desk: Desk,
  dataset: DeskDataset,
  rowId: string,
  showPersonalData: boolean,
  work: Work,
): Promise<readonly RowEvent[]> {
  const { contract, original } = dataset;
  const { signal } = work;
  const found = await desk.duck.rows(
    sql`
    SELECT row_id AS "rowId", state, ${timeText(sql`closed_at`)} AS "closedAt", closed_by AS "closedBy"
    FROM ${original}
    WHERE closed_at IS NOT NULL AND row_id <> ${rowId} AND row_key = (SELECT row_key FROM ${original} WHERE row_id = ${rowId})
    ORDER BY closed_at DESC LIMIT ${mostEarlier}`,
    earlierRow,
    signal,
  );
  if (found.length === 0) return [];
  const names = contract.fields.map(({ name }) => name);
  const texts = (id: string) =>
    desk.duck.row(
      sql`SELECT ${names.map((name) => sql`${rawOf(name)} AS ${ident(name)}`)} FROM ${original} WHERE row_id = ${id}`,
      textsOf,
      signal,
    );
  const own = await texts(rowId);
  const events: RowEvent[] = [];
  for (const row of found.toReversed()) {
    const links = linksUntil(desk, contract.dataset, row);
    const last = (await changesOf(desk, dataset, row.rowId, links, work)).at(-1);
    const cells = differences(names, await texts(row.rowId), own).map(({ name, before, after }) => ({
      field: name,
      before: shownText(contract.dataset, name, before, showPersonalData),
      after: shownText(contract.dataset, name, after, showPersonalData),
    }));
    const [person, reason] = [last?.person ?? null, last?.reason ?? null];
    events.push({
      what: 'earlier',
      at: row.closedAt,
      rowId: row.rowId,
      state: row.state,
      person,
      reason,
      cells,
    });
  }
  return events;
}

/** The operations that counted when a publication or a run closed the row. */
function linksUntil(
  desk: Desk,
  dataset: DatasetName,
  { closedBy, closedAt }: { readonly closedBy: string | null; readonly closedAt: string | null },
): readonly Link[] {
  const { journal } = desk.workspace;
  const returned = journal
    .log({ tenant: desk.tenant, kind: 'quarantine-return', limit: 1_000_000 })
    .find((entry) => entry.kind === 'quarantine-return' && entry.body.publicationId === closedBy);
  const entries = journal.quarantineEntries(desk.tenant);
  const before =
    returned?.kind === 'quarantine-return'
      ? entries.filter(({ seq }) => seq <= returned.body.through)
      : entries.filter(({ at }) => at <= (closedAt ?? ''));
  const then = new Map(operationsOf(before).map(({ entry, counts }) => [entry.body.operationId, counts]));
  return desk.operations.flatMap(({ stored }, index) =>
    stored.operation.dataset === dataset && then.get(stored.operationId) === true
      ? [{ ...stored, number: index + 1 }]
      : [],
  );
}

type Changed = Extract<RowEvent, { readonly what: 'changed' }>;

const opsRow = z.object({ ops: text });
const textsRow = z.record(z.string(), text);

/** Replays the operations that changed the row, one after the other. */
async function changesOf(
  desk: Desk,
  { contract, original }: DeskDataset,
  rowId: string,
  links: readonly Link[],
  { signal }: Work,
): Promise<readonly Changed[]> {
  if (links.length === 0) return [];
  const start = sql`(
    SELECT 1::BIGINT AS n, o.*, NULL::VARCHAR AS ops, ${stateColumns.map((name) => sql`NULL::VARCHAR AS ${ident(name)}`)}
    FROM ${original} AS o WHERE row_id = ${rowId})`;
  const context = { contract, codeLists: desk.codeLists };
  const { ops } = await desk.duck.row(
    sql`SELECT ops FROM ${chainSql(start, links, context)}`,
    opsRow,
    signal,
  );
  const numbers = new Set(
    (ops ?? '')
      .split(',')
      .filter((part) => part !== '')
      .map(Number),
  );
  const own = links.filter(({ number }) => numbers.has(number));
  const fields = [...new Set(own.flatMap(({ operation }) => operation.changes.flatMap(fieldsOf)))];
  const columns = [
    ...fields.map((field) => sql`${rawOf(field)} AS ${ident(field)}`),
    ...stateColumns.map((name) => ident(name)),
  ];
  const at = (some: readonly Link[]) =>
    desk.duck.row(sql`SELECT ${columns} FROM ${chainSql(start, some, context)}`, textsRow, signal);
  const events: Changed[] = [];
  let before = await at([]);
  for (const link of own) {
    const after = await at(own.filter(({ number }) => number <= link.number));
    const known = desk.operations[link.number - 1];
    if (known !== undefined) {
      const { entry } = known;
      events.push({
        what: 'changed',
        at: entry.at,
        operationId: entry.body.operationId,
        person: entry.body.person,
        reason: entry.body.reason ?? null,
        cells: differences(fields, before, after).map(({ name, ...sides }) => ({ field: name, ...sides })),
        state: differences(stateColumns, before, after),
      });
    }
    before = after;
  }
  return events;
}

const differences = (
  names: readonly string[],
  before: Readonly<Record<string, string | null>>,
  after: Readonly<Record<string, string | null>>,
) =>
  names
    .filter((name) => before[name] !== after[name])
    .map((name) => ({ name, before: before[name] ?? null, after: after[name] ?? null }));
