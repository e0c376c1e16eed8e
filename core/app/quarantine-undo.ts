import { z } from 'zod';
import type { Effect } from '../../contracts/quarantine/effect.ts';
import { QuaysideError } from '../base/errors.ts';
import type { Work } from '../base/progress.ts';
import { chainSql, hitSql, type Link } from '../quarantine/chain.sql.ts';
import { type Delta, deltaTable, fieldsOfLinks, replayedSql } from '../quarantine/delta.sql.ts';
import { deskTables } from '../quarantine/desk-tables.ts';
import { ident, type Sql, sql } from '../sql/sql.ts';
import { append, type By, onHead, takeChange } from './quarantine-apply.ts';
import type { Desk, DeskDataset } from './quarantine-desk.ts';
import { effectOf } from './quarantine-effect.ts';
import { type Fresh, judgeChanges } from './quarantine-judge.ts';
import { personOf } from './quarantine-person.ts';
import { linksOf } from './quarantine-replay.ts';
import type { DatasetName } from '../../contracts/data/dataset.ts';

/** What an undo or a redo does. */
export interface TurnEffect extends Effect {
  readonly operationId: string;
  readonly action: 'undo' | 'redo';
  /** Later operations that then change other rows than now: of how many rows fewer, and of how many more. */
  readonly later: readonly { readonly operationId: string; readonly lost: number; readonly won: number }[];
  /** Rows that the operation had changed and that have left quarantine since: they stay as they are. */
  readonly left: number;
}

export interface Turned {
  readonly effect: TurnEffect;
  readonly head: number;
}

/** What undoing or redoing an operation would do; nothing is changed. Throws USAGE for an operation that is not there, or already so. */
export async function previewTurn(
  desk: Desk,
  action: 'undo' | 'redo',
  operationId: string,
  work: Work = {},
): Promise<TurnEffect> {
  await desk.refresh(work);
  return (lostEffect(desk, action, operationId) ?? (await tryTurn(desk, action, operationId, work))).effect;
}

/**
 * Takes an operation out of the chain, or puts it back to its place: the rows are as if it had never been there, or always. Any operation, not only
 * the last. Throws as `previewTurn`, CONFLICT as `applyOperation`.
 */
export async function turnOperation(
  desk: Desk,
  action: 'undo' | 'redo',
  operationId: string,
  by: By = {},
  work: Work = {},
): Promise<Turned> {
  return onHead(desk, by, work, async () => {
    const lost = lostEffect(desk, action, operationId);
    if (lost === undefined) desk.writableStore();
    const { effect, delta, fresh } = lost ?? (await tryTurn(desk, action, operationId, work));
    const body = {
      operationId,
      action,
      rows: effect.changed,
      person: await personOf(desk.workspace, by.person),
      ...(by.reason === undefined ? {} : { reason: by.reason }),
    };
    // The commit point.
    const head = append(desk, { tenant: desk.tenant, inputs: [], kind: 'quarantine-undo', body });
    if (delta !== undefined) await takeChange(desk, effect.dataset, { delta, fresh }, work);
    desk.advance(head);
    return { effect, head };
  });
}

/** Of an operation that cannot be read: its rows are shown without it already. Throws what keeps it from being read for a redo. */
function lostEffect(
  desk: Desk,
  action: 'undo' | 'redo',
  operationId: string,
): (Omit<TriedTurn, 'delta'> & { readonly delta: undefined }) | undefined {
  const lost = desk.unreadable.find(
    ({ entry, counts }) => entry.body.operationId === operationId && counts === (action === 'undo'),
  );
  if (lost === undefined) return undefined;
  if (action === 'redo') throw lost.cause;
  const { dataset } = lost.entry.body;
  const none = { reasons: 0, errors: 0 };
  const nothing = { selected: 0, changed: 0, keys: 0, rejects: 0, frees: 0, freesOther: [], holds: 0 };
  return {
    effect: {
      ...nothing,
      dataset,
      operationId,
      action,
      clears: none,
      creates: { ...none, examples: [] },
      conflicts: [],
      examples: [],
      later: [],
      left: 0,
    },
    delta: undefined,
    fresh: new Map(),
  };
}

interface TriedTurn {
  readonly effect: TurnEffect;
  readonly delta: Delta;
  readonly fresh: Fresh;
}

async function tryTurn(
  desk: Desk,
  action: 'undo' | 'redo',
  operationId: string,
  work: Work,
): Promise<TriedTurn> {
  desk.tried = undefined;
  const { number, operation } = turning(desk, action, operationId);
  const dataset = desk.dataset(operation.operation.dataset);
  const { contract } = dataset;
  const name = contract.dataset;
  const before = linksOf(desk, name);
  const after =
    action === 'undo'
      ? before.filter((link) => link.number !== number)
      : [...before, operation].toSorted((a, b) => a.number - b.number);
  const rows = await candidates(desk, dataset, action, operation, before, work);
  const fields = fieldsOfLinks([...before, operation]);
  const delta = { table: deltaTable(name), fields };
  const original = originalSql(dataset, rows);
  const context = { contract, codeLists: desk.codeLists };
  await desk.duck.run(
    replayedSql(delta.table, contract, chainSql(original, after, context), fields),
    work.signal,
  );
  const later = before.filter((link) => link.number > number);
  const changed = new Map([[name, { ...delta, fields: fieldsOfLinks([operation, ...later]) }]]);
  const fresh = await judgeChanges(desk, changed, work, new Map([[name, delta]]));
  const { rows: selected } = await desk.duck.row(
    sql`SELECT count(*) AS rows FROM ${rows}`,
    counted,
    work.signal,
  );
  const effect = await effectOf(desk, name, { selected, delta, fresh }, work);
  const left = action === 'undo' ? await leftSince(desk, operationId, selected, number) : 0;
  const others = await laterOf(desk, name, delta, number, work);
  return {
    effect: { ...effect, conflicts: [], operationId, action, later: others, left },
    delta,
    fresh,
  };
}

const counted = z.object({ rows: z.coerce.number().int() });

function turning(
  desk: Desk,
  action: 'undo' | 'redo',
  operationId: string,
): { readonly number: number; readonly operation: Link } {
  const index = desk.operations.findIndex(({ stored }) => stored.operationId === operationId);
  const known = desk.operations[index];
  if (known === undefined) {
    throw new QuaysideError(
      'USAGE',
      `There is no operation ${operationId} on the quarantine of ${desk.tenant}; \`quayside quarantine history\` lists them.`,
      { parameters: { operation: operationId, tenant: desk.tenant } },
    );
  }
  if (known.counts === (action === 'redo')) {
    throw new QuaysideError(
      'USAGE',
      `Operation ${operationId} ${action === 'redo' ? 'is not undone' : 'is undone already'}.`,
      { parameters: { operation: operationId } },
    );
  }
  const number = index + 1;
  return { number, operation: { ...known.stored, number } };
}

/** A table (n) of the rows that may become others: those that it changed, or those that it is for at its place. */
async function candidates(
  desk: Desk,
  dataset: DeskDataset,
  action: 'undo' | 'redo',
  operation: Link,
  links: readonly Link[],
  { signal }: Work,
): Promise<Sql> {
  const { contract } = dataset;
  const { now } = deskTables(contract.dataset);
  const table = ident(`desk_turned_${contract.dataset}`);
  if (action === 'undo') {
    await desk.duck.run(
      sql`CREATE OR REPLACE TABLE ${table} AS SELECT n FROM ${now} WHERE contains(coalesce(ops, ''), ${`,${operation.number},`})`,
      signal,
    );
    return table;
  }
  const earlier = links.filter(({ number }) => number < operation.number);
  const all = sql`(SELECT n FROM ${now})`;
  const there = chainSql(originalSql(dataset, all), earlier, { contract, codeLists: desk.codeLists });
  await desk.duck.run(
    sql`CREATE OR REPLACE TABLE ${table} AS SELECT n FROM ${there} WHERE ${hitSql(operation, contract)}`,
    signal,
  );
  return table;
}

/** Rows as they came, with a desk's columns. */
function originalSql({ contract, original }: DeskDataset, rows: Sql): Sql {
  const { now } = deskTables(contract.dataset);
  return sql`(
    SELECT w.n, o.*, NULL::VARCHAR AS ops, NULL::VARCHAR AS waived, NULL::VARCHAR AS decision,
      NULL::VARCHAR AS assignee, NULL::VARCHAR AS waits_for, NULL::VARCHAR AS note
    FROM ${original} AS o
    JOIN (SELECT n, row_id FROM ${now} SEMI JOIN ${rows} AS r USING (n)) AS w ON w.row_id = o.row_id)`;
}

/** Rows that the operation changed when it was applied, and that are not here any more. */
async function leftSince(desk: Desk, operationId: string, now: number, number: number): Promise<number> {
  await Promise.resolve();
  const recorded = desk.operations[number - 1]?.entry.body;
  return recorded?.operationId === operationId ? Math.max(0, recorded.rows - now) : 0;
}

const laterRow = z.object({ number: z.coerce.number(), lost: z.coerce.number(), won: z.coerce.number() });

async function laterOf(
  desk: Desk,
  dataset: DatasetName,
  delta: Delta,
  number: number,
  { signal }: Work,
): Promise<TurnEffect['later']> {
  const numbers = (ops: Sql): Sql => sql`unnest(string_split(trim(coalesce(${ops}, ''), ','), ','))`;
  const found = await desk.duck.rows(
    sql`
    WITH old AS (SELECT w.n, ${numbers(sql`w.ops`)} AS number FROM ${delta.table} AS d JOIN ${deskTables(dataset).now} AS w USING (n)),
    new AS (SELECT d.n, ${numbers(sql`d.ops`)} AS number FROM ${delta.table} AS d)
    SELECT number, count(*) FILTER (NOT here) AS lost, count(*) FILTER (here) AS won
    FROM (
      SELECT number, FALSE AS here FROM (FROM old EXCEPT FROM new)
      UNION ALL
      SELECT number, TRUE FROM (FROM new EXCEPT FROM old)
    )
    WHERE number <> '' AND number::INTEGER > ${number}
    GROUP BY number
    ORDER BY number::INTEGER`,
    laterRow,
    signal,
  );
  return found.flatMap((one) => {
    const operation = desk.operations[one.number - 1]?.stored;
    return operation === undefined
      ? []
      : [{ operationId: operation.operationId, lost: one.lost, won: one.won }];
  });
}
