import { tmpdir } from 'node:os';
import { z } from 'zod';
import { contracts } from '../../contracts/data/contracts.ts';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import { loadCodeLists } from '../../core/contract/code-lists.ts';
import { planReading, type ReadingPlan } from '../../core/contract/plan-reading.ts';
import { typedSelect } from '../../core/contract/typed.sql.ts';
import { Duck } from '../../core/duck/duck.ts';
import { ident, join, type Sql, sql } from '../../core/sql/sql.ts';

export const openDuck = (): Promise<Duck> => Duck.open({ memory: 1e9, threads: 2, spill: tmpdir() });

export const asOf = new Date('2026-11-24T02:00:00Z');
export const codeLists = await loadCodeLists();

const row = z.record(z.string(), z.unknown());
type Row = z.infer<typeof row>;

/** A raw relation of columns c1 … with these rows. */
export function rawOf(rows: readonly (readonly (string | null)[])[]): Sql {
  const width = rows[0]?.length ?? 0;
  const names = Array.from({ length: width }, (_, index) => ident(`c${index + 1}`));
  const values = rows.map(
    (cells, index) => sql`(${index + 1}::BIGINT, ${cells.map((cell) => sql`${cell}::VARCHAR`)})`,
  );
  return sql`(SELECT 1 AS file_no, row_no, row_no::VARCHAR AS row_id, NULL::TIMESTAMPTZ AS extracted_at, ${join(names)}
    FROM (VALUES ${values}) AS t(row_no, ${join(names)}))`;
}

export const columnsOf = (headers: readonly string[]) =>
  headers.map((name, index) => ({ name, column: `c${index + 1}`, sourceType: 'VARCHAR' }));

/** A plan that needs nothing but the given headers: required columns stand there too, blank. */
export function planFor(dataset: DatasetName, headers: readonly string[]): ReadingPlan {
  const columns = columnsOf(headers);
  const others = contracts[dataset].fields.filter(
    ({ name, required }) => required && !headers.includes(name),
  );
  const blank = others.map(({ name }) => ({ name, column: 'c1', sourceType: 'VARCHAR' }));
  return planReading(contracts[dataset], [...columns, ...blank], { tenant: 'acme', hasSequence: false });
}

/** What the texts of one field are read as: the columns of the typed relation that are about it. */
export async function readTexts(
  duck: Duck,
  dataset: DatasetName,
  field: string,
  texts: readonly (string | null)[],
  timezone = 'UTC',
): Promise<readonly { readonly value: unknown; readonly unread: boolean; readonly more: Row }[]> {
  const contract = contracts[dataset];
  const plan = planFor(dataset, [field]);
  const typed = typedSelect(contract, plan, rawOf(texts.map((text) => [text])), codeLists, {
    timezone,
    asOf,
  });
  const kind = contract.fields.find(({ name }) => name === field)?.type.kind;
  const shown = kind === 'timestamp' ? sql`strftime(${ident(field)}, '%Y-%m-%dT%H:%M:%S.%fZ')` : ident(field);
  const rows = await duck.rows(sql`SELECT *, ${shown} AS shown FROM (${typed}) ORDER BY row_no`, row);
  return rows.map((more) => ({ value: more['shown'], unread: more[`unread__${field}`] === true, more }));
}
