import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { ViolationCode } from '../../contracts/data/violation-codes.ts';
import { operation as operationSchema } from '../../contracts/quarantine/operation.ts';
import type { Proposal } from '../../contracts/quarantine/proposal.ts';
import { type Selection, violationCode } from '../../contracts/quarantine/selection.ts';
import type { Work } from '../base/progress.ts';
import { countryCellsPath } from '../contract/code-lists.ts';
import { deskTables } from '../quarantine/desk-tables.ts';
import { findAll } from '../quarantine/proposals/find.ts';
import { sureFrom, weighedSql } from '../quarantine/proposals/weigh.sql.ts';
import { ident, type Sql, sql } from '../sql/sql.ts';
import type { Desk } from './quarantine-desk.ts';
import { selectedRowsSql } from './quarantine-preview.ts';
import { furtherProposals } from './quarantine-propose-more.ts';
import { silverRows, targetsOf } from './quarantine-targets.ts';

export interface ProposeRequest {
  readonly dataset: DatasetName;
  readonly selection: Selection;
  /** Only what is at least so sure. Default: everything. */
  readonly atLeast?: number | undefined;
}

const problemTable = ident('desk_problem');
const foundTable = ident('desk_found_fix');
const weighedTable = ident('desk_fix');

/** Fixes that the data speak for, of the rows of a selection: the surest first, of them those of the most rows. Nothing is applied. */
export async function proposalsFor(
  desk: Desk,
  request: ProposeRequest,
  work: Work = {},
): Promise<readonly Proposal[]> {
  await desk.refresh(work);
  const { signal } = work;
  const { contract } = desk.dataset(request.dataset);
  await desk.duck.run(problemsSql(desk, request), signal);
  const wrong = await desk.duck.rows(sql`SELECT DISTINCT code, field FROM ${problemTable}`, wrongRow, signal);
  if (wrong.length === 0) return [];
  const { now, verdict } = deskTables(request.dataset);
  const context = {
    contract,
    tenant: desk.tenant,
    codeLists: desk.codeLists,
    now: desk.host.now(),
    problems: problemTable,
    fields: new Set(wrong.map(({ field }) => field)),
    codes: new Set<string>(wrong.map(({ code }) => code)),
    rows: sql`(SELECT * FROM ${now} WHERE n IN (SELECT n FROM ${problemTable}))`,
    waiting: sql`(SELECT w.*, v.violations AS reasons FROM ${now} AS w JOIN ${verdict} AS v ON v.n = w.n WHERE w.decision IS DISTINCT FROM 'rejected')`,
    silver: await silverRows(desk, request.dataset),
    targets: await targetsOf(desk, request.dataset),
    countryCells: sql`read_parquet(${countryCellsPath()})`,
  };
  await desk.duck.run(
    sql`CREATE OR REPLACE TEMP TABLE ${foundTable} (n BIGINT, code VARCHAR, field VARCHAR, before VARCHAR, after VARCHAR, confidence DOUBLE, kind VARCHAR)`,
    signal,
  );
  for (const query of findAll(context)) {
    await desk.duck.run(
      sql`INSERT INTO ${foundTable} SELECT n, code, field, before, after, confidence, kind FROM (${query})`,
      signal,
    );
  }
  await desk.duck.run(sql`CREATE OR REPLACE TEMP TABLE ${weighedTable} AS ${weighedSql(foundTable)}`, signal);
  const further = await furtherProposals(desk, request, problemTable, signal);
  return [...(await groupsOf(desk, request, signal)), ...further]
    .filter(({ confidence }) => confidence >= (request.atLeast ?? 0))
    .toSorted(
      (a, b) => b.confidence - a.confidence || b.rows - a.rows || (a.proposalId < b.proposalId ? -1 : 1),
    );
}

const wrongRow = z.object({ code: violationCode, field: z.string() });

/** What is wrong with the rows that are asked about; of a reason that was asked for only that. */
function problemsSql(desk: Desk, { dataset, selection }: ProposeRequest): Sql {
  const { verdict } = deskTables(dataset);
  const { reason, field } = selection;
  const only = [
    ...(reason === undefined ? [] : [sql`AND v.code = ${reason}`]),
    ...(reason === undefined || field === undefined ? [] : [sql`AND v.field = ${field}`]),
  ].reduce((all, one) => sql`${all} ${one}`, sql``);
  return sql`CREATE OR REPLACE TEMP TABLE ${problemTable} AS
    SELECT n, v.code AS code, v.field AS field, v.raw_value AS value, v.expected AS expected
    FROM (SELECT n, unnest(violations) AS v FROM ${verdict} WHERE n IN (${selectedRowsSql(desk, { dataset, selection })}))
    WHERE TRUE ${only}`;
}

const count = z.coerce.number().int();
const text = z.string().nullable();
const groupRow = z.object({
  code: violationCode,
  field: z.string(),
  kind: z.string(),
  sure: z.boolean(),
  place: count,
  rows: count,
  confidence: z.coerce.number(),
  /** Each text before has one after. */
  plain: z.boolean(),
  pairs: count,
});
const pairRow = z.object({ before: text, after: text, rows: count });
const cellRow = z.object({ row: z.string(), value: text });

/** More pairs than that are told row by row. */
const mostPairs = 10_000;
const mostCells = 100_000;

async function groupsOf(
  desk: Desk,
  request: ProposeRequest,
  signal: AbortSignal | undefined,
): Promise<Proposal[]> {
  const { duck } = desk;
  const groups = await duck.rows(
    sql`
    WITH grouped AS (
      SELECT *, confidence >= ${sureFrom} AS sure FROM ${weighedTable} WHERE place <= 3
    ),
    pairs AS (
      SELECT code, field, kind, sure, place, before, count(DISTINCT coalesce(after, chr(0))) AS meanings
      FROM grouped GROUP BY ALL
    )
    SELECT g.code, g.field, g.kind, g.sure, g.place, count(*) AS rows, round(min(g.confidence), 3) AS confidence,
      max(p.meanings) = 1 AS plain, count(DISTINCT g.before) AS pairs
    FROM grouped AS g
    JOIN pairs AS p ON p.code = g.code AND p.field = g.field AND p.kind = g.kind AND p.sure = g.sure AND p.place = g.place
      AND p.before IS NOT DISTINCT FROM g.before
    GROUP BY g.code, g.field, g.kind, g.sure, g.place`,
    groupRow,
    signal,
  );
  const proposals: Proposal[] = [];
  for (const group of groups) {
    const own = sql`(SELECT * FROM ${weighedTable} WHERE code = ${group.code} AND field = ${group.field} AND kind = ${group.kind}
      AND place = ${group.place} AND (confidence >= ${sureFrom}) = ${group.sure})`;
    const pairs = await duck.rows(
      sql`SELECT before, after, count(*) AS rows FROM ${own} GROUP BY ALL ORDER BY rows DESC, before, after LIMIT ${mostPairs}`,
      pairRow,
      signal,
    );
    const operation = await operationOf(desk, request, group, own, pairs, signal);
    const parsed = operationSchema.parse(operation);
    proposals.push({
      proposalId: createHash('sha256').update(JSON.stringify(parsed)).digest('hex').slice(0, 16),
      dataset: request.dataset,
      code: group.code,
      field: group.field,
      kind: group.kind,
      confidence: group.confidence,
      rows: group.rows,
      examples: pairs.slice(0, 5),
      operation: parsed,
    });
  }
  return proposals;
}

type Group = z.infer<typeof groupRow>;

/** A table of texts where each means one thing in all rows that are asked about, else a text per row. */
async function operationOf(
  desk: Desk,
  { dataset, selection }: ProposeRequest,
  { code, field, kind, rows, plain, pairs }: Group,
  own: Sql,
  table: readonly z.infer<typeof pairRow>[],
  signal: AbortSignal | undefined,
): Promise<unknown> {
  const fits = selection.field === undefined || selection.field === field;
  const whole =
    plain &&
    pairs <= mostPairs &&
    fits &&
    !perRow.has(kind) &&
    (await isWhole(desk, code, field, own, signal));
  if (whole) {
    return {
      dataset,
      selection: { ...selection, reason: code, field },
      changes: [
        { kind: 'map', field, table: table.map(({ before, after }) => ({ from: before, to: after })) },
      ],
    };
  }
  const { now } = deskTables(dataset);
  const cells = await desk.duck.rows(
    sql`SELECT w.row_id AS row, f.after AS value FROM ${own} AS f JOIN ${now} AS w ON w.n = f.n ORDER BY w.row_id LIMIT ${Math.min(rows, mostCells)}`,
    cellRow,
    signal,
  );
  return {
    dataset,
    selection: { rows: cells.map(({ row }) => row) },
    changes: [{ kind: 'cells', field, cells }],
  };
}

/** What depends on the rest of a row. */
const perRow: ReadonlySet<string> = new Set([
  'country-from-context',
  'derived',
  'first-qualified',
  'same-key',
  'swapped',
  'currency-of-country',
  'phone-of-country',
]);

/** No other row that has the reason has one of these texts and means another by it. */
async function isWhole(
  desk: Desk,
  code: ViolationCode,
  field: string,
  own: Sql,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const { others } = await desk.duck.row(
    sql`
    SELECT count(*) AS others FROM ${problemTable} AS p
    WHERE p.code = ${code} AND p.field = ${field}
      AND p.n NOT IN (SELECT n FROM ${own})
      AND coalesce(p.value, chr(0)) IN (SELECT coalesce(before, chr(0)) FROM ${own})`,
    z.object({ others: count }),
    signal,
  );
  return others === 0;
}
