import { z } from 'zod';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { Selection } from '../../contracts/quarantine/selection.ts';
import { QuaysideError } from '../base/errors.ts';
import type { Work } from '../base/progress.ts';
import { deskTables, rawOf } from '../quarantine/desk-tables.ts';
import { looksAtVerdicts, meansRejected, selectedSql } from '../quarantine/selection.sql.ts';
import { stateNow } from '../quarantine/state.sql.ts';
import { ident, type Sql, sql } from '../sql/sql.ts';
import type { Desk } from './quarantine-desk.ts';
import { shownText } from './quarantine-mask.ts';

export interface DeskPageRequest {
  readonly dataset: DatasetName;
  readonly selection: Selection;
  /** `waiting`: what has errors; `free`: what a return would take; `rejected`; `all` of them. Default: all but rejected ones. */
  readonly state?: 'waiting' | 'free' | 'rejected' | 'all' | undefined;
  /** A field, or `state`, `assignee`, `openedAt`, `errors`; default: as they came. */
  readonly sort?: { readonly by: string; readonly descending: boolean } | undefined;
  readonly offset: number;
  /** At most 1,000. */
  readonly limit: number;
  readonly showPersonalData: boolean;
}

const text = z.string().nullable();
const reason = z.object({
  code: z.string(),
  severity: z.string(),
  field: text,
  value: text,
  expected: text,
  causedBy: text,
  waived: z.boolean(),
});
const shownRow = z.object({
  rowId: z.string(),
  key: text,
  /** `open`, `assigned`, `waiting`, `free` (nothing keeps it any more), `rejected`. */
  state: z.string(),
  assignee: text,
  waitsFor: text,
  note: text,
  openedAt: text,
  runId: text,
  sourcePath: text,
  sourceRow: z.coerce.number().nullable(),
  causedBy: text,
  reasons: z.array(reason),
  /** Every field as it is now. */
  values: z.record(z.string(), text),
  /** Fields that operations changed. */
  changed: z.array(z.string()),
});
const row = shownRow.extend({ n: z.coerce.number() });
type DeskRow = z.infer<typeof shownRow>;

export interface DeskPage {
  readonly rows: readonly DeskRow[];
  /** Of all pages. */
  readonly total: number;
  readonly offset: number;
  readonly head: number;
}

/** Rows as they are after all operations, with what is wrong with them now. The order of equal rows is always the same. */
export async function pageOf(desk: Desk, request: DeskPageRequest, work: Work = {}): Promise<DeskPage> {
  await desk.refresh(work);
  const { signal } = work;
  const { dataset, offset, limit, showPersonalData } = request;
  const { contract } = desk.dataset(dataset);
  const order = await orderedRows(desk, request, signal);
  const { total } = await desk.duck.row(sql`SELECT count(*) AS total FROM ${order}`, counted, signal);
  const places = await desk.duck.rows(
    sql`SELECT n FROM ${order} WHERE place > ${offset} AND place <= ${offset + Math.min(limit, 1000)} ORDER BY place`,
    placeRow,
    signal,
  );
  if (places.length === 0) return { rows: [], total, offset, head: desk.head };
  const { now, verdict } = deskTables(dataset);
  const fields = contract.fields.map(({ name }) => sql`${ident(name)}: w.${rawOf(name)}`);
  const numbers = desk.operations.map(({ stored }, index) => ({ number: index + 1, stored }));
  const changedBy = contract.fields.flatMap(({ name }) => {
    const own = numbers.filter(({ stored }) =>
      stored.operation.changes.some((change) => namesField(change, name)),
    );
    if (own.length === 0) return [];
    const any = own.map(({ number }) => sql`contains(w.ops, ${`,${number},`})`);
    return [sql`CASE WHEN ${any.reduce((all, one) => sql`${all} OR ${one}`)} THEN ${name} END`];
  });
  const rows = await desk.duck.rows(
    sql`
    SELECT w.n, w.row_id AS "rowId", coalesce(v.key, w.row_key) AS key, ${stateNow} AS state,
      w.assignee, w.waits_for AS "waitsFor", w.note,
      strftime(w.opened_at, '%Y-%m-%dT%H:%M:%S.%gZ') AS "openedAt", w.run_id AS "runId",
      w.source_path AS "sourcePath", w.source_row AS "sourceRow",
      list_filter(list_transform(v.violations, lambda r: CASE WHEN r.severity = 'error' THEN r.caused_by END), lambda c: c IS NOT NULL)[1] AS "causedBy",
      list_transform(v.violations, lambda r: {code: r.code, severity: r.severity, field: r.field, value: r.raw_value, expected: r.expected,
        causedBy: r.caused_by, waived: contains(coalesce(w.waived, ''), ',' || r.code || ',')}) AS reasons,
      {${fields}} AS values,
      list_filter([${changedBy.length === 0 ? sql`NULL::VARCHAR` : changedBy}], lambda f: f IS NOT NULL) AS changed
    FROM (SELECT * FROM ${now} WHERE n IN (${places.map(({ n }) => sql`${n}`)})) AS w
    JOIN (SELECT * FROM ${verdict} WHERE n IN (${places.map(({ n }) => sql`${n}`)})) AS v ON v.n = w.n`,
    row,
    signal,
  );
  const byPlace = new Map(rows.map(({ n, ...one }) => [n, masked(dataset, one, showPersonalData)]));
  return { rows: places.flatMap(({ n }) => byPlace.get(n) ?? []), total, offset, head: desk.head };
}

const counted = z.object({ total: z.coerce.number() });
const placeRow = z.object({ n: z.coerce.number() });

const namesField = (change: object, field: string): boolean =>
  ('field' in change && change.field === field) ||
  ('with' in change && change.with === field && 'kind' in change && change.kind === 'swap');

/** A table (place from 1, n) of the rows in their order, kept for the next pages while the desk is what it is. */
async function orderedRows(
  desk: Desk,
  request: DeskPageRequest,
  signal: AbortSignal | undefined,
): Promise<Sql> {
  const { dataset, selection, state, sort } = request;
  const key = JSON.stringify([dataset, selection, state, sort]);
  const known = desk.orders.get(key);
  if (known !== undefined) return known;
  const { contract } = desk.dataset(dataset);
  const { now, verdict } = deskTables(dataset);
  const table = ident(`desk_order_${desk.orders.size % mostOrders}`);
  for (const [old, its] of desk.orders) if (its.text === table.text) desk.orders.delete(old);
  const reasons =
    looksAtVerdicts(selection) ||
    (selection.field === undefined && (selection.value !== undefined || selection.pattern !== undefined));
  const judged = reasons || state !== undefined || sort?.by === 'errors' || sort?.by === 'state';
  const from = judged
    ? sql`(SELECT w.*, v.violations AS reasons, v.errors FROM ${now} AS w JOIN ${verdict} AS v ON v.n = w.n)`
    : now;
  const by =
    sort === undefined
      ? sql`n`
      : sql`${sortColumn(
          contract.fields.map(({ name }) => name),
          sort.by,
        )} ${sort.descending ? sql`DESC` : sql`ASC`} NULLS LAST, n`;
  await desk.duck.run(
    sql`CREATE OR REPLACE TEMP TABLE ${table} AS
      SELECT row_number() OVER () AS place, n FROM (
        SELECT n FROM ${from} WHERE ${selectedSql(selection, contract, 'now')} AND ${inState(request)} ORDER BY ${by}
      )`,
    signal,
  );
  desk.orders.set(key, table);
  return table;
}

const mostOrders = 8;

function sortColumn(fields: readonly string[], by: string): Sql {
  if (fields.includes(by)) return rawOf(by);
  const columns: Readonly<Record<string, Sql>> = {
    openedAt: sql`opened_at`,
    assignee: sql`assignee`,
    errors: sql`errors`,
    state: stateNow,
  };
  const column = Object.hasOwn(columns, by) ? columns[by] : undefined;
  if (column !== undefined) return column;
  throw new QuaysideError('USAGE', `${JSON.stringify(by)} is nothing that rows can be sorted by.`, {
    parameters: { field: by },
  });
}

function inState({ state, selection }: DeskPageRequest): Sql {
  switch (state) {
    case 'all':
      return sql`TRUE`;
    case 'waiting':
      return sql`(errors > 0 AND decision IS DISTINCT FROM 'rejected')`;
    case 'free':
      return sql`(errors = 0 AND decision IS DISTINCT FROM 'rejected')`;
    case 'rejected':
      return sql`decision IS NOT DISTINCT FROM 'rejected'`;
    case undefined:
      return meansRejected(selection) ? sql`TRUE` : sql`decision IS DISTINCT FROM 'rejected'`;
    default:
      return state satisfies never;
  }
}

const masked = (dataset: DatasetName, one: DeskRow, showPersonalData: boolean): DeskRow => ({
  ...one,
  reasons: one.reasons.map((found) => ({
    ...found,
    value: shownText(dataset, found.field, found.value, showPersonalData),
  })),
  values: Object.fromEntries(
    Object.entries(one.values).map(([field, value]) => [
      field,
      shownText(dataset, field, value, showPersonalData),
    ]),
  ),
});
