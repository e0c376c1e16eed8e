import { z } from 'zod';
import type { Work } from '../base/progress.ts';
import type { Duck } from '../duck/duck.ts';
import { type Sql, sql } from '../sql/sql.ts';
import { alikeSql, asideSql, candidateSql, keyedSql } from './aside.sql.ts';
import { duplicateKeysSql, sharedCodesSql } from './duplicates.sql.ts';
import type { JudgeDataset, JudgeRequest } from './judge-request.ts';
import { judgingSql, restSelection, restSteps, usualJudgingSql } from './judging.sql.ts';
import { addMarksSql, createMarksSql } from './marks.sql.ts';
import { outsideCountrySql } from './places.sql.ts';
import type { DatasetPlan, NumberedRule } from './plan-dataset.ts';
import { orphansSql } from './references.sql.ts';
import { collisionsSql, contestedSql, refusedCodesSql } from './silver.sql.ts';
import { againSelection, againSql, verdictSql, violationSql } from './verdict.sql.ts';
import { verdictTable, violationTable, workingTables } from './working-tables.ts';

/** How the judging of a dataset goes together with that of others. */
interface Way extends Pick<Work, 'signal'> {
  /** Settled once those that it refers to are judged, and their working tables there. */
  readonly referred: Promise<unknown>;
  /** Called when a pass over all rows is done: from then on there is no work for all threads. */
  readonly passed: () => void;
}

/** Runs the steps of data-contracts.md, "Rules: order and codes", on one dataset. */
export async function judgeDataset(
  duck: Duck,
  request: JudgeRequest,
  dataset: JudgeDataset,
  plan: DatasetPlan,
  { signal, referred, passed }: Way,
): Promise<{ readonly usual: boolean }> {
  const usual = await judgeRows(duck, request, dataset, plan, { signal, passed });
  const { alone, referring } = statementsOf(request, dataset, plan);
  for (const statement of alone) await duck.run(statement, signal);
  await referred;
  for (const statement of referring) await duck.run(statement, signal);
  return { usual };
}

const wayCounts = z.object({ rows: z.coerce.number(), rest: z.coerce.number() });

/** The rules within the row. Returns whether rows went the short way. */
async function judgeRows(
  duck: Duck,
  { codeLists, asOf }: JudgeRequest,
  { contract, rows, usual, notes, keep }: JudgeDataset,
  plan: DatasetPlan,
  { signal, passed }: Pick<Way, 'signal' | 'passed'>,
): Promise<boolean> {
  const tables = workingTables(contract.dataset);
  const options = { codeLists, asOf, keep: keep ?? [], ...(notes === undefined ? {} : { notes }) };
  const { atMost = 0.25, keep: kept = [] } = usual ?? {};
  if (usual !== undefined) {
    await duck.run(usualJudgingSql(plan, usual, tables, options), signal);
    const ways = await duck.row(
      sql`SELECT count(*) AS rows, count(*) FILTER (WHERE NOT usual) AS rest FROM ${tables.judging}`,
      wayCounts,
      signal,
    );
    if (ways.rest <= ways.rows * atMost) {
      passed();
      const others = usual.others(restSelection(tables));
      const judged = judgingSql(plan, others, tables.rest, { ...options, keep: [...options.keep, ...kept] });
      for (const statement of [judged, ...restSteps(tables, kept)]) await duck.run(statement, signal);
      return true;
    }
  }
  await duck.run(judgingSql(plan, rows, tables.judging, options), signal);
  passed();
  return false;
}

/** What judging the dataset runs after the rules within the row, in order. Pure: the same plan gives the same statements. */
function statementsOf(
  request: JudgeRequest,
  dataset: JudgeDataset,
  plan: DatasetPlan,
): { readonly alone: readonly Sql[]; readonly referring: readonly Sql[] } {
  const { rows, changeFeed, contract } = dataset;
  const { tenant, silver, seen, rejected } = request;
  const tables = workingTables(contract.dataset);
  const held = silver?.[contract.dataset];
  const again = (selection: Sql): Sql => dataset.only?.(selection) ?? semiJoin(rows, selection);
  const mark = (rule: NumberedRule, violations: Sql): Sql => addMarksSql(tables.mark, rule, violations);
  const alone = [
    candidateSql(tables),
    alikeSql(tables),
    keyedSql(tables, again(tables.alike)),
    asideSql(tables, {
      tenant,
      changeFeed,
      seen: seen?.[contract.dataset],
      rejected: rejected?.[contract.dataset],
    }),
    createMarksSql(tables.mark),
    createMarksSql(tables.orphan),
    ...placeSteps(request, plan),
    // Of a change feed every key has one row left.
    ...(changeFeed ? [] : [mark(plan.duplicateKey, duplicateKeysSql(tables))]),
    mark(plan.duplicateCode, sharedCodesSql(tables, held)),
    ...(held === undefined ? [] : [mark(plan.collision, collisionsSql(tables, held))]),
  ];
  const referring = [
    ...referenceSteps(request, plan),
    ...(held === undefined
      ? []
      : [contestedSql(tables, held), mark(plan.duplicateCode, refusedCodesSql(tables))]),
    sql`INSERT INTO ${tables.mark} FROM ${tables.orphan}`,
    againSql(tables, plan, again(againSelection(tables, dataset.keep !== undefined))),
    verdictSql(verdictTable(contract.dataset), tables, dataset.usual?.rowId),
    violationSql(violationTable(contract.dataset), plan, tables),
  ];
  return { alone, referring };
}

function placeSteps({ countryCells, codeLists }: JudgeRequest, plan: DatasetPlan): readonly Sql[] {
  const tables = workingTables(plan.contract.dataset);
  return plan.rowRules
    .filter(({ severity, compiled }) => severity !== 'off' && compiled.cell !== undefined)
    .map((rule) => addMarksSql(tables.mark, rule, outsideCountrySql(tables, rule, countryCells, codeLists)));
}

function referenceSteps({ datasets, silver, tenant }: JudgeRequest, plan: DatasetPlan): readonly Sql[] {
  const tables = workingTables(plan.contract.dataset);
  return plan.references.flatMap((reference, index) => {
    if (reference.severity === 'off') return [];
    const { dataset } = reference.references;
    const delivered = datasets.find(({ contract }) => contract.dataset === dataset);
    const target = {
      tables: delivered === undefined ? undefined : workingTables(dataset),
      rowId: delivered?.usual?.rowId,
      silver: silver?.[dataset],
    };
    return [addMarksSql(tables.orphan, reference, orphansSql(tables, reference, index, target, tenant))];
  });
}

const semiJoin = (rows: Sql, selection: Sql): Sql => sql`(
    SELECT * FROM ${rows} AS typed SEMI JOIN ${selection} USING (file_no, row_no)
  )`;
