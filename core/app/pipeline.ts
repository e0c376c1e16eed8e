import type { CodeLists } from '../../contracts/data/code-lists.ts';
import { contracts } from '../../contracts/data/contracts.ts';
import type { DatasetContract } from '../../contracts/data/dataset.ts';
import type { Severity, ViolationCode } from '../../contracts/data/violation-codes.ts';
import type { Work } from '../base/progress.ts';
import { countryCellsPath, loadCodeLists } from '../contract/code-lists.ts';
import { planReading, type ReadingPlan } from '../contract/plan-reading.ts';
import { suggestionSql } from '../contract/suggestion.sql.ts';
import { detectSwap } from '../contract/swap.ts';
import { rawOfTexts, textsOf, typedSelect, usualSelect, writtenSelect } from '../contract/typed.sql.ts';
import type { Duck } from '../duck/duck.ts';
import { type Batch, type Delivery, receive } from '../landing/receive.ts';
import { whileReading } from '../landing/while-reading.ts';
import { type Judgement, type JudgeDataset, type JudgeRequest, judge } from '../rules/judge.ts';
import { extendCodeLists } from '../settings/extend-code-lists.ts';
import type { EffectiveSettings } from '../settings/tenant-settings.ts';
import { ident, type Sql, sql } from '../sql/sql.ts';
import { makeFolder } from '../base/make-folder.ts';

interface ReadingRequest {
  readonly tenant: string;
  readonly sources: readonly string[];
  readonly asOf: Date;
  readonly extractedAt?: Date;
  /** IANA name: what a time without an offset means. */
  readonly timezone: string;
  readonly dataSource?: string;
  /** The tenant's own codes beside the code lists. */
  readonly codeLists?: EffectiveSettings['codeLists'];
}

/** A delivery, and how it is to be read and judged. */
export interface JudgingRequest
  extends ReadingRequest,
    Pick<JudgeRequest, 'silver' | 'seen' | 'rejected' | 'atOnce'> {
  readonly severities: Readonly<Partial<Record<ViolationCode, Severity>>>;
  /** What of every row is kept with its verdict. */
  readonly keep?: (dataset: ReadDataset) => NonNullable<JudgeDataset['keep']>;
  /** What of the rows that cannot go the short way is kept too. */
  readonly keepOfRest?: (dataset: ReadDataset) => NonNullable<JudgeDataset['keep']>;
}

/** One dataset of a delivery, read as its contract. `typed` is the typed relation of docs/architecture.md. */
export interface ReadDataset {
  readonly contract: DatasetContract;
  readonly batch: Batch;
  readonly plan: ReadingPlan;
  readonly typed: Sql;
  /** `typed` of only the rows whose (file_no, row_no) are in a selection: others are not read as values. */
  readonly typedOf: (selection: Sql) => Sql;
  /** `typed` by the short way, with `usual` (core/contract); undefined where no row can go it. */
  readonly usual: Sql | undefined;
  /** Columns of `usual` that a row can be read from again; none where they would be many. */
  readonly texts: readonly Sql[];
  /**
   * `typed` of few rows, given by (file_no, row_no, extracted_at, texts), which are gathered first: with few in each vector every step would
   * cost its full overhead.
   */
  readonly othersOf: (rows: Sql) => Sql;
  /** `usual` of only the rows whose (file_no, row_no) are in a selection. */
  readonly usualOf: (selection: Sql) => Sql;
  /** Of the rows whose (file_no, row_no) are in a selection what needs no reading: identity and raw__…. */
  readonly writtenOf: (selection: Sql) => Sql;
}

export interface ReadDelivery {
  readonly delivery: Delivery;
  readonly datasets: readonly ReadDataset[];
  readonly codeLists: CodeLists;
}

const noOwnCodes: EffectiveSettings['codeLists'] = { certifications: [], complianceFlags: [] };

/**
 * Receives a delivery, reads it as its contracts, judges it (nothing is in silver yet) and hands relations and verdict tables to `use`.
 * Throws what landing and reading refuse; also where a file is damaged, or changes while `use` still reads it.
 */
export async function onJudgedDelivery<T>(
  duck: Duck,
  scratch: string,
  request: JudgingRequest,
  work: Work,
  use: (read: ReadDelivery, judgement: Judgement) => Promise<T>,
): Promise<T> {
  await makeFolder(scratch);
  const delivery = await receive(duck, { ...request, kind: 'delta', scratch }, work);
  const judgeAndUse = async (): Promise<T> => {
    const read = await readDelivery(duck, delivery, request);
    return use(read, await judgeDelivery(duck, read, request, work));
  };
  return whileReading(duck, delivery, judgeAndUse, work.signal);
}

/** The relations of a delivery's datasets, read as their contracts. */
export async function readDelivery(
  duck: Duck,
  delivery: Delivery,
  request: ReadingRequest,
): Promise<ReadDelivery> {
  const codeLists = extendCodeLists(await loadCodeLists(), request.codeLists ?? noOwnCodes);
  const datasets: ReadDataset[] = [];
  for (const batch of delivery.batches) {
    const contract = contracts[batch.dataset];
    const planned = planReading(contract, batch.columns, { ...request, hasSequence: batch.hasSequence });
    const plan = await detectSwap(duck, contract, planned, batch.relation, request.tenant);
    const typed = (raw: Sql): Sql => sql`(${typedSelect(contract, plan, raw, codeLists, request)})`;
    const withTexts = batch.rows <= mostKept.rows && plan.extras.length <= mostKept.extras;
    const usual = (raw: Sql, texts = false): Sql | undefined => {
      const select = usualSelect(contract, plan, raw, codeLists, { ...request, withTexts: texts });
      return select === undefined ? undefined : sql`(${select})`;
    };
    const gathered = (rows: Sql): Sql => typed(sql`(WITH chosen AS MATERIALIZED (FROM ${rows}) FROM chosen)`);
    datasets.push({
      contract,
      batch,
      plan,
      typed: typed(batch.relation),
      typedOf: (selection) => typed(selected(batch, selection)),
      texts: withTexts ? textsOf(plan) : [],
      othersOf: (rows) => gathered(withTexts ? rawOfTexts(plan, rows, batch.rowId) : selected(batch, rows)),
      usual: usual(batch.relation, withTexts),
      usualOf: (selection) => {
        const rows = selected(batch, selection);
        return usual(rows) ?? typed(rows);
      },
      writtenOf: (selection) =>
        sql`(${writtenSelect(contract, plan, selected(batch, selection), codeLists, request)})`,
    });
  }
  return { delivery, datasets, codeLists };
}

/** Texts of rows that cannot go the short way are kept up to here: in the worst case they are all of a delivery's, and hundreds of columns. */
const mostKept = { rows: 1_000_000, extras: 50 };

/** row_id is made anew: DuckDB would make that of the relation, a digest, for all rows before it knows which are selected. */
const selected = ({ relation, rowId }: Batch, selection: Sql): Sql =>
  sql`(SELECT * REPLACE (${rowId} AS row_id) FROM ${relation} SEMI JOIN ${selection} USING (file_no, row_no))`;

/** The verdict on a delivery that was read, beside what silver has of the tenant where the request says it. */
export async function judgeDelivery(
  duck: Duck,
  { datasets, codeLists }: ReadDelivery,
  request: JudgingRequest,
  work: Work,
): Promise<Judgement> {
  return judge(
    duck,
    {
      tenant: request.tenant,
      asOf: request.asOf,
      atOnce: request.atOnce ?? false,
      severities: request.severities,
      codeLists,
      suggest: suggestionSql,
      countryCells: sql`read_parquet(${countryCellsPath()})`,
      ...(request.silver === undefined ? {} : { silver: request.silver }),
      ...(request.seen === undefined ? {} : { seen: request.seen }),
      ...(request.rejected === undefined ? {} : { rejected: request.rejected }),
      datasets: datasets.map((dataset) => ({
        contract: dataset.contract,
        rows: dataset.typed,
        ...(dataset.usual === undefined
          ? {}
          : {
              usual: {
                rows: dataset.usual,
                rowId: dataset.batch.rowId,
                texts: dataset.texts,
                others: dataset.othersOf,
                keep: request.keepOfRest?.(dataset) ?? [],
              },
            }),
        landed: dataset.batch.relation,
        only: dataset.writtenOf,
        changeFeed: dataset.batch.changeFeed,
        notes: ident('normalised'),
        keep: request.keep?.(dataset) ?? [],
      })),
    },
    work,
  );
}
