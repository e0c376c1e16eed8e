import { z } from 'zod';
import type { DatasetContract, DatasetName } from '../../contracts/data/dataset.ts';
import type { Work } from '../base/progress.ts';
import { countryCellsPath } from '../contract/code-lists.ts';
import { planReading } from '../contract/plan-reading.ts';
import { suggestionSql } from '../contract/suggestion.sql.ts';
import { typedSelect, writtenSelect } from '../contract/typed.sql.ts';
import { type Delta, futureSql } from '../quarantine/delta.sql.ts';
import { deskTables } from '../quarantine/desk-tables.ts';
import { type JudgeDataset, type JudgeRequest, judge } from '../rules/judge.ts';
import { keptRows } from '../rules/judging.sql.ts';
import { holdTenant } from '../silver/holding.ts';
import { pathFromJournal } from '../silver/places.ts';
import { ident, join, type Sql, sql } from '../sql/sql.ts';
import { affectedSql, type FlippedKeys, flippedKeysSql } from './quarantine-affected.sql.ts';
import type { Desk, DeskDataset } from './quarantine-desk.ts';
import { rulesFor } from './quarantine-rules.ts';
import {
  addSetReasonsSql,
  causesSql,
  freshSql,
  foundTable,
  keptReasonsSql,
  readyKeysSql,
  rowReasonsSql,
  soundSql,
  standingDuplicatesSql,
} from './quarantine-verdict.sql.ts';
import { columnOf, filledTexts } from './reread-waiting.ts';

/** Tables (n, key, violations, errors) of the rows that were judged again, by dataset. */
export type Fresh = ReadonlyMap<DatasetName, Sql>;

const freshTable = (dataset: DatasetName): Sql => ident(`desk_fresh_${dataset}`);
const affectedTable = (dataset: DatasetName): Sql => ident(`desk_affected_${dataset}`);
const keyTable = (dataset: DatasetName): Sql => ident(`desk_key_${dataset}`);

/**
 * Judges again, as of now and beside what silver has now, the rows that a change reaches: changed ones by the rules that look at what changed,
 * rows that share a key or a code with them, rows of other datasets that refer to them. `changes`: by dataset the rows as they will be (with
 * the columns of `Delta`), or a table of n of rows that are so already.
 */
export async function judgeChanges(
  desk: Desk,
  changes: ReadonlyMap<DatasetName, Delta>,
  work: Work,
  deltas: ReadonlyMap<DatasetName, Delta> = new Map(),
): Promise<Fresh> {
  const fresh = new Map<DatasetName, Sql>();
  const flipped: FlippedKeys[] = [];
  for (const dataset of desk.datasets) {
    const { contract } = dataset;
    const change = changes.get(contract.dataset);
    const refers = contract.foreignKeys.some(({ references }) =>
      flipped.some((one) => one.dataset === references.dataset),
    );
    if (change === undefined && !refers) continue;
    const affected = affectedTable(contract.dataset);
    const delta = deltas.get(contract.dataset);
    await desk.duck.run(affectedSql(affected, contract, change, delta, flipped), work.signal);
    const { rows } = await desk.duck.row(sql`SELECT count(*) AS rows FROM ${affected}`, counted, work.signal);
    if (rows === 0) continue;
    await judgeAffected(desk, dataset, { affected, delta, fields: change?.fields ?? [], fresh }, work);
    fresh.set(contract.dataset, freshTable(contract.dataset));
    const keys = ident(`desk_flipped_${contract.dataset}`);
    await desk.duck.run(flippedKeysSql(keys, contract, freshTable(contract.dataset), delta), work.signal);
    flipped.push({ dataset: contract.dataset, keys });
  }
  return fresh;
}

/** Makes what was judged the desk's verdicts. */
export async function takeVerdicts(desk: Desk, fresh: Fresh, { signal }: Work): Promise<void> {
  for (const [name, table] of fresh) {
    const { verdict } = deskTables(name);
    await desk.duck.run(sql`DELETE FROM ${verdict} WHERE n IN (SELECT n FROM ${table})`, signal);
    await desk.duck.run(
      sql`INSERT INTO ${verdict} BY NAME SELECT * EXCLUDE (rejected) FROM ${table}`,
      signal,
    );
  }
}

const counted = z.object({ rows: z.coerce.number().int() });

interface Affected {
  readonly affected: Sql;
  readonly delta: Delta | undefined;
  readonly fields: readonly string[];
  readonly fresh: Fresh;
}

async function judgeAffected(
  desk: Desk,
  dataset: DeskDataset,
  { affected, delta, fields, fresh }: Affected,
  work: Work,
): Promise<void> {
  const { duck } = desk;
  const { signal } = work;
  const { contract } = dataset;
  const name = contract.dataset;
  const rules = rulesFor(contract, fields);
  const found = foundTable(name);
  const future = futureSql(contract, delta, affected);
  const reading = readingOf(desk, dataset);
  const keep = [{ name: 'key', value: ident(contract.primaryKey.field) }];

  const byRow = { ...contract, rowRules: rules.evaluated, foreignKeys: [] };
  const judged = await judgeSome(desk, byRow, reading(future), { keep }, work);
  await duck.run(
    sql`CREATE OR REPLACE TABLE ${keyTable(name)} AS SELECT row_no AS n, key FROM ${judged.kept}`,
    signal,
  );
  await duck.run(rowReasonsSql(found, rules.replaced, judged.violations), signal);
  await duck.run(keptReasonsSql(found, contract, rules.replaced, affected), signal);

  const held = await heldOf(desk, dataset, signal);
  await duck.run(standingDuplicatesSql(found, contract, future, keyTable(name), held), signal);
  const sound = ident(`desk_sound_${name}`);
  await duck.run(soundSql(sound, found, future), signal);
  const { rows } = await duck.row(sql`SELECT count(*) AS rows FROM ${sound}`, counted, signal);
  if (rows > 0) {
    const bySet = { ...contract, rowRules: keyRules(contract), foreignKeys: [] };
    const among = await judgeSome(
      desk,
      bySet,
      reading(futureSql(contract, delta, sound)),
      { silver: { [name]: held } },
      work,
    );
    await duck.run(addSetReasonsSql(found, contract, future, among.violations), signal);
  }
  await judgeReferences(desk, dataset, { affected, delta, fields, fresh }, work);
  await duck.run(freshSql(freshTable(name), contract, found, future, keyTable(name)), signal);
}

/** References of all affected rows, to what is in silver or ready to go there. */
async function judgeReferences(
  desk: Desk,
  dataset: DeskDataset,
  { affected, delta, fresh }: Affected,
  work: Work,
): Promise<void> {
  const { contract } = dataset;
  if (contract.foreignKeys.length === 0) return;
  const silver: Partial<Record<DatasetName, Sql>> = {};
  for (const name of new Set(contract.foreignKeys.map(({ references }) => references.dataset))) {
    const target = desk.datasets.find((one) => one.contract.dataset === name);
    if (target === undefined) continue;
    const held = await heldOf(desk, target, work.signal);
    silver[name] = readyKeysSql(name, fresh.get(name), held);
  }
  const byReference = { ...contract, rowRules: keyRules(contract) };
  const rows = readingOf(desk, dataset)(futureSql(contract, delta, affected));
  const judged = await judgeSome(desk, byReference, rows, { silver }, work);
  for (const statement of causesSql(foundTable(contract.dataset), contract, judged.violations, fresh)) {
    await desk.duck.run(statement, work.signal);
  }
}

/** A rule to have one: that the key is there. */
const keyRules = ({ rowRules, primaryKey }: DatasetContract): DatasetContract['rowRules'] =>
  rowRules.filter(({ kind, field }) => kind === 'required' && field === primaryKey.field);

interface Reading {
  readonly typed: Sql;
  readonly written: (selection: Sql) => Sql;
}

/** Rows of a desk as the typed relation; their n is its row_no. */
const readingOf =
  (desk: Desk, { contract, origins }: DeskDataset) =>
  (rows: Sql): Reading => {
    const columns = contract.fields.map(({ name }) => ({
      name,
      column: columnOf(name),
      sourceType: 'VARCHAR',
    }));
    const plan = planReading(contract, columns, { tenant: desk.tenant, hasSequence: false });
    const raw = sql`(
      SELECT 1::INTEGER AS file_no, w.n AS row_no, w.row_id, NULL::TIMESTAMPTZ AS extracted_at, w.run_id,
        ${filledTexts(contract, desk.tenant, origins)}
      FROM ${rows} AS w)`;
    const zones = Map.groupBy(origins, ([, { timezone }]) => timezone);
    const asOf = desk.host.now();
    const select = (of: typeof typedSelect, from: Sql): Sql => {
      if (zones.size <= 1) {
        const [timezone = desk.settings.timezone] = zones.keys();
        return sql`(${of(contract, plan, from, desk.codeLists, { timezone, asOf })})`;
      }
      const parts = [...zones].map(([timezone, runs]) => {
        const some = sql`(SELECT * FROM ${from} WHERE run_id IN (${runs.map(([id]) => sql`${id}`)}))`;
        return of(contract, plan, some, desk.codeLists, { timezone, asOf });
      });
      return sql`(${join(parts, ' UNION ALL ')})`;
    };
    return {
      // No two rows are repeats of each other here: what is the same row was told apart when it landed.
      typed: sql`(SELECT * REPLACE (row_id AS identity) FROM ${select(typedSelect, raw)})`,
      written: (selection) => {
        const some = sql`(SELECT * FROM ${raw} SEMI JOIN ${selection} USING (file_no, row_no))`;
        return sql`(SELECT * REPLACE (row_id AS identity) FROM ${select(writtenSelect, some)})`;
      },
    };
  };

/** Judges rows by a part of their contract; the tables that it leaves are read before the next call. */
async function judgeSome(
  desk: Desk,
  contract: DatasetContract,
  { typed, written }: Reading,
  { silver, keep }: Pick<JudgeRequest, 'silver'> & Pick<JudgeDataset, 'keep'>,
  work: Work,
): Promise<{ readonly violations: Sql; readonly kept: Sql }> {
  const { dataset } = contract;
  await judge(
    desk.duck,
    {
      tenant: desk.tenant,
      asOf: desk.host.now(),
      severities: desk.settings.severities,
      codeLists: desk.codeLists,
      suggest: suggestionSql,
      countryCells: sql`read_parquet(${countryCellsPath()})`,
      ...(silver === undefined ? {} : { silver }),
      datasets: [
        { contract, rows: typed, only: written, changeFeed: false, ...(keep === undefined ? {} : { keep }) },
      ],
    },
    { signal: work.signal },
  );
  return { violations: ident(`violation_${dataset}`), kept: keptRows(dataset, keep ?? []) };
}

/** What silver has of the tenant: (key, business_key, data_source), read once. */
export async function heldOf(
  desk: Desk,
  { contract, tables }: DeskDataset,
  signal?: AbortSignal,
): Promise<Sql> {
  const known = desk.held.get(contract.dataset);
  if (known !== undefined) return known;
  const { journal, folder } = desk.workspace;
  const seen = journal.seenFile(desk.tenant, contract.dataset);
  const seenPath = seen === undefined ? undefined : pathFromJournal(folder, seen.path);
  const holding = await holdTenant(
    desk.duck,
    contract,
    tables,
    { tenant: desk.tenant, batchId: undefined, seenPath },
    signal,
  );
  desk.held.set(contract.dataset, holding.silver);
  return holding.silver;
}
