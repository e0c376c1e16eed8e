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
import {
  affectedSql,
  dependentsTableSql,
  type FlippedKeys,
  flippedKeysSql,
  meetsSql,
} from './quarantine-affected.sql.ts';
import type { Desk, DeskDataset } from './quarantine-desk.ts';
import { rulesFor } from './quarantine-rules.ts';
import {
  addSetReasonsSql,
  causesSql,
  freshSql,
  foundTable,
  keptReasonsSql,
  meetingRowsSql,
  noReasonsSql,
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
 * the columns of `Delta`), or a table of n of rows that are so already (then `deltas` has none). `known`: keys that flipped for another reason.
 */
export async function judgeChanges(
  desk: Desk,
  changes: ReadonlyMap<DatasetName, Delta>,
  work: Work,
  deltas: ReadonlyMap<DatasetName, Delta> = new Map(),
  known: readonly FlippedKeys[] = [],
): Promise<Fresh> {
  const fresh = new Map<DatasetName, Sql>();
  const flipped = [...known];
  const { signal } = work;
  const count = async (query: Sql): Promise<number> => (await desk.duck.row(query, counted, signal)).rows;
  for (const dataset of desk.datasets) {
    const { contract } = dataset;
    const name = contract.dataset;
    const change = changes.get(name);
    const delta = deltas.get(name);
    const dependents = ident(`desk_dependents_${name}`);
    await desk.duck.run(dependentsTableSql(dependents, contract, flipped), signal);
    const dependent = await count(sql`SELECT count(*) AS rows FROM ${dependents}`);
    if (change === undefined && dependent === 0) continue;
    const affected = affectedTable(name);
    const meets = change !== undefined && (await count(meetsSql(contract))) > 0;
    await desk.duck.run(affectedSql(affected, contract, { change, delta, dependents, meets }), signal);
    if ((await count(sql`SELECT count(*) AS rows FROM ${affected}`)) === 0) continue;
    const fields = change?.fields ?? [];
    const refers = contract.foreignKeys.some(({ field }) => fields.includes(field));
    const referring = refers ? affected : dependents;
    const refersAtAll = contract.foreignKeys.length > 0 && (refers || dependent > 0);
    await judgeAffected(desk, dataset, { affected, referring, refersAtAll, delta, fields, fresh }, work);
    fresh.set(name, freshTable(name));
    const referredTo = desk.datasets.some((other) =>
      other.contract.foreignKeys.some(({ references }) => references.dataset === name),
    );
    if (!referredTo) continue;
    const keys = ident(`desk_flipped_${name}`);
    await desk.duck.run(flippedKeysSql(keys, contract, freshTable(name), delta), signal);
    flipped.push({ dataset: name, keys });
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
  /** Of them those whose references are looked at again, if any. */
  readonly referring: Sql;
  readonly refersAtAll: boolean;
  readonly delta: Delta | undefined;
  readonly fields: readonly string[];
  readonly fresh: Fresh;
}

async function judgeAffected(desk: Desk, dataset: DeskDataset, what: Affected, work: Work): Promise<void> {
  const { duck } = desk;
  const { signal } = work;
  const { contract } = dataset;
  const { affected, delta } = what;
  const name = contract.dataset;
  const found = foundTable(name);
  const keys = keyTable(name);
  const future = futureSql(contract, delta, affected);
  const reading = readingOf(desk, dataset);

  await judgeRows(desk, dataset, what, work);
  const held = await heldOf(desk, dataset, signal);
  await duck.run(standingDuplicatesSql(found, contract, future, keys, held), signal);
  const sound = ident(`desk_sound_${name}`);
  await duck.run(soundSql(sound, found, future), signal);
  const meeting = ident(`desk_meeting_${name}`);
  await duck.run(meetingRowsSql(meeting, contract, { sound, future, keys, held }), signal);
  const { rows } = await duck.row(sql`SELECT count(*) AS rows FROM ${meeting}`, counted, signal);
  if (rows > 0) {
    const bySet = { ...contract, rowRules: keyRules(contract), foreignKeys: [] };
    const met = reading(futureSql(contract, delta, meeting));
    const among = await judgeSome(desk, bySet, met, { silver: { [name]: held }, landed: meeting }, work);
    await duck.run(addSetReasonsSql(found, contract, future, among.violations), signal);
  }
  if (what.refersAtAll) await judgeReferences(desk, dataset, what, work);
  await duck.run(freshSql(freshTable(name), contract, found, future, keys), signal);
}

/** The rules within the row that look at what changed; the others' reasons stand. */
async function judgeRows(desk: Desk, dataset: DeskDataset, what: Affected, work: Work): Promise<void> {
  const { duck } = desk;
  const { signal } = work;
  const { contract } = dataset;
  const { affected, referring, delta, fields } = what;
  const name = contract.dataset;
  const found = foundTable(name);
  const rules = rulesFor(contract, fields);
  if (rules.replaced.length === 0 && !fields.includes(contract.primaryKey.field)) {
    await duck.run(
      sql`CREATE OR REPLACE TABLE ${keyTable(name)} AS SELECT n, key FROM ${deskTables(name).verdict} SEMI JOIN ${affected} USING (n)`,
      signal,
    );
    await duck.run(noReasonsSql(found), signal);
  } else {
    const keep = [{ name: 'key', value: ident(contract.primaryKey.field) }];
    const byRow = { ...contract, rowRules: rules.evaluated, foreignKeys: [] };
    const rows = readingOf(desk, dataset)(futureSql(contract, delta, affected));
    const judged = await judgeSome(desk, byRow, rows, { keep, landed: affected }, work);
    await duck.run(
      sql`CREATE OR REPLACE TABLE ${keyTable(name)} AS SELECT row_no AS n, key FROM ${judged.kept}`,
      signal,
    );
    await duck.run(rowReasonsSql(found, rules.replaced, judged.violations), signal);
  }
  await duck.run(keptReasonsSql(found, contract, rules.replaced, { affected, referring }), signal);
}

/** References of the rows whose own changed, or that refer to what changed: to what is in silver or ready to go there. */
async function judgeReferences(
  desk: Desk,
  dataset: DeskDataset,
  { referring, delta, fresh }: Affected,
  work: Work,
): Promise<void> {
  const { contract } = dataset;
  const silver: Partial<Record<DatasetName, Sql>> = {};
  for (const name of new Set(contract.foreignKeys.map(({ references }) => references.dataset))) {
    const target = desk.datasets.find((one) => one.contract.dataset === name);
    if (target === undefined) continue;
    const held = await heldOf(desk, target, work.signal);
    silver[name] = readyKeysSql(name, fresh.get(name), held);
  }
  const byReference = { ...contract, rowRules: keyRules(contract) };
  const rows = readingOf(desk, dataset)(futureSql(contract, delta, referring));
  const judged = await judgeSome(desk, byReference, rows, { silver, landed: referring }, work);
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
  { silver, keep, landed }: Pick<JudgeRequest, 'silver'> & Pick<JudgeDataset, 'keep' | 'landed'>,
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
        {
          contract,
          rows: typed,
          only: written,
          changeFeed: false,
          ...(keep === undefined ? {} : { keep }),
          ...(landed === undefined ? {} : { landed }),
        },
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
