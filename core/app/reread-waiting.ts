import { z } from 'zod';
import type { CodeLists } from '../../contracts/data/code-lists.ts';
import type { DatasetContract, DatasetName, Field } from '../../contracts/data/dataset.ts';
import { planReading } from '../contract/plan-reading.ts';
import { typedSelect, writtenSelect } from '../contract/typed.sql.ts';
import type { Duck } from '../duck/duck.ts';
import { ident, join, type Sql, sql } from '../sql/sql.ts';

/** What a delivery said besides its rows. */
export interface Origin {
  /** IANA name: what a time without an offset means. */
  readonly timezone: string;
  readonly dataSource?: string | undefined;
}

export interface WaitingRows {
  readonly contract: DatasetContract;
  readonly tenant: string;
  /** With the columns of the contract's quarantine table; `raw__…` may hold other texts than those that came. */
  readonly rows: Sql;
  /** Of the run that judged a row last. */
  readonly originOf: (runId: string) => Origin;
  readonly codeLists: CodeLists;
  readonly asOf: Date;
}

/** Rows of a quarantine table as the typed relation of docs/architecture.md, with their `batch_id` beside it. */
export interface RereadRows {
  /** How many there are. */
  readonly rows: number;
  readonly typed: Sql;
  /** `typed` of only the rows whose (file_no, row_no) are in a selection. */
  readonly typedOf: (selection: Sql) => Sql;
  /** Of these rows what needs no reading: row_id, identity, raw__…. */
  readonly writtenOf: (selection: Sql) => Sql;
  /** The rows as they wait, with file_no and row_no. */
  readonly waiting: Sql;
}

/** Of all rows that are read again: no delivered file has this number. */
export const rereadFile = -1;

/**
 * Reads rows in quarantine again as their contract, from their texts: to be judged as if they were delivered now. `row_id`, `batch_id` and
 * `extras` stay what they were. What the delivery said for all its rows (tenant, data source, time of extraction, version) is filled in
 * where the row had no text of its own and nobody found fault with that. A DuckDB table of the dataset holds the rows until the next call.
 */
export async function rereadWaiting(
  duck: Duck,
  request: WaitingRows,
  signal?: AbortSignal,
): Promise<RereadRows> {
  const { contract, rows: from, originOf, asOf, codeLists } = request;
  const { dataset, fields } = contract;
  const waiting = waitingTable(dataset);
  const ids = await duck.rows(sql`SELECT DISTINCT run_id AS id FROM ${from} ORDER BY ALL`, runRow, signal);
  const origins = ids.map(({ id }) => [id, originOf(id)] as const);
  await duck.run(rereadSql(waiting, from, contract, request.tenant, origins), signal);
  const { rows } = await duck.row(sql`SELECT count(*) AS rows FROM ${waiting}`, countRow, signal);

  const columns = fields.map(({ name }) => ({ name, column: columnOf(name), sourceType: 'VARCHAR' }));
  const plan = planReading(contract, columns, { tenant: request.tenant, hasSequence: false });
  const zones = Map.groupBy(origins, ([, { timezone }]) => timezone);
  const select = (of: typeof typedSelect, selection: Sql | undefined): Sql => {
    const chosen = selection === undefined ? sql`` : sql` SEMI JOIN ${selection} USING (file_no, row_no)`;
    const parts = [...zones].map(([timezone, runs]) => {
      const raw = sql`(SELECT * FROM ${waiting}${chosen} WHERE run_id IN (${runs.map(([id]) => sql`${id}`)}))`;
      return of(contract, plan, raw, codeLists, { timezone, asOf });
    });
    const none = sql`(SELECT * FROM ${waiting} WHERE FALSE)`;
    return parts.length === 0
      ? of(contract, plan, none, codeLists, { timezone: 'UTC', asOf })
      : join(parts, ' UNION ALL ');
  };
  const typedOf = (selection?: Sql): Sql => sql`(
    SELECT t.* REPLACE (w.extras AS extras), w.batch_id
    FROM (${select(typedSelect, selection)}) AS t
    JOIN ${waiting} AS w USING (file_no, row_no))`;
  return {
    rows,
    waiting,
    typed: typedOf(),
    typedOf,
    writtenOf: (selection) => sql`(${select(writtenSelect, selection)})`,
  };
}

const runRow = z.object({ id: z.string() });
const countRow = z.object({ rows: z.coerce.number().int() });

const waitingTable = (dataset: DatasetName): Sql => ident(`reread_waiting_${dataset}`);

export const columnOf = (field: string): string => `again__${field}`;

/** The rows with a place of their own and a text per field. */
const rereadSql = (
  waiting: Sql,
  from: Sql,
  { fields, version }: DatasetContract,
  tenant: string,
  origins: readonly (readonly [string, Origin])[],
): Sql => {
  const filled = filledTexts({ fields, version }, tenant, origins);
  return sql`CREATE OR REPLACE TABLE ${waiting} AS
    SELECT w.*,
      ${rereadFile}::INTEGER AS file_no,
      row_number() OVER (ORDER BY row_id) AS row_no,
      NULL::TIMESTAMPTZ AS extracted_at,
      ${join(filled, ',\n      ')}
    FROM ${from} AS w`;
};

/** A text per field, as `columnOf` names it, of rows `w` of a quarantine table: the row's own, else what the delivery said. */
export const filledTexts = (
  { fields, version }: Pick<DatasetContract, 'fields' | 'version'>,
  tenant: string,
  origins: readonly (readonly [string, Origin])[],
): readonly Sql[] =>
  fields.map((field) => {
    const raw = sql`w.${ident(`raw__${field.name}`)}`;
    const given = givenSql(field, { tenant, version, origins });
    const text =
      given === undefined
        ? raw
        : sql`CASE WHEN ${raw} IS NULL AND NOT list_contains(list_transform(w.violations, lambda v: v.field), ${field.name}) THEN ${given} ELSE ${raw} END`;
    return sql`${text} AS ${ident(columnOf(field.name))}`;
  });

/** What the delivery said for rows without a text of their own; undefined where a delivery says nothing. */
function givenSql(
  { fromDelivery }: Field,
  {
    tenant,
    version,
    origins,
  }: {
    readonly tenant: string;
    readonly version: string;
    readonly origins: readonly (readonly [string, Origin])[];
  },
): Sql | undefined {
  switch (fromDelivery ?? 'nowhere') {
    case 'tenant':
      return sql`${tenant}`;
    case 'contract-version':
      return sql`${version}`;
    case 'extracted-at':
      return sql`strftime(w.source_timestamp AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ')`;
    case 'data-source': {
      const said = origins.flatMap(([id, { dataSource }]) =>
        dataSource === undefined ? [] : [sql`WHEN ${id} THEN ${dataSource}`],
      );
      return said.length === 0 ? undefined : sql`CASE w.run_id ${join(said, ' ')} END`;
    }
    case 'run':
    case 'nowhere':
      return undefined;
  }
}
