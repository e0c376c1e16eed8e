import { z } from 'zod';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { Effect } from '../../contracts/quarantine/effect.ts';
import {
  type Operation,
  operation as operationSchema,
  type Settled,
} from '../../contracts/quarantine/operation.ts';
import { QuaysideError } from '../base/errors.ts';
import type { Work } from '../base/progress.ts';
import { hitSql } from '../quarantine/chain.sql.ts';
import { checkOperation, patternsOf } from '../quarantine/check-operation.ts';
import { type Delta, deltaSql, deltaTable, fieldsOfLinks } from '../quarantine/delta.sql.ts';
import { deskTables } from '../quarantine/desk-tables.ts';
import { meansRejected, selectedSql } from '../quarantine/selection.sql.ts';
import { ident, type Sql, sql } from '../sql/sql.ts';
import type { Desk } from './quarantine-desk.ts';
import { effectOf } from './quarantine-effect.ts';
import { type Fresh, judgeChanges } from './quarantine-judge.ts';
import { settleLookups } from './quarantine-lookups.ts';

/** An operation that was tried out on a desk and can be applied as it is, while the desk stays what it is. */
export interface Tried {
  readonly operation: Operation;
  readonly settled: Settled;
  readonly effect: Effect;
  readonly delta: Delta;
  readonly fresh: Fresh;
}

/** Throws USAGE, with what was expected where, for what is no operation. */
export function parseOperation(input: unknown): Operation {
  const parsed = operationSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new QuaysideError(
    'USAGE',
    `This is no operation: ${z.prettifyError(parsed.error).replaceAll(/\s+/g, ' ')}.`,
    {
      cause: parsed.error,
    },
  );
}

/** What an operation would do, exactly; nothing is changed. Throws USAGE for what its dataset cannot take. */
export async function previewOperation(desk: Desk, input: unknown, work: Work = {}): Promise<Effect> {
  await desk.refresh(work);
  return (await tryOperation(desk, parseOperation(input), work)).effect;
}

/** Tries an operation out on a desk that is up to date. */
export async function tryOperation(desk: Desk, operation: Operation, work: Work): Promise<Tried> {
  const known = desk.tried;
  if (known !== undefined && JSON.stringify(known.operation) === JSON.stringify(operation)) return known;
  desk.tried = undefined;
  const { contract } = desk.dataset(operation.dataset);
  checkOperation(operation, contract);
  for (const pattern of patternsOf(operation)) await assertPattern(desk, pattern);
  const { signal } = work;
  const hits = hitsTable(contract.dataset);
  await desk.duck.run(sql`CREATE OR REPLACE TABLE ${hits} AS ${selectedRowsSql(desk, operation)}`, signal);
  const { rows: selected } = await desk.duck.row(sql`SELECT count(*) AS rows FROM ${hits}`, counted, signal);
  const settled = await settle(desk, operation, hits, work);
  if (settled.dropped.length > 0) {
    await desk.duck.run(
      sql`INSERT INTO ${hits} SELECT n FROM ${deskTables(contract.dataset).now} WHERE row_id IN (${settled.dropped.map((id) => sql`${id}`)}) AND n NOT IN (SELECT n FROM ${hits})`,
      signal,
    );
  }
  const link = { number: desk.operations.length + 1, operation, settled };
  const delta = { table: deltaTable(contract.dataset), fields: fieldsOfLinks([link]) };
  const context = { contract, codeLists: desk.codeLists };
  const { now } = deskTables(contract.dataset);
  const inHits = sql`n IN (SELECT n FROM ${hits})`;
  await desk.duck.run(
    deltaSql(delta.table, now, [link], () => inHits, context),
    signal,
  );
  const only = new Map([[contract.dataset, delta]]);
  const fresh = await judgeChanges(desk, only, work, only);
  const effect = await effectOf(desk, contract.dataset, { selected, delta, fresh }, work);
  desk.tried = { operation, settled, effect, delta, fresh };
  return desk.tried;
}

const hitsTable = (dataset: DatasetName): Sql => ident(`desk_hits_${dataset}`);
const counted = z.object({ rows: z.coerce.number().int() });
const idRow = z.object({ id: z.string() });

/** n of the rows of a selection as they are now; rejected ones only where they are named. */
export function selectedRowsSql(
  desk: Desk,
  { dataset, selection }: Pick<Operation, 'dataset' | 'selection'>,
): Sql {
  const { contract } = desk.dataset(dataset);
  const { now, verdict } = deskTables(dataset);
  const selected = selectedSql(selection, contract, 'now');
  const alive = meansRejected(selection) ? sql`` : sql` AND decision IS DISTINCT FROM 'rejected'`;
  return sql`SELECT n FROM (
      SELECT w.*, v.violations AS reasons, v.errors FROM ${now} AS w JOIN ${verdict} AS v ON v.n = w.n
    ) WHERE ${selected}${alive}`;
}

/** What a replay needs to find the same rows and the same values again. */
async function settle(desk: Desk, operation: Operation, hits: Sql, work: Work): Promise<Settled> {
  const { signal } = work;
  const { contract } = desk.dataset(operation.dataset);
  const { now } = deskTables(operation.dataset);
  const batches = await desk.duck.rows(
    sql`SELECT DISTINCT batch_id AS id FROM ${now} WHERE batch_id IS NOT NULL ORDER BY ALL`,
    idRow,
    signal,
  );
  const bare: Settled = {
    batches: batches.map(({ id }) => id),
    also: [],
    except: [],
    tables: {},
    kept: [],
    dropped: [],
  };
  const found = await settleLookups(desk, operation, hits, work);
  const recorded = recordedTable(operation.dataset);
  await desk.duck.run(
    sql`CREATE OR REPLACE TABLE ${recorded} AS SELECT n FROM ${now} WHERE ${hitSql({ operation, settled: bare }, contract)}`,
    signal,
  );
  const differing = await desk.duck.rows(
    sql`
    SELECT w.row_id AS id, d.here
    FROM (
      SELECT n, TRUE AS here FROM ${hits} AS h ANTI JOIN ${recorded} AS r USING (n)
      UNION ALL
      SELECT n, FALSE FROM ${recorded} AS r ANTI JOIN ${hits} AS h USING (n)
    ) AS d
    JOIN ${now} AS w ON w.n = d.n
    ORDER BY ALL`,
    differingRow,
    signal,
  );
  return {
    ...bare,
    ...found,
    also: differing.filter(({ here }) => here).map(({ id }) => id),
    except: differing.filter(({ here }) => !here).map(({ id }) => id),
  };
}

const recordedTable = (dataset: DatasetName): Sql => ident(`desk_recorded_${dataset}`);
const differingRow = z.object({ id: z.string(), here: z.boolean() });

/** Throws USAGE for what is no pattern. */
async function assertPattern(desk: Desk, pattern: string): Promise<void> {
  try {
    await desk.duck.rows(sql`SELECT regexp_matches('', ${pattern}) AS ok`, z.object({ ok: z.boolean() }));
  } catch (cause) {
    throw new QuaysideError(
      'USAGE',
      `${JSON.stringify(pattern)} is no pattern; expected one as RE2 reads it (no look-around, no back references).`,
      { cause, parameters: { pattern } },
    );
  }
}
