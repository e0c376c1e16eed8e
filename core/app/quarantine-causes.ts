import { z } from 'zod';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { Cause } from '../../contracts/quarantine/cause.ts';
import type { LostOperation } from '../../contracts/quarantine/history.ts';
import { type Selection, violationCode } from '../../contracts/quarantine/selection.ts';
import type { Work } from '../base/progress.ts';
import { causesSql, findCausesSql } from '../quarantine/causes.sql.ts';
import { deskTables } from '../quarantine/desk-tables.ts';
import { sql } from '../sql/sql.ts';
import type { Desk } from './quarantine-desk.ts';
import { shownText } from './quarantine-mask.ts';
import { shownUnreadable } from './quarantine-operations.ts';

export interface CausesRequest {
  readonly dataset?: DatasetName | undefined;
  /** At most so many of each dataset. */
  readonly limit: number;
  readonly showPersonalData: boolean;
}

export interface Causes {
  /** Those that free the most rows first. */
  readonly causes: readonly Cause[];
  /** By dataset: rows that wait, those that nothing keeps any more, and those that were rejected and not closed yet. */
  readonly totals: readonly {
    readonly dataset: DatasetName;
    readonly rows: number;
    readonly free: number;
    readonly rejected: number;
    readonly assigned: number;
    readonly waiting: number;
  }[];
  /** Operations that the rows are shown without. */
  readonly unreadable: readonly LostOperation[];
  /** The record that all this is the state of; see `basedOn`. */
  readonly head: number;
}

const count = z.coerce.number().int();
const text = z.string().nullable();
const causeRow = z.object({
  code: violationCode,
  field: z.string(),
  kind: z.enum(['value', 'values', 'nearly-all']),
  value: text,
  values: count,
  examples: z.array(text),
  rows: count,
  knockOns: count,
  frees: count,
  oldestAt: text,
});
const totalRow = z.object({ rows: count, free: count, rejected: count, assigned: count, waiting: count });

/** Why rows wait, as few things to be settled. Knock-on rows are counted under the row that keeps them. */
export async function causesOf(
  desk: Desk,
  { dataset, limit, showPersonalData }: CausesRequest,
  work: Work = {},
): Promise<Causes> {
  await desk.refresh(work);
  const { duck } = desk;
  const contracts = desk.datasets.map(({ contract }) => contract);
  for (const contract of contracts) {
    for (const statement of findCausesSql(contract, contracts)) await duck.run(statement, work.signal);
  }
  const causes: Cause[] = [];
  const totals: Causes['totals'][number][] = [];
  for (const contract of contracts) {
    if (dataset !== undefined && contract.dataset !== dataset) continue;
    const name = contract.dataset;
    totals.push({ dataset: name, ...(await duck.row(totalsSql(name), totalRow, work.signal)) });
    const found = await duck.rows(causesSql(contract, contracts, limit), causeRow, work.signal);
    const own = found.filter(({ kind }) => kind === 'value');
    for (const row of found) {
      const others = own.filter((one) => one.code === row.code && one.field === row.field);
      const shown = (value: string | null) => shownText(name, row.field, value, showPersonalData);
      causes.push({
        dataset: name,
        ...row,
        value: shown(row.value),
        examples: row.examples.map(shown),
        values: row.kind === 'value' ? 1 : row.values,
        selection: selectionOf(row, others),
      });
    }
  }
  return {
    causes: causes.toSorted((a, b) => b.frees - a.frees || b.rows - a.rows),
    totals,
    unreadable: shownUnreadable(desk.unreadable),
    head: desk.head,
  };
}

const totalsSql = (dataset: DatasetName) => {
  const { now, verdict } = deskTables(dataset);
  const alive = sql`w.decision IS DISTINCT FROM 'rejected'`;
  return sql`
    SELECT count(*) FILTER (${alive}) AS rows,
      count(*) FILTER (${alive} AND v.errors = 0) AS free,
      count(*) FILTER (NOT (${alive})) AS rejected,
      count(*) FILTER (${alive} AND w.assignee IS NOT NULL) AS assigned,
      count(*) FILTER (${alive} AND w.waits_for IS NOT NULL) AS waiting
    FROM ${now} AS w JOIN ${verdict} AS v ON v.n = w.n`;
};

type CauseRow = z.infer<typeof causeRow>;

/** Exactly the rows of the card: of several values those that have no card of their own. */
function selectionOf({ code, field, kind, value }: CauseRow, own: readonly CauseRow[]): Selection {
  if (kind === 'value') return { reason: code, field, value };
  if (kind === 'nearly-all' || own.length === 0) return { reason: code, field };
  const values = own.flatMap((one) => (one.value === null ? [] : [one.value]));
  const blanks = own.some((one) => one.value === null);
  const not = [
    ...(values.length === 0 ? [] : [{ not: { field, oneOf: values } }]),
    ...(blanks ? [{ field, is: 'filled' as const }] : []),
  ];
  return { reason: code, field, filter: { all: not } };
}
