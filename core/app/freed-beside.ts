import { z } from 'zod';
import type { DatasetContract, DatasetName } from '../../contracts/data/dataset.ts';
import type { Duck } from '../duck/duck.ts';
import { verdictTable, violationTable, workingTables } from '../rules/working-tables.ts';
import type { JudgedRows } from '../silver/upsert.sql.ts';
import { ident, type Sql, sql } from '../sql/sql.ts';
import type { PassingAgain } from './freed-parts.ts';

/**
 * Judges rows of a dataset of which others were judged already: those judgements' tables stand aside meanwhile and are there again
 * afterwards, also where it throws. What the second judgement found is kept in tables of its own.
 */
export async function judgeBeside(
  duck: Duck,
  dataset: DatasetName,
  judge: () => Promise<PassingAgain | undefined>,
): Promise<PassingAgain | undefined> {
  const names = [...Object.values(workingTables(dataset)), verdictTable(dataset), violationTable(dataset)];
  const moved = await existing(duck, names);
  for (const { name, aside } of moved) await duck.run(sql`ALTER TABLE ${name} RENAME TO ${aside}`);
  try {
    const again = await judge();
    return again === undefined
      ? undefined
      : { ...again, judged: await keptApart(duck, dataset, again.judged) };
  } finally {
    for (const name of names) await duck.run(sql`DROP TABLE IF EXISTS ${name}`);
    for (const { name, aside } of moved) await duck.run(sql`ALTER TABLE ${aside} RENAME TO ${name}`);
  }
}

const tableRow = z.object({ table_name: z.string() });

async function existing(
  duck: Duck,
  names: readonly Sql[],
): Promise<readonly { readonly name: Sql; readonly aside: Sql }[]> {
  const rows = await duck.rows(sql`SELECT table_name FROM duckdb_tables()`, tableRow);
  const there = new Map(rows.map(({ table_name: name }) => [ident(name).text, name]));
  return names.flatMap((name) => {
    const found = there.get(name.text);
    return found === undefined ? [] : [{ name, aside: ident(`aside_${found}`) }];
  });
}

async function keptApart(duck: Duck, dataset: DatasetName, judged: JudgedRows): Promise<JudgedRows> {
  const kept = async (what: string, rows: Sql): Promise<Sql> => {
    const table = ident(`freed_${what}_${dataset}`);
    await duck.run(sql`CREATE OR REPLACE TABLE ${table} AS FROM ${rows}`);
    return table;
  };
  return {
    ...judged,
    verdicts: await kept('verdict', judged.verdicts),
    violations: await kept('violation', judged.violations),
    kept: await kept('kept', judged.kept),
  };
}

/** Delivered rows of a dataset and freed ones, as publishing asks for them together. None of the freed ones fails. */
export function together({ fields }: DatasetContract, delivered: JudgedRows, freed: JudgedRows): JudgedRows {
  const both = (columns: Sql, of: (rows: JudgedRows) => Sql): Sql =>
    sql`(SELECT ${columns} FROM ${of(delivered)} UNION ALL SELECT ${columns} FROM ${of(freed)})`;
  const values = sql`file_no, row_no, ${fields.map(({ name }) => ident(name))}, extras`;
  return {
    ...delivered,
    kept: both(sql`file_no, row_no, row_key, source_timestamp, extras, content_hash`, ({ kept }) => kept),
    verdicts: both(sql`file_no, row_no, row_id, disposition, warned`, ({ verdicts }) => verdicts),
    violations: sql`(FROM ${delivered.violations} UNION ALL BY NAME FROM ${freed.violations})`,
    typedOf: (selection) => sql`(
      SELECT ${values}, NULL::VARCHAR AS batch_id FROM ${delivered.typedOf(selection)}
      UNION ALL
      SELECT ${values}, batch_id FROM ${freed.typedOf(selection)})`,
    batchOf: sql`coalesce(t.batch_id, ${delivered.batchId})`,
    files: [...(delivered.files ?? []), ...(freed.files ?? [])],
  };
}
