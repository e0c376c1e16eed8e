import { z } from 'zod';
import type { CodeListName, DatasetContract } from '../../contracts/data/dataset.ts';
import type { Change } from '../../contracts/quarantine/change.ts';
import type { Operation, Settled } from '../../contracts/quarantine/operation.ts';
import { QuaysideError } from '../base/errors.ts';
import type { Work } from '../base/progress.ts';
import { deskTables, rawOf } from '../quarantine/desk-tables.ts';
import { keepSql } from '../quarantine/keep.sql.ts';
import { countryNames, currencyNames } from '../quarantine/names.ts';
import { nearestCodesSql, nearestKeysSql, sameNameSql } from '../quarantine/nearest.sql.ts';
import { codesOf } from '../quarantine/proposals/codes.sql.ts';
import { plain } from '../quarantine/text.sql.ts';
import { silverTables } from '../silver/working-tables.ts';
import { type Sql, sql } from '../sql/sql.ts';
import type { Desk } from './quarantine-desk.ts';
import { heldOf } from './quarantine-judge.ts';
import { targetsOf } from './quarantine-targets.ts';

type Found = Settled['tables'][string];
type Nearest = Extract<Change, { readonly kind: 'nearest' }>;

/** What an operation has to look up once, among the rows in `hits` (n): nearest values, and who of several is kept. */
export async function settleLookups(
  desk: Desk,
  operation: Operation,
  hits: Sql,
  work: Work,
): Promise<Pick<Settled, 'tables' | 'kept' | 'dropped'>> {
  const tables: Record<string, Found> = {};
  const kept: string[] = [];
  const dropped: string[] = [];
  for (const [index, change] of operation.changes.entries()) {
    if (change.kind === 'nearest') tables[index] = await nearestOf(desk, operation, change, hits, work);
    if (change.kind !== 'keep') continue;
    const dataset = desk.dataset(operation.dataset);
    await heldOf(desk, dataset, work.signal);
    const { held } = silverTables(operation.dataset);
    const rows = await desk.duck.rows(
      keepSql(dataset.contract, change.which, hits, held),
      keepRow,
      work.signal,
    );
    for (const { row_id, kept: stays } of rows) (stays ? kept : dropped).push(row_id);
  }
  return { tables, kept, dropped };
}

const keepRow = z.object({ row_id: z.string(), kept: z.boolean() });
const foundRow = z.object({ from: z.string(), to: z.string() });

async function nearestOf(
  desk: Desk,
  { dataset }: Operation,
  { field, to, by, distance }: Nearest,
  hits: Sql,
  { signal }: Work,
): Promise<Found> {
  const { contract } = desk.dataset(dataset);
  const { now } = deskTables(dataset);
  const texts = sql`(SELECT DISTINCT ${rawOf(field)} AS raw, ${plain(rawOf(field))} AS text FROM ${now} WHERE n IN (SELECT n FROM ${hits}) AND ${rawOf(field)} IS NOT NULL)`;
  const found = (query: Sql): Promise<Found> =>
    desk.duck.rows(
      sql`SELECT t.raw AS "from", f.key AS "to" FROM ${texts} AS t JOIN (${query}) AS f ON f.text = t.text WHERE f.several = 1`,
      foundRow,
      signal,
    );
  if (to === 'code') return found(nearestCodesSql(texts, candidates(desk, contract, field), distance));
  if (!contract.foreignKeys.some((key) => key.field === field)) {
    throw new QuaysideError('USAGE', `${field} refers to no supplier; look for the nearest code instead.`, {
      parameters: { field, dataset },
    });
  }
  const targets = await targetsOf(desk, dataset);
  if (by === 'id') return found(nearestKeysSql(texts, targets, distance));
  return found(sameNameSql(texts, targets, by));
}

/** Texts that mean a code of the field's list, and the code; throws USAGE for a field without a list. */
function candidates(
  desk: Desk,
  { rowRules, dataset }: DatasetContract,
  field: string,
): readonly (readonly [string, string])[] {
  const list = rowRules.find((rule) => rule.kind === 'code' && rule.field === field);
  const named = list?.kind === 'code' ? textsOf(desk, list.list) : undefined;
  if (named !== undefined) return named;
  throw new QuaysideError('USAGE', `${field} of ${dataset} is no code of a list; nothing is nearest to it.`, {
    parameters: { field, dataset },
  });
}

function textsOf(
  { codeLists }: Desk,
  list: CodeListName,
): readonly (readonly [string, string])[] | undefined {
  if (list === 'country') return [...countryNames(codeLists)];
  if (list === 'currency') return [...currencyNames(codeLists)];
  return codesOf[list]?.(codeLists).map((code) => [code.toLowerCase(), code] as const);
}
