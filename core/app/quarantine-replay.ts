import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { Work } from '../base/progress.ts';
import { hitSql, type Link } from '../quarantine/chain.sql.ts';
import { type Delta, deltaSql, deltaTable, fieldsOfLinks, writeDeltaSql } from '../quarantine/delta.sql.ts';
import { deskTables } from '../quarantine/desk-tables.ts';
import { ident, type Sql, sql } from '../sql/sql.ts';
import type { Desk, DeskDataset } from './quarantine-desk.ts';
import { type FlippedKeys, foundSinceSql } from './quarantine-affected.sql.ts';
import { heldOf, judgeChanges, takeVerdicts } from './quarantine-judge.ts';

/** Operations in one statement; more of them make a plan that takes longer than the rows. */
export const linksAtOnce = 12;

/** The operations of a dataset that count, oldest first; each with its place among all of the tenant's, from 1. */
export const linksOf = (desk: Desk, dataset: DatasetName): readonly Link[] =>
  desk.operations
    .map((one, index) => ({ ...one, number: index + 1 }))
    .filter(({ counts, stored }) => counts && stored.operation.dataset === dataset)
    .map(({ stored, number }) => ({ ...stored, number }));

/** Brings a desk that was just loaded to where its operations lead, and judges the rows that they changed. */
export async function replay(desk: Desk, work: Work): Promise<void> {
  const changed = new Map<DatasetName, Delta>();
  for (const dataset of desk.datasets) {
    const links = linksOf(desk, dataset.contract.dataset);
    if (links.length === 0) continue;
    changed.set(dataset.contract.dataset, await replayDataset(desk, dataset, links, work));
  }
  const found = await foundSince(desk, work);
  if (changed.size === 0 && found.length === 0) return;
  await takeVerdicts(desk, await judgeChanges(desk, changed, work, new Map(), found), work);
}

/** What references of waiting rows were missing and silver has by now: their reasons are of the past. */
async function foundSince(desk: Desk, { signal }: Work): Promise<readonly FlippedKeys[]> {
  const flipped: FlippedKeys[] = [];
  for (const { contract } of desk.datasets) {
    for (const { orphan, references } of contract.foreignKeys) {
      const target = desk.datasets.find((one) => one.contract.dataset === references.dataset);
      if (target === undefined) continue;
      const keys = ident(`desk_since_${contract.dataset}_${flipped.length}`);
      const held = await heldOf(desk, target, signal);
      await desk.duck.run(foundSinceSql(keys, contract, orphan, held), signal);
      flipped.push({ dataset: references.dataset, keys });
    }
  }
  return flipped;
}

/** Returns the rows that are others now, and which of their fields may be. */
async function replayDataset(
  desk: Desk,
  { contract }: DeskDataset,
  links: readonly Link[],
  { signal }: Work,
): Promise<Delta> {
  const table = deltaTable(contract.dataset);
  const context = { contract, codeLists: desk.codeLists };
  const { now } = deskTables(contract.dataset);
  for (let first = 0; first < links.length; first += linksAtOnce) {
    const some = links.slice(first, first + linksAtOnce);
    await desk.duck.run(
      deltaSql(table, now, some, (link) => hitSql(link, contract), context),
      signal,
    );
    await desk.duck.run(writeDeltaSql(contract, { table, fields: fieldsOfLinks(some) }), signal);
  }
  const touched = touchedTable(contract.dataset);
  await desk.duck.run(
    sql`CREATE OR REPLACE TABLE ${touched} AS SELECT n FROM ${now} WHERE ops IS NOT NULL`,
    signal,
  );
  return { table: touched, fields: fieldsOfLinks(links) };
}

const touchedTable = (dataset: DatasetName): Sql => ident(`desk_touched_${dataset}`);
