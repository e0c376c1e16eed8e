import { z } from 'zod';
import { type ViolationCode, violationCodes } from '../../contracts/data/violation-codes.ts';
import { QuaysideError } from '../base/errors.ts';
import type { Duck } from '../duck/duck.ts';
import { type Sql, sql } from '../sql/sql.ts';
import type { JudgeDataset } from './judge-request.ts';
import { type DatasetPlan, rulesOf } from './plan-dataset.ts';
import { verdictTable, violationTable, workingTables } from './working-tables.ts';

/** Where the rows of one dataset went, in rows. landed = passed + quarantined + repeated + superseded. */
export interface DatasetJudgement {
  readonly landed: number;
  readonly passed: number;
  readonly quarantined: number;
  readonly repeated: number;
  readonly superseded: number;
  /** Passing rows with at least one warning. */
  readonly warnings: number;
  /** Rows that have the violation, errors and warnings. */
  readonly codes: Readonly<Partial<Record<ViolationCode, number>>>;
  /** Rows in quarantine with an error that another row in quarantine causes. */
  readonly knockOns: number;
  /** Rows by number in the dataset's `notes`. */
  readonly notes: Readonly<Record<number, number>>;
}

const count = z.coerce.number().int();
const verdictRow = z.object({
  passed: count,
  quarantined: count,
  repeated: count,
  superseded: count,
  warnings: count,
});
const codeRow = z.object({ code: z.enum(codeNames()), rows: count });

/** Counts the verdict and violation tables. Throws INTERNAL where a row was lost or counted twice. */
export async function countDataset(
  duck: Duck,
  plan: DatasetPlan,
  { rows, landed: counted, notes }: JudgeDataset,
  signal?: AbortSignal,
): Promise<DatasetJudgement> {
  const { dataset } = plan.contract;
  const noted =
    notes === undefined
      ? []
      : await duck.rows(noteCountsSql(workingTables(dataset).judging), noteRow, signal);
  const { landed } = await duck.row(
    sql`SELECT count(*) AS landed FROM ${counted ?? rows}`,
    z.object({ landed: count }),
    signal,
  );
  const verdicts = await duck.row(verdictCountsSql(verdictTable(dataset)), verdictRow, signal);
  const codes = await duck.rows(codeCountsSql(violationTable(dataset), plan), codeRow, signal);
  const { knock_ons } = await duck.row(
    knockOnsSql(violationTable(dataset)),
    z.object({ knock_ons: count }),
    signal,
  );
  const { passed, quarantined, repeated, superseded } = verdicts;
  const accounted = passed + quarantined + repeated + superseded;
  if (accounted !== landed) {
    throw new QuaysideError(
      'INTERNAL',
      `${dataset}: ${landed} rows landed, but ${accounted} have a verdict; nothing of this judgement may be used.`,
      { parameters: { dataset, landed, accounted } },
    );
  }
  return {
    landed,
    ...verdicts,
    codes: Object.fromEntries(codes.map(({ code, rows: found }) => [code, found])),
    knockOns: knock_ons,
    notes: Object.fromEntries(noted.map(({ note, rows: found }) => [note, found])),
  };
}

const noteRow = z.object({ note: count, rows: count });

const noteCountsSql = (judging: Sql): Sql => sql`
  SELECT note, count(*) AS rows
  FROM (SELECT unnest(notes) AS note FROM ${judging} WHERE notes IS NOT NULL)
  GROUP BY note`;

const verdictCountsSql = (verdict: Sql): Sql => sql`
  SELECT
    count(*) FILTER (WHERE disposition = 'passed') AS passed,
    count(*) FILTER (WHERE disposition = 'quarantined') AS quarantined,
    count(*) FILTER (WHERE disposition = 'repeated') AS repeated,
    count(*) FILTER (WHERE disposition = 'superseded') AS superseded,
    count(*) FILTER (WHERE disposition = 'passed' AND warned) AS warnings
  FROM ${verdict}`;

/** A code of a single rule is at most once on a row; only the others need to be told apart by row. */
function codeCountsSql(violation: Sql, plan: DatasetPlan): Sql {
  const codes = rulesOf(plan).map(({ code }) => code);
  const several = codes.filter((code, index) => codes.indexOf(code) !== index);
  const among = sql`code IN ('', ${several.map((code) => sql`${code}`)})`;
  return sql`
    SELECT code, count(*) AS rows
    FROM (
      SELECT code FROM ${violation} WHERE NOT ${among}
      UNION ALL
      SELECT code FROM (SELECT DISTINCT code, file_no, row_no FROM ${violation} WHERE ${among})
    )
    GROUP BY code
    ORDER BY code`;
}

const knockOnsSql = (violation: Sql): Sql => sql`
  SELECT count(*) AS knock_ons
  FROM (SELECT DISTINCT file_no, row_no FROM ${violation} WHERE severity = 'error' AND caused_by IS NOT NULL)`;

function codeNames(): ViolationCode[] {
  return Object.keys(violationCodes).filter((code): code is ViolationCode => code in violationCodes);
}
