import { z } from 'zod';
import type { DatasetContract } from '../../contracts/data/dataset.ts';
import { countryCellsPath } from '../contract/code-lists.ts';
import { suggestionSql } from '../contract/suggestion.sql.ts';
import type { Duck } from '../duck/duck.ts';
import { type Judgement, type JudgeRequest, judge } from '../rules/judge.ts';
import { verdictTable, violationTable } from '../rules/working-tables.ts';
import { keptRows } from '../rules/judging.sql.ts';
import type { JudgedRows } from '../silver/upsert.sql.ts';
import { join, type Sql, sql } from '../sql/sql.ts';
import { type RereadRows, rereadFile, rereadWaiting, type WaitingRows } from './reread-waiting.ts';
import { keptOf } from './run-kept.ts';

/** What rows that wait are judged by: the state of the tenant's tables as it will be. */
export interface JudgingAgain extends WaitingRows, Pick<JudgeRequest, 'severities' | 'silver' | 'seen'> {
  /** Of the publication: noted with the newest time of a row that silver has already. */
  readonly batchId: string;
}

/** Rows of quarantine that pass now, as publishing asks for them; `rows` is how many. */
export interface PassingAgain {
  readonly rows: number;
  readonly judgement: Judgement;
  readonly judged: JudgedRows;
}

/**
 * Rows that wait only because what they refer to was missing, and that pass now that it is there (`silver` says what is): with the same
 * publication they go to silver once and their rows in quarantine are closed. Undefined where there are none. Relations in, plan out:
 * nothing is published here. `rows` are a quarantine table's rows of the tenant.
 */
export async function planFreed(
  duck: Duck,
  request: JudgingAgain,
  signal?: AbortSignal,
): Promise<PassingAgain | undefined> {
  const rows = freeableSql(request.contract, request.rows, request.silver ?? {});
  const reread = await rereadWaiting(duck, { ...request, rows }, signal);
  if (reread.rows === 0) return undefined;
  const again = await judgeAgain(duck, request, reread, signal);
  return again.rows === 0 ? undefined : again;
}

/** How many rows may be freed, before they are read again. */
export async function freeable(
  duck: Duck,
  contract: DatasetContract,
  rows: Sql,
  silver: NonNullable<JudgeRequest['silver']>,
  signal?: AbortSignal,
): Promise<number> {
  const found = await duck.row(
    sql`SELECT count(*) AS rows FROM ${freeableSql(contract, rows, silver, sql`row_id`)}`,
    z.object({ rows: z.coerce.number().int() }),
    signal,
  );
  return found.rows;
}

/** Judges rows that were read again beside silver as it will be; what does not pass stays as it is. */
async function judgeAgain(
  duck: Duck,
  request: JudgingAgain,
  { rows, typed, typedOf, writtenOf, waiting }: RereadRows,
  signal?: AbortSignal,
): Promise<PassingAgain> {
  const { contract, codeLists } = request;
  const { dataset } = contract;
  const keep = keptOf({ contract });
  const judgement = await judge(
    duck,
    {
      ...request,
      datasets: [{ contract, rows: typed, only: writtenOf, landed: waiting, changeFeed: false, keep }],
      suggest: suggestionSql,
      countryCells: sql`read_parquet(${countryCellsPath()})`,
      codeLists,
    },
    { signal },
  );
  const passing = sql`(FROM ${verdictTable(dataset)} WHERE disposition = 'passed')`;
  return {
    rows: judgement.datasets[dataset]?.passed ?? 0,
    judgement,
    judged: {
      typed,
      typedOf,
      writtenOf,
      kept: keptRows(dataset, keep),
      verdicts: passing,
      violations: sql`(FROM ${violationTable(dataset)} SEMI JOIN ${passing} USING (file_no, row_no))`,
      batchId: request.batchId,
      batchOf: sql`t.batch_id`,
      files: [{ fileNo: rereadFile, rows }],
    },
  };
}

/**
 * Rows that are not closed, whose errors all are references that dangled, and of which all that was missing is there now. The ids that were
 * missing stand in the violations as they were read.
 */
function freeableSql(
  { foreignKeys }: DatasetContract,
  rows: Sql,
  silver: NonNullable<JudgeRequest['silver']>,
  columns: Sql = sql`* EXCLUDE (errors)`,
): Sql {
  const present = foreignKeys.flatMap(({ orphan, references }) => {
    const held = silver[references.dataset];
    return held === undefined ? [] : [sql`SELECT ${orphan} AS code, key FROM ${held}`];
  });
  if (present.length === 0) return sql`(SELECT * FROM ${rows} WHERE FALSE)`;
  const codes = [...new Set(foreignKeys.map(({ orphan }) => orphan))].map((code) => sql`${code}`);
  return sql`(
    WITH waiting AS (
      SELECT *, list_filter(violations, lambda v: v.severity = 'error') AS errors
      FROM ${rows}
      WHERE state IN ('open', 'assigned', 'waiting')
    ),
    orphaned AS (
      SELECT * FROM waiting
      WHERE len(errors) > 0 AND len(list_filter(errors, lambda v: v.code NOT IN (${codes}))) = 0
    ),
    missing AS (
      SELECT row_id, e.code, unnest(from_json(json_extract(e.expected, '$.missing'), '["VARCHAR"]')) AS id
      FROM (SELECT row_id, unnest(errors) AS e FROM orphaned)
    ),
    present AS (${join(present, ' UNION ALL ')}),
    held_back AS (
      SELECT row_id FROM missing
      ANTI JOIN present ON present.code = missing.code AND present.key = missing.id
    )
    SELECT ${columns} FROM orphaned
    ANTI JOIN held_back USING (row_id)
  )`;
}
