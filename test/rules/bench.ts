import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { contracts } from '../../contracts/data/contracts.ts';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import { suggestionSql } from '../../core/contract/suggestion.sql.ts';
import { Duck } from '../../core/duck/duck.ts';
import { type Judgement, type JudgeRequest, judge } from '../../core/rules/judge.ts';
import { ident, sql } from '../../core/sql/sql.ts';
import { codeLists, countryCells } from './code-lists.ts';
import { asOf, createTyped, type TestRow, tenant } from './typed-rows.ts';

/** A DuckDB with a scratch folder that is gone afterwards. */
export async function withDuck<T>(use: (duck: Duck) => Promise<T>): Promise<T> {
  const spill = await mkdtemp(join(tmpdir(), 'quayside-rules-'));
  try {
    await using duck = await Duck.open({ memory: 1024 ** 3, threads: 2, spill });
    return await use(duck);
  } finally {
    await rm(spill, { recursive: true, force: true });
  }
}

export interface TestDelivery {
  readonly suppliers?: readonly TestRow[];
  readonly parts?: readonly TestRow[];
  readonly changeFeed?: boolean;
  readonly options?: Partial<Omit<JudgeRequest, 'datasets'>>;
}

export async function judgeRows(
  duck: Duck,
  { suppliers, parts, changeFeed = false, options }: TestDelivery,
): Promise<Judgement> {
  const datasets = [];
  for (const [dataset, rows] of [
    ['parts', parts],
    ['suppliers', suppliers],
  ] as const) {
    if (rows === undefined) continue;
    datasets.push({ contract: contracts[dataset], rows: await createTyped(duck, dataset, rows), changeFeed });
  }
  return judge(duck, {
    tenant,
    asOf,
    severities: {},
    codeLists,
    countryCells,
    suggest: suggestionSql,
    ...options,
    datasets,
  });
}

/** Dispositions in row order. */
export async function dispositions(duck: Duck, dataset: DatasetName): Promise<readonly string[]> {
  const rows = await duck.rows(
    sql`SELECT disposition FROM ${ident(`verdict_${dataset}`)} ORDER BY file_no, row_no`,
    z.object({ disposition: z.string() }),
  );
  return rows.map(({ disposition }) => disposition);
}

const violationRow = z.object({
  row: z.string(),
  code: z.string(),
  severity: z.string(),
  field: z.string(),
  raw_value: z.string().nullable(),
  expected: z.string().transform((text): unknown => JSON.parse(text)),
  caused_by: z.string().nullable(),
});

export async function violations(duck: Duck, dataset: DatasetName): Promise<z.infer<typeof violationRow>[]> {
  return duck.rows(
    sql`SELECT row_id AS row, code, severity, field, raw_value, expected, caused_by
      FROM ${ident(`violation_${dataset}`)} ORDER BY file_no, row_no, ordinal`,
    violationRow,
  );
}

/** Codes in row order, as `row-1-2 CODE`. */
export async function codesByRow(duck: Duck, dataset: DatasetName): Promise<readonly string[]> {
  return (await violations(duck, dataset)).map(({ row, code }) => `${row} ${code}`);
}
